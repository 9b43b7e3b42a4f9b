"""Fragment recombination: new molecules from halves of known ones, without spectra but of the same kind.

Two molecules are cut at a single bond outside rings. A half of one is joined to a half of the other where
both cut bonds were of one kind at both ends. BRICS (Degen et al., ChemMedChem 2008, 3, 1503) works in the
same way, but cuts by retrosynthetic rules.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rdkit import Chem, rdBase

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.split import TRAIN, inchikey_block, split_of

_CUT = Chem.MolFromSmarts("[!#1]!@;-[!#1]")
_MOST_CUTS = 6
_ATOMS = range(5, 43)
_MOST_ATOMS_OF_A_PARENT = 60
_TRIES_PER_MOLECULE = 50

# Element, hydrogens, aromatic, hybridisation, charge.
_Kind = tuple[int, int, bool, int, int]


def recombined_molecules(
    known: Sequence[str],
    wanted: int,
    seed: int,
    compounds: Iterable[str],
    check_cancelled: CheckCancelled = never_cancelled,
) -> Iterator[Structure]:
    """At most `wanted` new molecules from fragments of the `known` (SMILES), each once.

    compounds: InChIKey blocks that must not come out, those of the known molecules among them. Only molecules
    that the InChIKey rule puts into the training split are given, so that none of another split comes in by
    chance. check_cancelled: called every few milliseconds. Deterministic for a seed and an order.
    """
    drawn = random.Random(seed)
    with rdBase.BlockLogs():
        halves = _halves(known, drawn, check_cancelled)
        seen = set(compounds)
        kinds = [kind for kind in halves if kind[::-1] in halves]
        # A compromise between the frequency of each kind of bond and equal chances for all kinds.
        weights = [len(halves[kind]) ** 0.75 for kind in kinds]
        recombined = 0
        for _ in range(_TRIES_PER_MOLECULE * wanted if kinds else 0):
            check_cancelled()
            if recombined == wanted:
                return
            (kind,) = drawn.choices(kinds, weights)
            structure = _joined(drawn.choice(halves[kind]), drawn.choice(halves[kind[::-1]]))
            if structure is None:
                continue
            block = inchikey_block(structure.mol)
            if block in seen or split_of(block) != TRAIN:
                continue
            seen.add(block)
            recombined += 1
            yield structure


def _halves(
    known: Sequence[str], drawn: random.Random, check_cancelled: CheckCancelled
) -> dict[tuple[_Kind, _Kind], list[str]]:
    """SMILES of halves with an open end, by the kinds of the two atoms at the cut: the kept, the removed."""
    halves: dict[tuple[_Kind, _Kind], list[str]] = defaultdict(list)
    for smiles in known:
        check_cancelled()
        mol = Chem.MolFromSmiles(smiles)
        if mol is None or mol.GetNumAtoms() > _MOST_ATOMS_OF_A_PARENT:
            continue
        cuts = mol.GetSubstructMatches(_CUT)
        for i, j in drawn.sample(cuts, min(_MOST_CUTS, len(cuts))):
            kinds = _kind(mol.GetAtomWithIdx(i)), _kind(mol.GetAtomWithIdx(j))
            bond = mol.GetBondBetweenAtoms(i, j).GetIdx()
            cut = Chem.FragmentOnBonds(mol, [bond], dummyLabels=[(0, 0)])
            for dummy in range(mol.GetNumAtoms(), mol.GetNumAtoms() + 2):
                cut.GetAtomWithIdx(dummy).SetAtomMapNum(1)
            for half, atoms in zip(
                Chem.GetMolFrags(cut, asMols=True, sanitizeFrags=False), Chem.GetMolFrags(cut)
            ):
                if i in atoms or j in atoms:
                    halves[kinds if i in atoms else kinds[::-1]].append(Chem.MolToSmiles(half))
    return dict(halves)


def _kind(atom: Chem.Atom) -> _Kind:
    return (
        atom.GetAtomicNum(),
        atom.GetTotalNumHs(),
        atom.GetIsAromatic(),
        int(atom.GetHybridization()),
        atom.GetFormalCharge(),
    )


def _joined(first: str, second: str) -> Structure | None:
    a, b = Chem.MolFromSmiles(first), Chem.MolFromSmiles(second)
    if a is None or b is None or a.GetNumAtoms() + b.GetNumAtoms() - 2 not in _ATOMS:
        return None
    try:
        return parse_structure(Chem.MolToSmiles(Chem.molzip(Chem.CombineMols(a, b))))
    except (UnusableRow, ValueError, RuntimeError):
        return None
