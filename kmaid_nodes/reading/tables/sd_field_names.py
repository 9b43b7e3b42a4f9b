"""Columns that are called like data fields of SD records, as KNIME's SDF Reader gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kmaid_nodes.reading.tables.column_names import key_of

_NMREDATA = re.compile(r"nmredata1d(?:13)?c(\d{0,6})")
_NMRSHIFTDB2 = re.compile(r"spectrum13c(\d{1,6})")
_ASSIGNMENT = ("nmredataassignment", "nmredatasignals")
# The other fields of nmrshiftdb2 that its spectra need, by their keys.
_BESIDE_SPECTRA = {
    "solvent": "Solvent",
    "fieldstrengthmhz": "Field Strength [MHz]",
    "program": "Program",
    "nmrprogram": "NMRProgram",
}
_SOLVENTS = ("nmredatasolvent", "solvent")
# Columns in which KNIME's readers put whole molecules.
_MOLECULE = ("molecule", "mol", "sdf", "structure")


def is_nmredata_field(name: str | None) -> bool:
    """Whether a column is called like a field of NMReDATA, in any case."""
    return key_of(name or "").startswith("nmredata")


def is_sd_spectrum(name: str | None) -> bool:
    """Whether a column is called like a field with a 13C spectrum: `NMREDATA_1D_13C#2`, `Spectrum 13C 0`.

    The assignment of NMReDATA is one as well: it holds the shifts of the assigned carbons.
    """
    return _place(name or "") is not None


def is_sd_solvent(name: str | None) -> bool:
    """Whether a column is called like the field that names the solvents of such spectra."""
    return key_of(name or "") in _SOLVENTS


def sd_spectra(names: Iterable[str]) -> list[str]:
    """The columns with 13C spectra in the order of their numbers, NMReDATA before nmrshiftdb2."""
    placed = [(place, name) for name in names if (place := _place(name)) is not None]
    return [name for _, name in sorted(placed, key=lambda one: one[0])]


def numbered_spectra(names: Iterable[str]) -> list[str]:
    """The columns with 13C spectra, without the assignments of NMReDATA."""
    return [name for name in sd_spectra(names) if key_of(name) not in _ASSIGNMENT]


def number_of_spectrum(name: str) -> int:
    """The number that a column with a spectrum of nmrshiftdb2 has in its name."""
    match = _NMRSHIFTDB2.fullmatch(key_of(name))
    assert match is not None
    return int(match[1])


def is_nmrshiftdb2_field(name: str) -> bool:
    """Whether a column is called like a field with a 13C spectrum of nmrshiftdb2."""
    return bool(_NMRSHIFTDB2.fullmatch(key_of(name)))


def sd_fields(names: Sequence[str]) -> dict[str, str]:
    """The columns of which the spectra in SD fields are read, and the field that each of them is.

    Empty if none of the columns holds a spectrum.
    """
    if not sd_spectra(names):
        return {}
    fields: dict[str, str] = {}
    for name in names:
        field = _field(name)
        if field is not None and field not in fields.values():
            fields[name] = field
    return fields


def molecule_column(names: Sequence[str]) -> str | None:
    """The column of molecules beside such fields; it has the atoms that the fields number."""
    if not sd_spectra(names):
        return None
    return next((name for key in _MOLECULE for name in names if key_of(name) == key), None)


def _field(name: str) -> str | None:
    key = key_of(name)
    if match := _NMREDATA.fullmatch(key):
        return f"NMREDATA_1D_13C#{match[1]}" if match[1] else "NMREDATA_1D_13C"
    if match := _NMRSHIFTDB2.fullmatch(key):
        return f"Spectrum 13C {int(match[1])}"
    if is_nmredata_field(name):
        return name.strip().upper().replace(" ", "_")
    return _BESIDE_SPECTRA.get(key)


def _place(name: str) -> tuple[int, int] | None:
    key = key_of(name)
    if match := _NMREDATA.fullmatch(key):
        return 0, int(match[1] or 1)
    if match := _NMRSHIFTDB2.fullmatch(key):
        return 1, int(match[1])
    return (2, _ASSIGNMENT.index(key)) if key in _ASSIGNMENT else None
