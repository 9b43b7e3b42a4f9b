"""What a model gets right of each spectrum, as counts, so that the figures of any part are sums over it.

A part is a number for each spectrum: how often it counts. A mask gives the figures of some of the spectra,
and drawn numbers give those of a bootstrap sample (`training/bootstrap.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from kmaid_nodes.graphs.ragged import gather_index
from kmaid_nodes.training.calibration_error import CONFIDENCE_BINS, binned_error
from kmaid_nodes.training.metrics import LEAST_MOLECULES

# Of the second axis of counts: multiplicities not given, and given.
WAYS = ("", "_with_multiplicity")


@dataclass(frozen=True)
class ListScores:
    """What is right in the lists of one kind; columns [spectra, 2] are without and with multiplicities.

    right: carbons assigned right; extraneous: added peaks, and extraneous_recognised those that no carbon
    was given; missing: carbons whose peak was removed, and missing_recognised those that were given none, all
    int64 [spectra, 2]. confident: int64 [spectra, 10], carbons with a peak by their confidence, in bins of
    equal width; overconfidence: float64 [spectra, 10], the sum of their confidences less the number right;
    both count a list with and without multiplicities. best_right: int64 [spectra, 2], peaks whose best carbon
    is right by the paper's criterion, normalised and plain; peaks: int64 [spectra], of which they are.
    """

    right: np.ndarray
    extraneous: np.ndarray
    extraneous_recognised: np.ndarray
    missing: np.ndarray
    missing_recognised: np.ndarray
    confident: np.ndarray
    overconfidence: np.ndarray
    best_right: np.ndarray
    peaks: np.ndarray

    @classmethod
    def nothing_right(cls, spectra: int) -> ListScores:
        """Scores to be filled in."""

        def zeros(*columns: int) -> np.ndarray:
            return np.zeros((spectra, *columns), np.int64)

        ways, bins = len(WAYS), CONFIDENCE_BINS
        return cls(
            right=zeros(ways),
            extraneous=zeros(ways),
            extraneous_recognised=zeros(ways),
            missing=zeros(ways),
            missing_recognised=zeros(ways),
            confident=zeros(bins),
            overconfidence=zeros(bins).astype(np.float64),
            best_right=zeros(2),
            peaks=zeros(),
        )

    def only(self, spectra: np.ndarray) -> ListScores:
        """Those of the spectra at these positions."""
        return ListScores(*(getattr(self, f.name)[spectra] for f in fields(self)))

    def with_rows(self, spectra: np.ndarray, rows: ListScores) -> ListScores:
        """The same, the spectra at these positions replaced."""
        replaced = {f.name: getattr(self, f.name).copy() for f in fields(self)}
        for name, values in replaced.items():
            values[spectra] = getattr(rows, name)
        return ListScores(**replaced)


@dataclass(frozen=True)
class RetrievalScores:
    """How the molecules of a split rank for each spectrum, by the similarity of embeddings.

    drawn: int64 [spectra], how often the spectrum was drawn into a batch of 128; first: of these, how often a
    molecule of its compound was the nearest; rank: float64 [spectra], of its compound among all, NaN where
    not measured; isomer_rank: the same among the compounds of its formula, NaN where there is no other.
    """

    drawn: np.ndarray
    first: np.ndarray
    rank: np.ndarray
    isomer_rank: np.ndarray


@dataclass(frozen=True)
class SpectrumScores:
    """The scores of spectra, in order.

    compound: int64 [spectra], equal for equal compounds; carbons: int64 [spectra], with a recorded shift;
    errors: int64 [spectra], how many of these have a predicted shift. error: float64 [all such carbons], in
    ppm, and inside: bool [all such carbons, 2], the recorded shift lies in the 50 and the 90 % interval.
    corrupted, retrieved: None where not measured.
    """

    compound: np.ndarray
    carbons: np.ndarray
    errors: np.ndarray
    error: np.ndarray
    inside: np.ndarray
    recorded: ListScores
    corrupted: ListScores | None = None
    retrieved: RetrievalScores | None = None

    def __len__(self) -> int:
        """Number of spectra."""
        return len(self.compound)

    @cached_property
    def spectrum_of_error(self) -> np.ndarray:
        """int64 [all carbons with an error]: their spectra."""
        return np.repeat(np.arange(len(self)), self.errors)

    @cached_property
    def by_error(self) -> np.ndarray:
        """int64 [all carbons with an error]: their positions, by ascending error."""
        return np.argsort(self.error, kind="stable")

    @cached_property
    def shift_sums(self) -> np.ndarray:
        """float64 [spectra, 4]: sums of error and squared error, and carbons inside the two intervals."""
        columns = (self.error, self.error**2, *self.inside.T.astype(np.float64))
        return np.column_stack([np.bincount(self.spectrum_of_error, c, len(self)) for c in columns])

    def only(self, spectra: np.ndarray) -> SpectrumScores:
        """The spectra at these positions, without their retrieval."""
        rows, errors = gather_index(np.append(0, np.cumsum(self.errors)), spectra)
        return SpectrumScores(
            self.compound[spectra],
            self.carbons[spectra],
            errors,
            self.error[rows],
            self.inside[rows],
            self.recorded.only(spectra),
            None if self.corrupted is None else self.corrupted.only(spectra),
        )

    @classmethod
    def joined(cls, several: list[SpectrumScores]) -> SpectrumScores:
        """Several, end to end, without their retrieval; at least one."""

        def together(name: str) -> Any:
            parts = [getattr(one, name) for one in several]
            if parts[0] is None:
                return None
            if isinstance(parts[0], ListScores):
                columns = (np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(ListScores))
                return ListScores(*columns)
            return np.concatenate(parts)

        names = [f.name for f in fields(cls) if f.name != "retrieved"]
        return cls(**{name: together(name) for name in names})

    def with_retrieval(self, retrieved: RetrievalScores) -> SpectrumScores:
        """The same with the retrieval of the spectra."""
        return replace(self, retrieved=retrieved)


def figures(scores: SpectrumScores, part: np.ndarray | None = None) -> dict[str, Any]:
    """The figures of a part, nested as `kmaid evaluate` prints them; part: bool [spectra], None for all.

    Shares lie between 0 and 1, errors are in ppm. Beside them stand the numbers of spectra, molecules and
    carbons, and whether the molecules are too few to tell anything.
    """
    part = np.ones(len(scores), bool) if part is None else part
    molecules = len(np.unique(scores.compound[part]))
    nested: dict[str, Any] = {
        "spectra": int(part.sum()),
        "molecules": molecules,
        "too_few_to_tell": molecules < LEAST_MOLECULES,
        "carbons": int(scores.carbons[part].sum()),
    }
    for name, value in flat_figures(scores, part).items():
        put(nested, name, value)
    if scores.retrieved is not None and not np.isnan(scores.retrieved.rank).all():
        cases = int((~np.isnan(scores.retrieved.isomer_rank))[part].sum())
        few = {"cases": cases, "too_few_to_tell": cases < LEAST_MOLECULES, "accuracy": None}
        nested["isomers"] = few | nested.get("isomers", {})
    return nested


def put(nested: dict[str, Any], name: str, value: Any) -> None:
    """Put a value into nested dictionaries; name: the keys with points between them, `shift.mae`."""
    block, _, last = name.rpartition(".")
    for key in filter(None, block.split(".")):
        nested = nested.setdefault(key, {})
    nested[last] = value


def flat_figures(scores: SpectrumScores, part: np.ndarray) -> dict[str, float]:
    """The shares and errors of a part, by their names in nested figures, such as `shift.mae`.

    part: [spectra], how often each counts. Figures without any case are left out.
    """
    times = part.astype(np.float64)
    flat = _shift_figures(scores, times)
    flat |= {f"assignment.{name}": value for name, value in _right(scores, scores.recorded, times).items()}
    peaks = times @ scores.recorded.peaks
    if peaks:
        normalised, plain = times @ scores.recorded.best_right / peaks
        flat |= {"paper_node_criterion.normalised": normalised, "paper_node_criterion.plain": plain}
    if scores.retrieved is not None:
        flat |= _retrieval_figures(scores.retrieved, times)
    flat |= _calibration_error(scores.recorded, times, "")
    if scores.corrupted is not None:
        flat |= {f"disturbed.{n}": value for n, value in _corrupted(scores, scores.corrupted, times).items()}
        flat |= _calibration_error(scores.corrupted, times, "disturbed.")
    return {name: float(value) for name, value in flat.items()}


def _shift_figures(scores: SpectrumScores, times: np.ndarray) -> dict[str, float]:
    count = times @ scores.errors
    if not count:
        return {}
    absolute, squared, inside50, inside90 = times @ scores.shift_sums / count
    return {
        "shift.mae": absolute,
        "shift.median": _median(scores, times),
        "shift.rmse": np.sqrt(squared),
        "shift.coverage_50": inside50,
        "shift.coverage_90": inside90,
    }


def _median(scores: SpectrumScores, times: np.ndarray) -> float:
    below = np.cumsum(times[scores.spectrum_of_error[scores.by_error]])
    half = below[-1] / 2
    middle = [np.searchsorted(below, half, side) for side in ("left", "right")]
    return float(scores.error[scores.by_error[middle]].mean())


def _right(scores: SpectrumScores, lists: ListScores, times: np.ndarray) -> dict[str, float]:
    """Shares of carbons and of molecules right."""
    carbons = times @ lists.right / max(times @ scores.carbons, 1)
    molecules = times @ (lists.right == scores.carbons[:, None]) / max(times.sum(), 1)
    named: dict[str, float] = {}
    for k, way in enumerate(WAYS):
        named |= {f"carbons_right{way}": carbons[k], f"molecules_right{way}": molecules[k]}
    return named


def _corrupted(scores: SpectrumScores, lists: ListScores, times: np.ndarray) -> dict[str, float]:
    carbons = times @ lists.right / max(times @ scores.carbons, 1)
    found = times @ lists.extraneous_recognised / np.maximum(times @ lists.extraneous, 1)
    lost = times @ lists.missing_recognised / np.maximum(times @ lists.missing, 1)
    named: dict[str, float] = {}
    for k, way in enumerate(WAYS):
        named |= {f"carbons_right{way}": carbons[k], f"foreign_found{way}": found[k]}
        named[f"lost_found{way}"] = lost[k]
    return named


def _calibration_error(lists: ListScores, times: np.ndarray, block: str) -> dict[str, float]:
    error = binned_error(times @ lists.confident, times @ lists.overconfidence)
    return {f"{block}confidence_calibration_error": error}


def _retrieval_figures(retrieved: RetrievalScores, times: np.ndarray) -> dict[str, float]:
    flat: dict[str, float] = {}
    if drawn := times @ retrieved.drawn:
        flat["graph_top1_in_128"] = times @ retrieved.first / drawn
    if ranked := times @ ~np.isnan(retrieved.rank):
        flat["retrieval.top1"] = times @ (retrieved.rank == 1) / ranked
        flat["retrieval.top10"] = times @ (retrieved.rank <= 10) / ranked
    if cases := times @ ~np.isnan(retrieved.isomer_rank):
        flat["isomers.accuracy"] = times @ (retrieved.isomer_rank == 1) / cases
    return flat
