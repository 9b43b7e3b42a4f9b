"""A chemist's own numbers of atoms (`4a`, `10`, `2'`), as SMILES and molblocks hold them beside the atoms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rdkit import Chem

from kmaid_nodes.wording.own_numbers import ONE_ATOM_ALONE, stands_twice

_PRIMES = str.maketrans({"′": "'", "’": "'", "‵": "'", "`": "'", "″": "''", '"': "''", "–": "-", "‐": "-"})
_LABEL = re.compile(r"[0-9A-Za-zα-ωΑ-Ω][0-9A-Za-zα-ωΑ-Ω'*()+./-]{0,15}")
_NUMBER = re.compile(r"\d{1,3}[a-zα-ω]{0,2}'{0,3}")
_MOST_LETTERS = 24  # that can be one label: longer ones are not looked at
_PROPERTY = "_kmaid_own_numbers"
# An R group, an open end or an attachment point is no numbered atom.
_DUMMY = 0
_LABELS = ("molFileAlias", "molFileValue", "atomLabel")


@dataclass(frozen=True)
class OwnNumbers:
    """numbers: by 0-based atom index; problem: in words, why numbers that are there were left out."""

    numbers: Mapping[int, str] = field(default_factory=dict)
    problem: str | None = None


def label_of(text: str, symbol: str) -> str | None:
    """The label as it is kept: `4a` for `C-4a` or `C4a` of a carbon, `2'` for `2′`; None if it is none.

    symbol: the element of the atom. What begins otherwise than with a letter or digit is no label, so that no
    label is a formula in a spreadsheet.
    """
    if len(text) > _MOST_LETTERS:
        return None
    label = text.strip().translate(_PRIMES)
    without = re.fullmatch(rf"{re.escape(symbol)}-?(\d.*)", label)
    label = without[1] if without else label
    return label if _LABEL.fullmatch(label) else None


def keep_own_numbers(mol: Chem.Mol, labels: bool) -> None:
    """Take the numbers from atom maps, labels, aliases and values; forget the maps, which are no chemistry.

    Sources in this order: aliases (`A` lines) and values (`V` lines) of a molblock, labels and values of a
    CXSMILES, atom maps. The first that looks like a numbering counts: at least two atoms, no number at two
    of them. `own_numbers` gives what was found. labels: whether there may be anything but maps.
    """
    sources = [_labels(mol, name) for name in _LABELS] if labels else []
    if maps := _maps(mol):
        sources.append(maps)
        for atom in mol.GetAtoms():
            atom.SetAtomMapNum(0)
    found = [_checked(source) for source in sources if source]
    if found:
        best = next((one for one in found if one.numbers), found[0])
        numbers = {str(atom): label for atom, label in best.numbers.items()}
        mol.SetProp(_PROPERTY, json.dumps([numbers, best.problem]))


def own_numbers(mol: Chem.Mol) -> OwnNumbers:
    """What `keep_own_numbers` found; nothing for any other molecule."""
    if not mol.HasProp(_PROPERTY):
        return OwnNumbers()
    numbers, problem = json.loads(mol.GetProp(_PROPERTY))
    return OwnNumbers({int(atom): label for atom, label in numbers.items()}, problem)


def twice_among(
    numbers: Mapping[int, str], atoms: Iterable[int], group: Callable[[int], object]
) -> str | None:
    """A number that atoms of two groups have (equivalent carbons may share one), None if there is none."""
    seen: dict[str, object] = {}
    for atom in atoms:
        label = numbers.get(atom)
        if label is not None and seen.setdefault(label, group(atom)) != group(atom):
            return label
    return None


def _labels(mol: Chem.Mol, name: str) -> dict[int, str]:
    """Labels that look like numbers; others are abbreviations (`OMe`), R groups, charges."""
    labels = {}
    for atom in mol.GetAtoms():
        if atom.HasProp(name) and atom.GetAtomicNum() != _DUMMY:
            label = label_of(atom.GetProp(name), atom.GetSymbol())
            if label is not None and _NUMBER.fullmatch(label):
                labels[atom.GetIdx()] = label
    return labels


def _maps(mol: Chem.Mol) -> dict[int, str]:
    # Also of open ends: the maps of all atoms are one numbering. By index: RDKit's own iteration is slow.
    numbers = ((k, mol.GetAtomWithIdx(k).GetAtomMapNum()) for k in range(mol.GetNumAtoms()))
    return {atom: str(number) for atom, number in numbers if number}


def _checked(numbers: dict[int, str]) -> OwnNumbers:
    if len(numbers) == 1:
        return OwnNumbers(problem=ONE_ATOM_ALONE)
    twice = twice_among(numbers, numbers, lambda atom: atom)
    return OwnNumbers(numbers) if twice is None else OwnNumbers(problem=stands_twice(twice))
