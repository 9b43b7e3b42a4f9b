"""The two ways in which things go wrong: the user must act, or one row cannot be used."""


class UserError(Exception):
    """Something the user must change; its text is one clear sentence.

    The command line prints it and exits with code 2; a node shows it in KNIME.
    """


class UnusableRow(Exception):
    """One row (a structure, a peak list, a record) cannot be used; its text is the reason.

    It never ends a table: the row comes back with the reason and the others are done.
    """


class Cancelled(Exception):
    """The user asked a long task to stop."""
