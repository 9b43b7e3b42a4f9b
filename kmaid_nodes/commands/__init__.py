"""The commands of `kmaid`: a module for each, with its arguments and what it runs.

`add_to` gives the command to the parser. `run` reads records, calls one task and writes one table, and raises
UserError. What several commands have in common is in modules named after it. All of them are imported for
`kmaid --help`, so that what is heavy is imported where it is used.
"""
