"""Analogues of known molecules: one to three small changes each, such as chemists make in a series.

A ring atom is exchanged, a substituent is added, removed, moved or exchanged, a ring is widened or narrowed,
a group is oxidised or reduced. The changes are reaction SMARTS, not syntheses.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

from rdkit import Chem, rdBase
from rdkit.Chem.AllChem import ReactionFromSmarts

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.split import TRAIN, inchikey_block, split_of

_SUBSTITUENTS = (
    *("C", "C", "CC", "C(C)C", "C(C)(C)C", "C=C", "C#C", "c1ccccc1", "Cc1ccccc1"),
    *("O", "O", "OC", "OC", "OC(C)=O", "C=O", "C(C)=O", "C(=O)O", "C(=O)OC", "CO"),
    *("N", "N(C)C", "NC(C)=O", "C#N", "[N+](=O)[O-]", "C(N)=O", "SC", "S(C)(=O)=O"),
    *("F", "F", "Cl", "Cl", "Br", "Br", "I", "C(F)(F)F"),
)
_ADDED = tuple(f"[#6;!H0:1]>>[#6:1]{group}" for group in _SUBSTITUENTS)
_EXCHANGED = (
    "[cH:1]>>[n:1]",
    "[n;H0;D2:1]>>[cH:1]",
    "[o:1]>>[s:1]",
    "[s:1]>>[o:1]",
    "[CH2;D2:1]>>[O:1]",
    "[CH2;D2:1]>>[NH:1]",
    "[CH2;D2:1]>>[S:1]",
    "[O;D2:1]>>[CH2:1]",
    "[O;D2:1]>>[NH:1]",
    "[O;D2:1]>>[S:1]",
    "[NH;D2;X3:1]>>[CH2:1]",
    "[NH;D2;X3:1]>>[O:1]",
    "[S;D2:1]>>[O:1]",
    "[N;D3;X3:1]>>[CH:1]",
    "[OH:1]>>[NH2:1]",
    "[NH2;D1:1]>>[OH:1]",
    "[CH3:1]>>[OH:1]",
    "[OH:1]>>[CH3:1]",
    *(f"[F,Cl,Br,I:1]>>[{halogen}:1]" for halogen in ("F", "Cl", "Br", "CH3")),
)
_MOVED = (
    "[c:1](-!@[*:2]):[cH:3]>>[cH:1]:[c:3]-[*:2]",
    "[c:1](-!@[*:2]):[a:4]:[cH:3]>>[cH:1]:[a:4]:[c:3]-[*:2]",
    "[CX4:1](-!@[O,N,S,F,Cl,Br,CH3:2])-[CX4;!H0:3]>>[C:1]-[C:3]-[*:2]",
)
_REMOVED = ("[#6:1]-[*;D1]>>[#6:1]", "[O,N,S;D2,D3:1]-[CH3]>>[*:1]")
_RESIZED = (
    "[C;R:1]-;@[C;R:2]>>[C:1]C[C:2]",
    "[C;R:1]-;@[CH2;R;D2]-;@[C;R:2]>>[C:1]-[C:2]",
)
_OXIDISED = (
    "[CX4;!H0:1]-[OH:2]>>[C:1]=[O:2]",
    "[CH2;D2:1]>>[C:1]=O",
    "[#6][C:1](=[O:2])[#6]>>[#6][C:1][O:2][#6]",
    "[C;!H0:1]-[C;!H0:2]>>[C:1]=[C:2]",
    "[C:1]=[C:2]>>[C:1][C:2]",
    "[C:1](=[O:2])[OH]>>[C:1](=[O:2])OC",
    "[O;D2:1]-[C:2](=O)>>[O:1]",
    "[OH:1]>>[O:1]C(C)=O",
)
_KINDS = (_ADDED, _EXCHANGED, _MOVED, _REMOVED, _RESIZED, _OXIDISED)
_HOW_OFTEN = (5, 5, 4, 2, 1, 2)
_MOST_CHANGES = 3
_ATOMS = range(4, 43)
_MOST_PRODUCTS = 12
_TRIES_PER_MOLECULE = 20


def analogues(
    known: Sequence[str],
    wanted: int,
    seed: int,
    compounds: Iterable[str],
    check_cancelled: CheckCancelled = never_cancelled,
) -> Iterator[Structure]:
    """At most `wanted` new molecules, each once, that differ little from one of the `known` (SMILES).

    compounds: InChIKey blocks that must not come out, those of the known molecules among them. Only molecules
    that the InChIKey rule puts into the training split are given. check_cancelled: called for each try.
    Deterministic for a seed and an order.
    """
    drawn = random.Random(seed)
    kinds = [[ReactionFromSmarts(text) for text in kind] for kind in _KINDS]
    seen, made = set(compounds), 0
    with rdBase.BlockLogs():
        for _ in range(_TRIES_PER_MOLECULE * wanted if known else 0):
            check_cancelled()
            if made == wanted:
                return
            mol = Chem.MolFromSmiles(drawn.choice(known))
            for _ in range(drawn.randint(1, _MOST_CHANGES)):
                (kind,) = drawn.choices(kinds, _HOW_OFTEN)
                mol = mol and _changed(mol, drawn.choice(kind), drawn)
            structure = mol and _structure(mol)
            if not structure:
                continue
            block = inchikey_block(structure.mol)
            if block in seen or split_of(block) != TRAIN:
                continue
            seen.add(block)
            made += 1
            yield structure


def _changed(mol: Chem.Mol, reaction: object, drawn: random.Random) -> Chem.Mol | None:
    """One of the products at random; None if there is none that RDKit accepts."""
    products = reaction.RunReactants((mol,), _MOST_PRODUCTS)  # type: ignore[attr-defined]
    if not products:
        return None
    product = drawn.choice(products)[0]
    try:
        Chem.SanitizeMol(product)
    except (ValueError, RuntimeError):
        return None
    return product


def _structure(mol: Chem.Mol) -> Structure | None:
    if mol.GetNumAtoms() not in _ATOMS:
        return None
    try:
        return parse_structure(Chem.MolToSmiles(mol))
    except (UnusableRow, ValueError, RuntimeError):
        return None
