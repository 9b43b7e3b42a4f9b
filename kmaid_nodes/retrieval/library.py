"""A library of molecules that can be searched: identity, embeddings and predicted shifts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem.rdMolDescriptors import CalcExactMolWt, CalcMolFormula

from kmaid_nodes.errors import UserError
from kmaid_nodes.retrieval.library_shifts import LibraryShifts
from kmaid_nodes.retrieval.molecules import Molecules
from kmaid_nodes.retrieval.nearest import NearestVectors
from kmaid_nodes.retrieval.peak_coverage import PeakCoverage
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, IndexSettings
from kmaid_nodes.retrieval.shift_quantiles import NearestShifts, OnePer


@dataclass(frozen=True)
class Library(Molecules):
    """Molecules to search.

    masses: float64 [molecules], exact, in Da, NaN where not known; index: of their embeddings; shift_index:
    of the shift quantiles, None where no shifts are known; coverage_table: the table of `PeakCoverage`, None
    if it is made when it is needed; left_out: number of molecules that could not be used.
    """

    masses: np.ndarray
    index: NearestVectors
    shift_index: NearestShifts | None = None
    coverage_table: np.ndarray | None = None
    left_out: int = 0

    def __repr__(self) -> str:
        left_out = f", {self.left_out} left out" if self.left_out else ""
        return f"<Library of {len(self)} molecules{left_out}>"

    @cached_property
    def peak_coverage(self) -> PeakCoverage:
        """How well each molecule explains a peak at every ppm."""
        if self.coverage_table is None:
            return PeakCoverage.of(self.shifts)
        return PeakCoverage(self.coverage_table, np.diff(self.shifts.offsets))

    def of_formula(self, formula: str) -> np.ndarray:
        """int64: positions of the molecules of a formula as RDKit writes it, ascending."""
        numbers, order, starts = self._by_formula
        number = numbers.get(formula)
        return order[:0] if number is None else np.sort(order[starts[number] : starts[number + 1]])

    @cached_property
    def _by_formula(self) -> tuple[dict[str, int], np.ndarray, np.ndarray]:
        encoded = self.all_formulas.dictionary_encode()
        codes = np.asarray(encoded.indices.fill_null(-1), np.int64) + 1
        starts = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(encoded.dictionary) + 1))])
        numbers = {text: k + 1 for k, text in enumerate(encoded.dictionary.to_pylist())}
        return numbers, np.argsort(codes, kind="stable"), starts

    @cached_property
    def all_formulas(self) -> pa.Array:
        """The formulas, calculated where the library lacks them; null where there is no structure."""
        if not self.formulas.null_count:
            return self.formulas
        formulas = [
            known if known is not None or (mol := readable(text)) is None else CalcMolFormula(mol)
            for known, text in zip(self.formulas.to_pylist(), self.smiles.to_pylist())
        ]
        return pa.array(formulas, pa.large_string())

    @cached_property
    def all_masses(self) -> np.ndarray:
        """Exact masses in Da, calculated where the library lacks them; NaN without a structure."""
        if not np.isnan(self.masses).any():
            return self.masses
        return np.array(
            [
                known if not np.isnan(known) or (mol := readable(text)) is None else CalcExactMolWt(mol)
                for known, text in zip(self.masses.tolist(), self.smiles.to_pylist())
            ]
        )


def readable(smiles: str | None) -> Chem.Mol | None:
    """The molecule of a SMILES, None if it is none."""
    if not smiles:
        return None
    with rdBase.BlockLogs():
        return Chem.MolFromSmiles(smiles)


def load_library(
    batches: Iterable[pa.RecordBatch],
    length: int,
    index: NearestVectors | None = None,
    shift_index: NearestShifts | None = None,
    coverage_table: np.ndarray | None = None,
    settings: IndexSettings = DEFAULT_SEARCH_SETTINGS.index,
) -> Library:
    """A library from batches of `EMBEDDING_SCHEMA`; molecules without an embedding are left out.

    Only id, smiles and embedding are needed; formulas, masses and shifts are calculated on demand. index,
    shift_index, coverage_table (the table of `PeakCoverage`): ready-made, if they are; settings: of indices
    that are made here. With an index, molecules with an error are left out instead, and no embedding is
    needed. Raises UserError if the embeddings are of another length than the model's, or if there is no
    molecule.
    """
    columns: dict[str, list[pa.Array]] = {name: [] for name in ("id", "smiles", "formula", "exact_mass")}
    vectors: list[np.ndarray] = []
    shifts: list[LibraryShifts] = []
    left_out = 0
    for batch in batches:
        if index is None:
            usable = batch.filter(batch.column("embedding").is_valid())
            vectors.append(unit_vectors(usable.column("embedding"), length))
        else:
            usable = batch.filter(batch.column("error").is_null())
        left_out += len(batch) - len(usable)
        for name, chunks in columns.items():
            kind = pa.float64() if name == "exact_mass" else pa.large_string()
            missing = name not in usable.schema.names
            chunks.append(pa.nulls(len(usable), kind) if missing else usable.column(name).cast(kind))
        shifts.append(LibraryShifts.of(usable))
    if not sum(map(len, shifts)):
        raise UserError("The library holds no usable molecule.")
    texts = {name: pa.concat_arrays(chunks) for name, chunks in columns.items()}
    known = LibraryShifts.joined(shifts)
    return Library(
        texts["id"],
        texts["smiles"],
        texts["formula"],
        known,
        texts["exact_mass"].fill_null(np.nan).to_numpy(),
        index or NearestVectors.of(np.concatenate(vectors), settings=settings),
        shift_index if index else _index_of(known, settings),
        coverage_table=coverage_table,
        left_out=left_out,
    )


def _index_of(shifts: LibraryShifts, settings: IndexSettings) -> NearestShifts | None:
    if not len(shifts.ppm):
        return None
    return NearestShifts(
        *(
            NearestVectors.of(shifts.quantile_vectors(one_per), by_distance=True, settings=settings)
            for one_per in get_args(OnePer)
        )
    )


def unit_vectors(column: pa.Array, length: int) -> np.ndarray:
    """float32 [rows, length]: a column of embeddings, none missing, scaled to unit length.

    Raises UserError if they are of another length, not finite or zero.
    """
    if (np.diff(column.offsets.to_numpy()) != length).any():
        raise UserError(
            f"The library's embeddings are not {length} long as this model's are; embed it again with it."
        )
    vectors = column.flatten().to_numpy(zero_copy_only=False).astype(np.float32).reshape(-1, length)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(norms) & (norms > 0)).all():
        raise UserError("The library holds embeddings that are not numbers or all zero; embed it again.")
    unit: NDArray[np.float32] = vectors / norms
    return unit
