"""Assigned spectra as NMReDATA SD records (version 1.1; Pupier et al., Magn. Reson. Chem. 2018, 56, 703)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdkit import Chem
from rdkit.Chem import rdDepictor

from kmaid_nodes.chemistry.multiplicity import multiplicity_letter
from kmaid_nodes.reading.record import Peak
from kmaid_nodes.writing.couplings import couplings_text
from kmaid_nodes.writing.shift_text import shift_text


def nmredata_record(
    name: str,
    structure: str,
    peaks: Iterable[Peak],
    solvent: str | None = None,
    further: Mapping[str, str] | None = None,
    unassigned: Mapping[int, str] | None = None,
) -> str:
    """One SD record that `read_nmredata` reads back: structure, peaks, and the atoms of each peak.

    structure: SMILES or molblock as it was read; atoms of peaks are 0-based in it, in the file they count
    from 1. further: other data fields by name. unassigned: the reason why a peak has no carbon, by its
    0-based position in `peaks`; it becomes a comment after the peak. The attached hydrogens of a peak are
    written as `H=` beside the letter `S=`, which alone could also mean a singlet of a decoupled spectrum. A
    peak with couplings (`J=`, in Hz) has their multiplicity as `S=`.
    """
    peaks = list(peaks)
    fields = {"NMREDATA_VERSION": "1.1\\", "NMREDATA_LEVEL": "0\\"}
    if solvent:
        fields["NMREDATA_SOLVENT"] = f"{_one_line(solvent)}\\"
    assigned = [peak for peak in peaks if peak.atoms]
    if assigned:
        fields["NMREDATA_ASSIGNMENT"] = "\n".join(
            f"{_label(peak)}, {shift_text(peak.ppm)}, {', '.join(str(atom + 1) for atom in peak.atoms)}\\"
            for peak in assigned
        )
    fields["NMREDATA_1D_13C"] = "\n".join(
        f"{_signal(peak)}{_comment((unassigned or {}).get(at))}\\" for at, peak in enumerate(peaks)
    )
    fields |= {key: _one_line(value) for key, value in (further or {}).items()}
    data = "".join(f">  <{key}>\n{value}\n\n" for key, value in fields.items())
    return f"{_molblock(name, structure)}{data}$$$$\n"


def _signal(peak: Peak) -> str:
    parts = [shift_text(peak.ppm)]
    if peak.atoms:
        parts.append(f"L={_label(peak)}")
    couplings = couplings_text(peak.couplings_hz, ",")
    if couplings:
        parts += [f"S={peak.splitting}"] * bool(peak.splitting) + [f"J={couplings}"]
    if peak.hydrogens is not None:
        letter = multiplicity_letter(peak.hydrogens).lower()
        parts += ([] if couplings else [f"S={letter}"]) + [f"H={peak.hydrogens}"]
    if peak.carbons is not None:
        parts.append(f"N={peak.carbons}")
    return ", ".join(parts)


def _comment(reason: str | None) -> str:
    return f" ; not assigned: {_one_line(reason).replace(chr(92), '/')}" if reason else ""


def _label(peak: Peak) -> str:
    return f"C{peak.atoms[0] + 1}"


def _molblock(name: str, structure: str) -> str:
    """The molblock as it was read, under another title; of a SMILES, one in the order of its atoms."""
    if "M  END" in structure:
        body = structure[structure.index("\n") :].replace("\r\n", "\n")
        return f"{_one_line(name)}{body[: body.index('M  END')]}M  END\n"
    parameters = Chem.SmilesParserParams()
    parameters.removeHs = False
    mol = Chem.MolFromSmiles(structure.strip().split()[0], parameters)
    rdDepictor.Compute2DCoords(mol)
    mol.SetProp("_Name", _one_line(name))
    molblock: str = Chem.MolToMolBlock(mol)
    return molblock


def _one_line(text: str) -> str:
    return " ".join(text.split())
