"""Stable codes for what the package finds; `wording` makes English of them."""
