"""A trained model in use: structures and peak lists in, embeddings and densities over ppm out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import torch
from torch.nn.functional import normalize

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.graphs.features import N_BOND_TYPES, MolecularGraph, feature_set
from kmaid_nodes.graphs.packed import PackedGraphs
from kmaid_nodes.graphs.ragged import offsets_of
from kmaid_nodes.model.channel import ROUND_ROWS
from kmaid_nodes.model.density import calibrated_levels, quantiles
from kmaid_nodes.model.describer import Describer
from kmaid_nodes.model.device import bfloat16_is_fast, products_in_bfloat16
from kmaid_nodes.model.domain import Familiarity
from kmaid_nodes.model.km3aid import UniqueCarbons
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.reading.record import Peak

T = TypeVar("T")

_ATOMS_AT_ONCE = 4096
_PADDED_PEAKS_AT_ONCE = 8192
# Half of the central 68 % of a density: one standard deviation, were it a normal distribution.
_UNCERTAINTY_LEVELS = (0.16, 0.5, 0.84)


@dataclass(frozen=True)
class ShiftDensities:
    """Where the model expects the carbons of one structure.

    log_density: float32 [carbons, points of the axis]; predicted_ppm: float64 [carbons], medians;
    uncertainty_ppm: float64 [carbons], half the width of the central 68 %; outside_domain: bool [carbons],
    the model was not taught such carbons, and their densities are widened.
    """

    log_density: np.ndarray
    predicted_ppm: np.ndarray
    uncertainty_ppm: np.ndarray
    outside_domain: np.ndarray


@dataclass(frozen=True)
class ClassShifts:
    """Expected shifts of several structures by symmetry class, end to end.

    ppm, uncertainty_ppm: float32 [classes]; hydrogens: int8 [classes], attached to each carbon; members:
    int16 [classes], carbons of each class; offsets: int64 [structures + 1], of each structure's classes.
    """

    ppm: np.ndarray
    uncertainty_ppm: np.ndarray
    hydrogens: np.ndarray
    members: np.ndarray
    offsets: np.ndarray


class Predictor:
    """Runs a trained model on a device, many molecules or spectra at a time."""

    def __init__(self, trained: TrainedModel, device: torch.device | str = "cpu"):
        self.trained = trained
        self.device = torch.device(device)
        self._bfloat16 = bfloat16_is_fast(self.device.type)
        self.precision = f"{self.device.type} {'bfloat16' if self._bfloat16 else 'float32'}"
        self.network = trained.network.for_prediction(self._bfloat16, self.device)
        self.features = feature_set(trained.preset.architecture.features)
        self._levels = calibrated_levels(_UNCERTAINTY_LEVELS, trained.calibration.interval_masses)
        self.axis: np.ndarray = self.network.axis.cpu().numpy().astype(np.float64)
        self._step = float(self.axis[1] - self.axis[0])

    @property
    def length(self) -> int:
        """Length of the embeddings."""
        return self.trained.preset.architecture.projection

    @cached_property
    def describer(self) -> Describer:
        """What gives descriptors for QSAR."""
        return Describer(self.trained, self.device)

    @torch.inference_mode()
    def describe_molecules(self, structures: Sequence[Structure]) -> tuple[np.ndarray, ClassShifts]:
        """The embeddings and shifts that a library keeps, by the first member alone.

        Embeddings are float32 [structures, length], rows of unit length. On CPUs that multiply bfloat16 fast,
        a molecule embedded alone may differ in the third digit from the same one in a batch.
        """
        vectors = [np.zeros((0, self.length), np.float32)]
        spans = [np.zeros((3, 0))]
        first, calibration = self.network.first, self.trained.calibration
        for chunk in chunks(structures, [s.mol.GetNumAtoms() for s in structures], _ATOMS_AT_ONCE):
            graphs = list(map(self.features.graph, chunk))
            distinct, of_carbons = _distinct_carbons(chunk, graphs)
            rows = _with_idle_rows(distinct)
            stands_for = np.bincount(np.concatenate(of_carbons), minlength=len(rows)).astype(np.float32)
            unique = UniqueCarbons(self._moved(rows), self._moved(stands_for))
            firsts = np.concatenate([own[s.first_of_class] for s, own in zip(chunk, of_carbons)])
            hydrogens = self._hydrogens(chunk)
            packed = PackedGraphs.pack(graphs)
            familiarity = self.trained.domain.familiarity(packed, self.features, chunk)
            with products_in_bfloat16(self._bfloat16):
                molecules = first.molecules(packed.whole().to(self.device), unique)
            vectors.append(self._unit(molecules.graph))
            raw = molecules.log_density
            if raw is None:
                alone = None if hydrogens is None else hydrogens[unique.rows]
                raw = first.log_density(molecules.nodes[unique.rows], alone)
            raw = raw[self._moved(firsts)]
            log_density = torch.log_softmax(raw / calibration.density, 1).cpu().numpy()
            log_density = calibration.widening.applied(log_density, familiarity[rows[firsts]], self._step)
            spans.append(quantiles(log_density, self.axis, self._levels))
        low, middle, high = np.concatenate(spans, axis=1)
        members = [np.bincount(s.symmetry_class) for s in structures]
        attached = [s.hydrogens[s.first_of_class] for s in structures]
        return np.concatenate(vectors), ClassShifts(
            middle.astype(np.float32),
            ((high - low) / 2).astype(np.float32),
            np.concatenate([np.zeros(0, np.int8), *attached]),
            np.concatenate([np.zeros(0, np.int16), *members]).astype(np.int16),
            offsets_of(np.array([len(counts) for counts in members], np.int64)),
        )

    def _hydrogens(self, structures: Sequence[Structure]) -> torch.Tensor | None:
        if not self.trained.preset.objective.density_from_nodes:
            return None
        counts = np.concatenate([s.hydrogens for s in structures]).astype(np.int64)
        return torch.from_numpy(counts).to(self.device)

    @torch.inference_mode()
    def embed_spectra(self, spectra: Sequence[Sequence[Peak]]) -> np.ndarray:
        """float32 [spectra, length], rows of unit length; every spectrum needs at least one peak."""
        rows = []
        for chunk in chunks(spectra, [len(s) for s in spectra], _PADDED_PEAKS_AT_ONCE, padded=True):
            lists = PeakLists.of([([p.ppm for p in s], [p.hydrogens for p in s]) for s in chunk])
            rows.append(self._unit(self.network.spectra(lists.to(self.device)).graph))
        return np.concatenate(rows) if rows else np.zeros((0, self.length), np.float32)

    @torch.inference_mode()
    def shift_densities(self, structures: Sequence[Structure]) -> list[ShiftDensities]:
        """The calibrated density over ppm of every carbon of every structure."""
        densities: list[ShiftDensities] = []
        for chunk in chunks(structures, [s.mol.GetNumAtoms() for s in structures], _ATOMS_AT_ONCE):
            graphs = list(map(self.features.graph, chunk))
            packed = PackedGraphs.pack(graphs)
            rows, of_carbons = _distinct_carbons(chunk, graphs)
            familiarity = self.trained.domain.familiarity(packed, self.features, chunk)[rows]
            distinct, hydrogens = self._moved(_with_idle_rows(rows)), self._hydrogens(chunk)
            raw = self.network.log_density(
                packed.whole().to(self.device),
                None if hydrogens is None else hydrogens[distinct],
                distinct,
            )[: len(rows)]
            log_density = torch.log_softmax(raw / self.trained.calibration.density, 1).cpu().numpy()
            log_density = self.trained.calibration.widening.applied(log_density, familiarity, self._step)
            outside = familiarity > Familiarity.TAUGHT
            low, middle, high = quantiles(log_density, self.axis, self._levels)
            for own in of_carbons:
                densities.append(
                    ShiftDensities(log_density[own], middle[own], (high - low)[own] / 2, outside[own])
                )
        return densities

    def _moved(self, values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(values).to(self.device)

    def _unit(self, vectors: torch.Tensor) -> np.ndarray:
        return normalize(vectors, dim=1).float().cpu().numpy()


def _distinct_carbons(
    structures: Sequence[Structure], graphs: Sequence[MolecularGraph]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """The carbons to calculate, int64 [rows] among all, and for each structure the row of each carbon.

    One carbon for each symmetry class; every carbon where configuration makes those of a class differ.
    """
    rows, of_carbons = [], []
    carbons = calculated = 0
    for structure, graph in zip(structures, graphs):
        if (graph.edges[:, 0] < N_BOND_TYPES).all():
            own, of_carbon = structure.first_of_class, structure.symmetry_class.astype(np.int64)
        else:
            own = of_carbon = np.arange(len(structure.carbons))
        rows.append(own + carbons)
        of_carbons.append(of_carbon + calculated)
        carbons += len(structure.carbons)
        calculated += len(own)
    return np.concatenate(rows), of_carbons


def _with_idle_rows(rows: np.ndarray) -> np.ndarray:
    """The rows with unused ones appended, so that sizes recur (`channel.in_round_numbers`)."""
    return np.append(rows, np.zeros(-len(rows) % ROUND_ROWS, np.int64))


def chunks(
    items: Sequence[T], sizes: Sequence[int], limit: int, padded: bool = False
) -> Iterator[Sequence[T]]:
    """Consecutive items, at most `limit` in total size at a time (a single larger item goes alone).

    padded: every item counts as much as the largest in its chunk.
    """
    start = total = largest = 0
    for end, size in enumerate(sizes):
        largest = max(largest, size)
        count = end - start
        if count and (largest * (count + 1) if padded else total + size) > limit:
            yield items[start:end]
            start, total, largest = end, 0, size
        total += size
    if start < len(items):
        yield items[start:]
