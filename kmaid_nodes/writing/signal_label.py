"""The label of a signal in an NMReDATA file."""

from __future__ import annotations

from collections.abc import Mapping


def carbon_label(atoms: tuple[int, ...], numbers: Mapping[int, str]) -> str:
    """`C4a`, or `C2/C6` of equivalent carbons; without own numbers `C3` of the first atom, counted from 1.

    numbers: the chemist's own by 0-based atom index; among them, a carbon without one is `atom3`.
    """
    if not numbers:
        return f"C{atoms[0] + 1}"
    return "/".join(dict.fromkeys(_label(atom, numbers) for atom in atoms))


def _label(atom: int, numbers: Mapping[int, str]) -> str:
    number = numbers.get(atom)
    if number is None:
        return f"atom{atom + 1}"
    return f"C{number}" if number[0].isdigit() else number
