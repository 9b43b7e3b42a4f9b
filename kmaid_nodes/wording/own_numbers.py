"""Words of notes on the chemist's own numbers of atoms."""

from __future__ import annotations

ONE_ATOM_ALONE = "only one atom has one"


def stands_twice(label: str) -> str:
    """Why numbers were left out: two different atoms have one of them."""
    return f"{label} stands at different atoms"


def two_for_an_atom(label: str, other: str) -> str:
    """Why numbers were left out: one atom has two."""
    return f"{label} and {other} stand at one atom"


def numbers_for_atoms(numbers: int, atoms: int) -> str:
    """Why numbers were left out: there are more or fewer than atoms."""
    labels = "1 label" if numbers == 1 else f"{numbers} labels"
    return f"{labels} for {atoms} atom{'s' * (atoms != 1)}"


def is_no_number(text: str) -> str:
    """Why numbers were left out: one of them cannot be a label."""
    return f"{text} cannot be the number of an atom"


def no_such_atom(index: int, atoms: int) -> str:
    """Why numbers were left out: one is given to an atom that is not there; index: from 0."""
    return f"there is no atom {index}; counted from 0, the last is {atoms - 1}"
