"""Stable codes of what a result says; programs compare them, people read what `wording` makes of them."""
