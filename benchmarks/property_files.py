"""Molecules with a number to learn, from files and from RDKit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from parsed_records import records_with_structures
from rdkit import Chem
from rdkit.Chem import Crippen, rdMolDescriptors
from rdkit.Chem.Scaffolds.MurckoScaffold import MurckoScaffoldSmiles

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.training.split import inchikey_block, split_of

_HALOGENS = Chem.MolFromSmarts("[F,Cl,Br,I]")
COMPUTED = {
    "logP (Crippen)": Crippen.MolLogP,
    "TPSA": rdMolDescriptors.CalcTPSA,
    "H-bond donors": rdMolDescriptors.CalcNumHBD,
    "H-bond acceptors": rdMolDescriptors.CalcNumHBA,
    "rotatable bonds": rdMolDescriptors.CalcNumRotatableBonds,
    "halogen atoms": lambda mol: len(mol.GetSubstructMatches(_HALOGENS)),
}


@dataclass(frozen=True)
class Property:
    """A number for each molecule; computed: RDKit calculates it from the structure.

    values: float64 [molecules].
    """

    name: str
    structures: list[Structure]
    values: np.ndarray
    computed: bool = False

    @property
    def is_class(self) -> bool:
        """Whether the numbers are 0 and 1 alone, so that they are told apart and not predicted."""
        return set(np.unique(self.values)) <= {0.0, 1.0}

    @property
    def scaffolds(self) -> list[str]:
        """Bemis-Murcko scaffolds; empty for molecules without a ring."""
        return [MurckoScaffoldSmiles(mol=s.mol) for s in self.structures]


def measured(argument: str) -> Property:
    """The property in a file, given as PATH or PATH:COLUMN (a column of a CSV file or a field of an SD file).

    Molecules that K-M3AID refuses and repeated ones are left out, for all descriptors alike.
    """
    path, _, column = argument.partition(":")
    rows = _of_sd(Path(path), column) if path.endswith((".sd", ".sdf")) else _of_csv(Path(path), column)
    found: dict[str, tuple[Structure, float]] = {}
    refused = 0
    for text, value in rows:
        try:
            structure = parse_structure(text)
        except UnusableRow:
            refused += 1
            continue
        found.setdefault(structure.smiles, (structure, value))
    name = f"{Path(path).name.partition('.')[0]} {column}".rstrip()
    print(f"{name}: {len(found)} molecules, {refused} refused", flush=True)
    return Property(name, [s for s, _ in found.values()], np.array([v for _, v in found.values()]))


def _of_csv(path: Path, column: str) -> Iterator[tuple[str, float]]:
    table = pd.read_csv(path)
    structures = next(c for c in table.columns if c.lower() in ("smiles", "mol"))
    numbers = [column] if column else [c for c in table.columns if c != structures]
    if len(numbers) != 1:
        raise SystemExit(f"{path} has several columns; name one: {path}:COLUMN, of {', '.join(numbers)}.")
    known = table[[structures, numbers[0]]].dropna()
    yield from zip(known[structures].astype(str), known[numbers[0]].astype(float))


def _of_sd(path: Path, field: str) -> Iterator[tuple[str, float]]:
    for mol in Chem.SDMolSupplier(str(path)):
        if mol is not None and mol.HasProp(field):
            yield Chem.MolToSmiles(mol), float(mol.GetProp(field))


def computed(paths: list[Path], split: str) -> list[Property]:
    """The properties of `COMPUTED` for the compounds of a split in files of spectra."""
    compounds: dict[str, Structure] = {}
    for path in paths:
        for record, structure in records_with_structures(path):
            block = inchikey_block(structure.mol)
            if (record.split or split_of(block)) == split:
                compounds.setdefault(block, structure)
    structures = list(compounds.values())
    print(f"computed: {len(structures)} molecules of the {split} split", flush=True)
    return [
        Property(name, structures, np.array([float(of(s.mol)) for s in structures]), computed=True)
        for name, of in COMPUTED.items()
    ]
