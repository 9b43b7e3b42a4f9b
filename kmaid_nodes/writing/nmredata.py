"""Assigned spectra as NMReDATA SD records (version 1.1; Pupier et al., Magn. Reson. Chem. 2018, 56, 703)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rdkit import Chem, rdBase
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.multiplicity import multiplicity_letter
from kmaid_nodes.chemistry.structure_reader import read_structure
from kmaid_nodes.codes.experiment import Experiment
from kmaid_nodes.reading.own_numbers import NUMBERS_FIELD, numbers_text
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.writing.couplings import couplings_text
from kmaid_nodes.writing.shift_text import shift_text
from kmaid_nodes.writing.signal_label import carbon_label

_NUMBERED = re.compile(r"C?-?\d+[a-z']*")


def nmredata_record(
    name: str,
    structure: str,
    peaks: Iterable[Peak],
    solvent: str | None = None,
    further: Mapping[str, str] | None = None,
    unassigned: Mapping[int, str] | None = None,
    experiment: Experiment = Experiment.CARBON,
    frequency_mhz: float | None = None,
    numbers: Mapping[int, str] | None = None,
) -> str:
    """One SD record that `read_nmredata` reads back: structure, peaks, and the atoms of each peak.

    structure: SMILES or molblock as it was read; atoms of peaks are 0-based in it, in the file they count
    from 1. further: other data fields by name. unassigned: the reason why a peak has no carbon, by its
    0-based position in `peaks`; it becomes a comment after the peak. The attached hydrogens of a peak are
    written as `H=` beside the letter `S=`, which alone could also mean a singlet of a decoupled spectrum;
    where a peak is split by couplings, `S=` and `J=` are of these. Peaks keep their labels where no two are
    the same and they are no numbers. numbers: own numbers by 0-based atom index, which then are the labels of
    the signals, and stand in a data field. Another experiment than 13C is the `Sequence=`.
    """
    peaks = list(peaks)
    fields = {"NMREDATA_VERSION": "1.1\\", "NMREDATA_LEVEL": "0\\"}
    if solvent:
        fields["NMREDATA_SOLVENT"] = f"{_one_line(solvent)}\\"
    labels = _labels(peaks, numbers or {})
    assigned = [(peak, label) for peak, label in zip(peaks, labels) if peak.atoms]
    if assigned:
        fields["NMREDATA_ASSIGNMENT"] = "\n".join(
            f"{label}, {shift_text(peak.ppm)}, {', '.join(str(atom + 1) for atom in peak.atoms)}\\"
            for peak, label in assigned
        )
    signals = [
        f"{_signal(peak, label)}{_comment((unassigned or {}).get(at))}\\"
        for at, (peak, label) in enumerate(zip(peaks, labels))
    ]
    fields["NMREDATA_1D_13C"] = "\n".join([*_conditions(experiment, frequency_mhz), *signals])
    if numbers:
        fields[NUMBERS_FIELD] = numbers_text(numbers)
    fields |= {key: _one_line(value) for key, value in (further or {}).items()}
    data = "".join(f">  <{key}>\n{value}\n\n" for key, value in fields.items())
    return f"{input_molblock(name, structure)}{data}$$$$\n"


def _conditions(experiment: Experiment, frequency_mhz: float | None) -> list[str]:
    lines = [] if frequency_mhz is None else [f"Larmor={frequency_mhz:.9g}\\"]
    return lines if experiment is Experiment.CARBON else [*lines, f"Sequence={experiment.upper()}\\"]


def _signal(peak: Peak, label: str | None) -> str:
    parts = [shift_text(peak.ppm)] + [f"L={label}"] * bool(label)
    if peak.splitting or peak.couplings_hz:
        couplings = couplings_text(peak.couplings_hz, ",")
        parts += [f"S={peak.splitting}"] * bool(peak.splitting) + [f"J={couplings}"] * bool(couplings)
    elif peak.hydrogens is not None:
        parts.append(f"S={multiplicity_letter(peak.hydrogens).lower()}")
    if peak.hydrogens is not None:
        parts.append(f"H={peak.hydrogens}")
    if peak.carbons is not None:
        parts.append(f"N={peak.carbons}")
    return ", ".join(parts)


def _comment(reason: str | None) -> str:
    return f" ; not assigned: {_one_line(reason).replace(chr(92), '/')}" if reason else ""


def _labels(peaks: Sequence[Peak], numbers: Mapping[int, str]) -> list[str | None]:
    """The label of each peak, its own where no two are the same; a peak without atoms needs none.

    A label that is a number would pass for that of the atom, which the peak may not have been given. Own
    numbers of the atoms go before all labels, where they tell the peaks apart.
    """
    if numbers:
        by_number = [carbon_label(peak.atoms, numbers) if peak.atoms else None for peak in peaks]
        used = [label for label in by_number if label]
        if len(set(used)) == len(used):
            return [_quoted(label) if label else None for label in by_number]
    own = [None if _NUMBERED.fullmatch(peak.label or "") else peak.label for peak in peaks]
    named = [label for label in own if label]
    if len(set(named)) == len(named) and all(label.isprintable() and '"' not in label for label in named):
        return [_quoted(label) if label else _of_atom(peak) for peak, label in zip(peaks, own)]
    return [_of_atom(peak) for peak in peaks]


def _quoted(label: str) -> str:
    return label if re.fullmatch(r"[\w.'-]+", label) else f'<"{label}">'


def _of_atom(peak: Peak) -> str | None:
    return f"C{peak.atoms[0] + 1}" if peak.atoms else None


def input_molblock(name: str, structure: str) -> str:
    """The molblock as it was read, under another title; of a SMILES or InChI, one in its order of atoms."""
    if "M  END" in structure:
        body = structure[structure.index("\n") :].replace("\r\n", "\n")
        return f"{_one_line(name)}{body[: body.index('M  END')]}M  END\n"
    parameters = Chem.SmilesParserParams()
    parameters.removeHs = False
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(structure.strip().split()[0], parameters)
        if mol is None:  # an InChI, or a SMILES that is only read with corrections
            mol, _ = read_structure(structure)
    rdDepictor.Compute2DCoords(mol)
    mol.SetProp("_Name", _one_line(name))
    molblock: str = Chem.MolToMolBlock(mol)
    return molblock


def _one_line(text: str) -> str:
    return " ".join(text.split())
