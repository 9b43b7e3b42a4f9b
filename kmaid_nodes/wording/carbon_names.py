"""What a carbon is called in texts: by the chemist's own number, else by its place in the structure."""

from __future__ import annotations

from collections.abc import Mapping


def carbon_name(atom: int, numbers: Mapping[int, str]) -> str:
    """`C-4a` for the own number 4a, `OMe` for a label that is no number; without own numbers `C-3`, from 1.

    atom: 0-based index in the structure; numbers: own numbers by that index. A carbon without a number among
    numbered ones is `atom 3`, because `C-3` would be another one's number.
    """
    number = numbers.get(atom)
    if number is None:
        return f"atom {atom + 1}" if numbers else f"C-{atom + 1}"
    return f"C-{number}" if number[0].isdigit() else number
