"""Molecules without a spectrum, with the shifts that other predictors, the teachers, give for them.

A Parquet file has a row for each molecule: `smiles`, and for each teacher a list of numbers in ppm, one for
each carbon in the order of the SMILES: `<teacher>_ppm` the shifts and, if it is known, `<teacher>_error_ppm`
the mean errors that the teacher expects. `model_assets/teacher/README.md` says how the bundled model's was
made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow, UserError
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.soft_targets import SoftTargets, kept_points

SMILES, SHIFTS, ERRORS = "smiles", "_ppm", "_error_ppm"
_LEAST_ERROR_PPM = 0.4
_ROWS_AT_ONCE = 4096
_CARBONS_AT_ONCE = 4096


@dataclass(frozen=True)
class TaughtMolecule:
    """A molecule with its teachers' shifts: ppm and error_ppm, float64 [teachers, carbons]."""

    structure: Structure
    ppm: np.ndarray
    error_ppm: np.ndarray


def taught_molecules(
    path: Path, error_ppm: float, check_cancelled: CheckCancelled = never_cancelled
) -> Iterator[TaughtMolecule]:
    """The molecules of a file whose shifts are all numbers, in its order.

    error_ppm: for teachers that do not tell their own. Raises UserError if the file cannot be read or has no
    teacher.
    """
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise UserError(f"The file of teachers' shifts {path} cannot be read: {error}.") from None
    names = file.schema_arrow.names
    teachers = teacher_names(names)
    if SMILES not in names or not teachers:
        raise UserError(
            f"The file of teachers' shifts {path} needs the column {SMILES} and at least one that ends in "
            f"{SHIFTS}; it has {', '.join(names[:20])}."
        )
    for batch in file.iter_batches(_ROWS_AT_ONCE):
        for row in batch.to_pylist():
            check_cancelled()
            molecule = _molecule(row, teachers, error_ppm)
            if molecule is not None:
                yield molecule


def teacher_names(columns: Sequence[str]) -> list[str]:
    """The teachers that have a column of shifts among the columns of a file, by name."""
    shifts = (name for name in columns if name.endswith(SHIFTS) and not name.endswith(ERRORS))
    return sorted(name.removesuffix(SHIFTS) for name in shifts)


def _molecule(row: dict[str, object], teachers: Sequence[str], error_ppm: float) -> TaughtMolecule | None:
    try:
        structure = parse_structure(str(row[SMILES]))
    except UnusableRow:
        return None
    order = np.argsort(np.argsort(structure.carbon_atom_index))
    shifts, errors = [], []
    for teacher in teachers:
        given = row[teacher + SHIFTS]
        expected = row.get(teacher + ERRORS) or [error_ppm] * len(order)
        if not isinstance(given, list) or not isinstance(expected, list):
            return None
        if len(given) != len(order) or len(expected) != len(order):
            return None
        shifts.append(np.array(given, np.float64)[order])
        errors.append(np.array(expected, np.float64)[order])
    ppm, error = np.array(shifts), np.array(errors)
    if not (np.isfinite(ppm).all() and np.isfinite(error).all()):
        return None
    return TaughtMolecule(structure, ppm, np.maximum(error, _LEAST_ERROR_PPM))


def targets_of_teachers(
    ppm: np.ndarray, error_ppm: np.ndarray, carbon_offsets: np.ndarray, axis: np.ndarray
) -> SoftTargets:
    """Soft targets of molecules without spectra: the mean of one Laplace distribution for each teacher.

    ppm, error_ppm: [teachers, carbons]; axis: ppm of the points. Where teachers disagree, the target has two
    maxima.
    """
    points, shares = [], []
    for start in range(0, ppm.shape[1], _CARBONS_AT_ONCE):
        carbons = slice(start, start + _CARBONS_AT_ONCE)
        density = np.zeros((len(ppm[0, carbons]), len(axis)))
        for shift, error in zip(ppm[:, carbons], error_ppm[:, carbons]):
            kernel = np.exp(-np.abs(axis[None, :] - shift[:, None]) / error[:, None])
            density += kernel / kernel.sum(1, keepdims=True)
        point, share = kept_points(density)
        points.append(point)
        shares.append(share)
    unlabelled = np.ones(len(carbon_offsets) - 1, bool)
    return SoftTargets(np.concatenate(points), np.concatenate(shares), carbon_offsets, unlabelled, len(axis))
