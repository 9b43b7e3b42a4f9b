"""Assigned spectra prepared for training: packed graphs, recorded shifts per carbon, peak lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.chemistry.known_hydrogens import known_hydrogens
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.graphs.features import FeatureSet, MolecularGraph
from kmaid_nodes.graphs.packed import GraphBatch, PackedGraphs
from kmaid_nodes.graphs.ragged import gather_index, offsets_of
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.augment import vary
from kmaid_nodes.training.split import TRAIN, VALIDATION, inchikey_block, split_of
from kmaid_nodes.wording.reason import reason_sentence

_AXIS_PPM = (-30.0, 260.0)


@dataclass(frozen=True, eq=False)
class ExampleBatch:
    """Pairs of a molecule and its spectrum.

    ppm: float32 [carbons], recorded shift, NaN where none; hydrogens: int64 [carbons], attached;
    weight: float32 [carbons], trust in the shift; assigned: bool [peaks], the peak belongs to a carbon
    of the molecule; compound: int64 [molecules], equal for equal compounds; soft_targets: of the carbons,
    as `SoftTargets.batch` gives them, None unless the model is distilled.
    """

    graph: GraphBatch
    peaks: PeakLists
    assigned: torch.Tensor
    ppm: torch.Tensor
    hydrogens: torch.Tensor
    weight: torch.Tensor
    compound: torch.Tensor
    soft_targets: tuple[torch.Tensor, torch.Tensor] | None = None

    def to(self, device: torch.device | str) -> ExampleBatch:
        """The same batch on another device."""
        moved = {f.name: getattr(self, f.name).to(device) for f in fields(self) if f.name != "soft_targets"}
        soft = self.soft_targets
        targets = None if soft is None else (soft[0].to(device), soft[1].to(device))
        return ExampleBatch(**moved, soft_targets=targets)


@dataclass(frozen=True)
class Examples:
    """Many assigned spectra, end to end.

    graphs: one per spectrum; carbon_ppm: float32 [all carbons], NaN where not recorded; carbon_class: int32
    [all carbons], symmetry class within the molecule; carbon_diastereotopic: bool [all carbons], as in
    `Structure`; carbon_hydrogens: int64 [all carbons]; peak_ppm,
    peak_hydrogens, peak_assigned with peak_offsets: the peak lists; weight: float32 [spectra], trust in the
    labels; compound: int64 [spectra], equal for equal compounds; formula: of each molecule; ids: of the
    records.
    """

    graphs: PackedGraphs
    carbon_ppm: np.ndarray
    carbon_class: np.ndarray
    carbon_diastereotopic: np.ndarray
    carbon_hydrogens: np.ndarray
    peak_ppm: np.ndarray
    peak_hydrogens: np.ndarray
    peak_assigned: np.ndarray
    peak_offsets: np.ndarray
    weight: np.ndarray
    compound: np.ndarray
    formula: np.ndarray
    ids: list[str]

    def __len__(self) -> int:
        """Number of spectra."""
        return len(self.ids)

    @property
    def molecules(self) -> int:
        """Number of different compounds."""
        return len(np.unique(self.compound))

    def only(self, spectra: np.ndarray) -> Examples:
        """The spectra at these positions, in this order."""
        carbons, _ = gather_index(self.graphs.carbon_offsets, spectra)
        peaks, n_peaks = gather_index(self.peak_offsets, spectra)
        return Examples(
            self.graphs.only(spectra),
            self.carbon_ppm[carbons],
            self.carbon_class[carbons],
            self.carbon_diastereotopic[carbons],
            self.carbon_hydrogens[carbons],
            self.peak_ppm[peaks],
            self.peak_hydrogens[peaks],
            self.peak_assigned[peaks],
            offsets_of(n_peaks),
            self.weight[spectra],
            self.compound[spectra],
            self.formula[spectra],
            [self.ids[k] for k in spectra],
        )

    @classmethod
    def joined(cls, first: Examples, second: Examples) -> Examples:
        """The spectra of two sets from one builder, end to end."""

        def both(name: str) -> np.ndarray:
            return np.concatenate([getattr(first, name), getattr(second, name)])

        names = (f.name for f in fields(cls) if f.name not in ("graphs", "ids", "peak_offsets"))
        return cls(
            graphs=PackedGraphs.joined(first.graphs, second.graphs),
            peak_offsets=np.concatenate(
                [first.peak_offsets, first.peak_offsets[-1] + second.peak_offsets[1:]]
            ),
            ids=first.ids + second.ids,
            **{name: both(name) for name in names},
        )

    def batch(
        self, spectra: np.ndarray, variation: np.random.Generator | None = None, sparse: bool = True
    ) -> ExampleBatch:
        """The spectra at these positions; with `variation`, their peak lists are varied (`vary`)."""
        carbon_rows, n_carbons = gather_index(self.graphs.carbon_offsets, spectra)
        peak_rows, n_peaks = gather_index(self.peak_offsets, spectra)
        ppm, hydrogens = self.peak_ppm[peak_rows], self.peak_hydrogens[peak_rows]
        assigned, number = self.peak_assigned[peak_rows], np.repeat(np.arange(len(spectra)), n_peaks)
        if variation is not None:
            ppm, hydrogens, assigned, number = vary(ppm, hydrogens, assigned, number, variation, sparse)
        recorded = self.carbon_ppm[carbon_rows]
        weight = np.where(np.isnan(recorded), 0, np.repeat(self.weight[spectra], n_carbons))
        return ExampleBatch(
            self.graphs.batch(spectra),
            PeakLists(
                torch.from_numpy(ppm), torch.from_numpy(hydrogens), torch.from_numpy(number), len(spectra)
            ),
            torch.from_numpy(assigned),
            torch.from_numpy(recorded),
            torch.from_numpy(self.carbon_hydrogens[carbon_rows]),
            torch.from_numpy(weight.astype(np.float32)),
            torch.from_numpy(self.compound[spectra]),
        )


@dataclass(frozen=True)
class ExampleRow:
    """One future example. ppm: recorded shifts [carbons]; compound: number of its InChIKey block; by_rule:
    the split that this block gives."""

    record: Record
    structure: Structure
    graph: MolecularGraph
    ppm: np.ndarray
    compound: int
    by_rule: str = TRAIN


class ExampleBuilder:
    """Sorts records into splits and makes examples of them; counts why records were left out.

    refused: records by error code; first_refused: the first reason of each code; left_out: all of these
    records, each with its reason.
    """

    def __init__(self, features: FeatureSet):
        self.features = features
        self.refused: Counter[str] = Counter()
        self.first_refused: dict[str, Reason] = {}
        self.left_out: list[tuple[Record, Reason]] = []
        self._rows: dict[str, list[ExampleRow]] = {}
        self._compounds: dict[str, int] = {}

    def add(self, record: Record, split: str | None = None) -> None:
        """Add a record to `split`; None: to the split that it names, else to the one its InChIKey gives."""
        try:
            if record.error:
                raise UnusableRow.of(record.error)
            if not record.peaks:
                raise UnusableRow(ReasonCode.NO_PEAK_LIST)
            structure = parse_structure(record.structure)
            ppm = recorded_shifts(structure, record.peaks)
            if np.isnan(ppm).all():
                raise UnusableRow(ReasonCode.NO_ASSIGNED_PEAK)
        except UnusableRow as unusable:
            code = str(unusable.reason.code)
            self.refused[code] += 1
            self.first_refused.setdefault(code, unusable.reason)
            self.left_out.append((record, unusable.reason))
            return
        block = inchikey_block(structure.mol)
        compound = self._compounds.setdefault(block, len(self._compounds))
        by_rule = split_of(block)
        rows = self._rows.setdefault(split or record.split or by_rule, [])
        rows.append(ExampleRow(record, structure, self.features.graph(structure), ppm, compound, by_rule))

    def add_unlabelled(self, structure: Structure, split: str) -> None:
        """Add a molecule without a spectrum to a split that holds only such molecules."""
        rows = self._rows.setdefault(split, [])
        record = Record(f"{split} {len(rows)}", None, ())
        compound = self._compounds.setdefault(inchikey_block(structure.mol), len(self._compounds))
        ppm = np.full(len(structure.carbons), np.nan)
        rows.append(ExampleRow(record, structure, self.features.graph(structure), ppm, compound))

    def reasons(self, number: int) -> list[str]:
        """The commonest reasons, such as `3 x no structure given`, with the first reason of its code."""
        return [self._reason(code) for code, _ in self.refused.most_common(number)]

    def _reason(self, code: str) -> str:
        first = self.first_refused[code]
        like = " or the like" if first.details else ""
        return f"{self.refused[code]} x {reason_sentence(first)}{like}"

    @property
    def spectra(self) -> dict[str, int]:
        """The number of spectra in each split."""
        return {split: len(rows) for split, rows in self._rows.items()}

    @property
    def compounds(self) -> frozenset[str]:
        """The InChIKey blocks of all molecules of all splits."""
        return frozenset(self._compounds)

    def blocks(self, split: str) -> list[str]:
        """The InChIKey blocks of the spectra of a split, in their order."""
        names = list(self._compounds)  # numbered in this order
        return [names[row.compound] for row in self._rows.get(split, ())]

    def smiles(self, split: str) -> list[str]:
        """The SMILES of the distinct molecules of a split, in the order in which they were added."""
        return list(dict.fromkeys(row.structure.smiles for row in self._rows.get(split, ())))

    def retrieval_data(self) -> RetrievalData:
        """The molecules of training and validation, and the validation spectra as queries."""
        rows = [row for split in (TRAIN, VALIDATION) for row in self._rows.get(split, ())]
        molecules: dict[str, str] = {}
        for row in rows:
            molecules.setdefault(str(row.compound), row.structure.smiles)
        queries = [replace(row.record, id=str(row.compound)) for row in self._rows.get(VALIDATION, ())]
        return RetrievalData(molecules, queries)

    def rows(self, split: str, certain: bool = False) -> list[ExampleRow]:
        """What `build` makes the examples of, in their order."""
        rows = self._rows.get(split, [])
        return [row for row in rows if not certain or row.record.label_confidence is None] or rows

    def build(self, split: str, certain: bool = False) -> Examples | None:
        """The examples of a split so far, None if it has none.

        certain: leave out records whose labels come with a confidence, if there are others. Such labels were
        restored, not assigned by hand.
        """
        rows = self.rows(split, certain)
        if not rows:
            return None
        structures, records = [row.structure for row in rows], [row.record for row in rows]
        peaks = [record.peaks or () for record in records]
        confidence = [1.0 if r.label_confidence is None else r.label_confidence for r in records]
        return Examples(
            PackedGraphs.pack([row.graph for row in rows]),
            np.concatenate([row.ppm for row in rows]).astype(np.float32),
            np.concatenate([s.symmetry_class for s in structures]),
            np.concatenate([s.diastereotopic for s in structures]),
            np.concatenate([s.hydrogens for s in structures]).astype(np.int64),
            np.array([p.ppm for listed in peaks for p in listed], np.float32),
            np.concatenate([known_hydrogens([p.hydrogens for p in listed]) for listed in peaks]),
            np.concatenate([np.array([bool(p.atoms) for p in listed], bool) for listed in peaks]),
            offsets_of(np.array([len(listed) for listed in peaks])),
            np.array(confidence, np.float32),
            np.array([row.compound for row in rows], np.int64),
            np.array([CalcMolFormula(s.mol) for s in structures]),
            [record.id for record in records],
        )


@dataclass(frozen=True)
class RetrievalData:
    """What hit probabilities are fitted on: SMILES by compound, and queries whose ids are their compounds."""

    molecules: dict[str, str]
    queries: list[Record]


def build_examples(records: Iterable[Record], features: FeatureSet) -> ExampleBuilder:
    """All records, sorted into their splits."""
    builder = ExampleBuilder(features)
    for record in records:
        builder.add(record)
    return builder


def recorded_shifts(structure: Structure, peaks: Iterable[Peak]) -> np.ndarray:
    """float64 [carbons]: the recorded shift of each carbon in ppm, NaN where none.

    A carbon with several entries has their mean; a carbon without one has its symmetry class's mean.
    Shifts outside the model's axis count as not recorded.
    """
    entries: dict[int, list[float]] = {}
    for peak in peaks:
        for atom in peak.atoms:
            if _AXIS_PPM[0] <= peak.ppm <= _AXIS_PPM[1]:
                entries.setdefault(atom, []).append(peak.ppm)
    ppm = np.array([np.mean(entries[a]) if a in entries else np.nan for a in structure.carbon_atom_index])
    missing = np.isnan(ppm)
    for number in set(structure.symmetry_class[missing]) if missing.any() else ():
        members = structure.symmetry_class == number
        if not np.isnan(ppm[members]).all():
            ppm[members & missing] = np.nanmean(ppm[members])
    return ppm
