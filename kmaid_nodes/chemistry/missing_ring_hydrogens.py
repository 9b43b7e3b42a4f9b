"""Hydrogens and charges of aromatic nitrogens that were not drawn, as in files with aromatic bond types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rdkit import Chem

from kmaid_nodes.chemistry.atom_words import name_of
from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.wording.structure import charge_added, hydrogen_added, hydrogen_on_one_of

_MOST_AT_ONCE = 3
_MOST_TRIALS = 200
_MOST_RINGS = 8
_HYDROGEN, _CHARGE = "hydrogen", "charge"


@dataclass(frozen=True)
class _Change:
    """What a ring nitrogen may lack."""

    atom: int
    lacks: str

    def apply(self, mol: Chem.RWMol) -> None:
        atom = mol.GetAtomWithIdx(self.atom)
        if self.lacks == _HYDROGEN:
            atom.SetNumExplicitHs(1)
            atom.SetNoImplicit(True)
        else:
            atom.SetFormalCharge(1)


def add_missing_ring_hydrogens(mol: Chem.RWMol) -> list[str]:
    """Completes ring nitrogens in place so that double bonds can be found; what was done, in words.

    mol: not yet sanitised. Rings for which nothing helps stay as they are. Raises UnusableRow where several
    nitrogens, which would make different compounds, could carry the hydrogen.
    """
    done: list[str] = []
    for _ in range(_MOST_RINGS):
        ring = ring_without_double_bonds(mol)
        if not ring:
            break
        changes = _only_solution(mol, ring)
        if not changes:
            break
        for change in changes:
            change.apply(mol)
            name = name_of(mol.GetAtomWithIdx(change.atom))
            done.append(hydrogen_added(name) if change.lacks == _HYDROGEN else charge_added(name, 1))
    return done


def ring_without_double_bonds(mol: Chem.Mol) -> tuple[int, ...]:
    """The first atoms for which no double bonds can be found, empty if there are none."""
    for problem in Chem.DetectChemistryProblems(mol):
        if problem.GetType() == "KekulizeException":
            return tuple(problem.GetAtomIndices())
    return ()


def _only_solution(mol: Chem.RWMol, ring: tuple[int, ...]) -> tuple[_Change, ...]:
    solutions: dict[str, tuple[_Change, ...]] = {}
    size = 0
    for changes in _trials(mol, ring):
        if solutions and len(changes) > size:
            break
        trial = Chem.RWMol(mol)
        for change in changes:
            change.apply(trial)
        if not set(ring_without_double_bonds(trial)) & set(ring):
            size = len(changes)
            solutions.setdefault(_key(trial, changes), changes)
    if len(solutions) > 1:
        found = list(solutions.values())
        if not _one_small_ring(mol, {change.atom for changes in found for change in changes}):
            nitrogens = sorted({change.atom + 1 for changes in found for change in changes})
            raise UnusableRow(ReasonCode.CHEMISTRY_PROBLEM, problem=hydrogen_on_one_of(nitrogens))
    return solutions[min(solutions)] if solutions else ()  # by name, however the atoms are numbered


def _trials(mol: Chem.RWMol, ring: tuple[int, ...]) -> Iterator[tuple[_Change, ...]]:
    near = set(ring) | {n.GetIdx() for i in ring for n in mol.GetAtomWithIdx(i).GetNeighbors()}
    nitrogens = [mol.GetAtomWithIdx(i) for i in sorted(near)]
    nitrogens = [
        a for a in nitrogens if a.GetAtomicNum() == 7 and _is_aromatic(a) and a.GetFormalCharge() == 0
    ]
    hydrogens = [
        _Change(a.GetIdx(), _HYDROGEN) for a in nitrogens if a.GetDegree() == 2 and not a.GetNumExplicitHs()
    ]
    charges = [_Change(a.GetIdx(), _CHARGE) for a in nitrogens if a.GetDegree() == 3]
    trials = 0
    for kind in (hydrogens, charges):
        for size in range(1, _MOST_AT_ONCE + 1):
            for changes in combinations(kind, size):
                trials += 1
                if trials > _MOST_TRIALS:
                    return
                yield changes


def _is_aromatic(atom: Chem.Atom) -> bool:
    """Also in a molblock, where the bonds say so."""
    return any(bond.GetBondType() == Chem.BondType.AROMATIC for bond in atom.GetBonds())


def _key(mol: Chem.RWMol, changes: tuple[_Change, ...]) -> str:
    """The same for solutions that are the same molecule."""
    try:
        whole = Chem.RWMol(mol)
        Chem.SanitizeMol(whole)
        return str(Chem.MolToSmiles(whole))
    except (RuntimeError, ValueError):  # another part of it is wrong, too
        return str(changes)


def _one_small_ring(mol: Chem.RWMol, atoms: set[int]) -> bool:
    """Whether all are in one five-membered ring: an azole, whose hydrogen moves about."""
    Chem.FastFindRings(mol)
    return any(len(ring) == 5 and atoms <= set(ring) for ring in mol.GetRingInfo().AtomRings())
