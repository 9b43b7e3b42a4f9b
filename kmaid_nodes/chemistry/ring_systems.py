"""The ring systems of a molecule: rings that share atoms, put together."""

from __future__ import annotations

from rdkit import Chem


def ring_systems(mol: Chem.Mol) -> list[tuple[set[int], int]]:
    """The 0-based atoms of each system, and how many rings it has."""
    systems: list[tuple[set[int], int]] = []
    for ring in map(set, mol.GetRingInfo().AtomRings()):
        joined = [system for system in systems if system[0] & ring]
        systems = [system for system in systems if not system[0] & ring]
        atoms = ring.union(*(atoms for atoms, _ in joined))
        systems.append((atoms, 1 + sum(rings for _, rings in joined)))
    return systems
