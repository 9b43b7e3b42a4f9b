"""Ranking the candidate structures of each spectrum by how well they explain its peaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.retrieved_spectrum import Hit, RetrievedSpectrum
from kmaid_nodes.retrieval.candidate_sets import CandidateSets
from kmaid_nodes.retrieval.filters import Filter, hill
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings
from kmaid_nodes.tasks.retrieve import Search, retrieve
from kmaid_nodes.tasks.rows import Progress, further, no_progress

# Called with the id of a candidate that belongs to a spectrum and has no rank there, and the reason.
LeftOut = Callable[[str, Reason], None]


@dataclass(frozen=True)
class Ranking:
    """What is asked of the candidates; as in `Search`, but for these.

    top: candidates in the result of each spectrum, None: all. same_formula: candidates must have the formula
    of the spectrum, or else that of the structure with which it came, if it has any. each: copies and
    stereoisomers are judged too, because each will have a row of its own.
    """

    top: int | None = None
    only: Filter = field(default_factory=Filter)
    same_formula: bool = False
    each: bool = False
    prior: float | None = None
    settings: SearchSettings = DEFAULT_SEARCH_SETTINGS
    assignment: AssignmentSettings = DEFAULT_SETTINGS

    def search(self, candidates: int) -> Search:
        """The search of a library that holds nothing but candidates."""
        return Search(
            max(1, candidates) if self.top is None else self.top,
            max(1, candidates),
            self.only,
            self.same_formula,
            self.settings,
            self.assignment,
            self.prior,
            self.each,
        )


def spectrum_id(record: Record) -> str:
    """The id of a spectrum without the label of a set of shifts."""
    return record.id if record.set_label is None else record.id.removesuffix(f"/{record.set_label}")


def no_left_out(candidate: str, reason: Reason) -> None:
    """Said to nobody."""


def rank_isomers(
    records: Iterable[Record],
    candidates: CandidateSets,
    predictor: Predictor,
    ranking: Ranking | None = None,
    progress: Progress = no_progress,
    key_of: Callable[[Record], str | None] = spectrum_id,
    on_left_out: LeftOut = no_left_out,
    name_of: Callable[[Record], str] = lambda record: record.id,
) -> Iterator[RetrievedSpectrum | FailedRow]:
    """The candidates of each record's peak list, best first, or why there are none.

    key_of: the key of a record, by which its candidates name it. on_left_out: called for candidates that
    explain none of the peaks; of sets by key also for those of another formula. name_of: what the reasons
    call the spectrum.
    Raises UserError as `retrieve` does.
    """
    ranking = ranking or Ranking()
    ranking.search(len(candidates))  # refused before anything is read
    if ranking.same_formula:
        records = map(_with_formula_of_structure, records)
    groups = groupby(records, key_of) if candidates.of_all is None else [(None, records)]
    done = 0
    for key, some in groups:
        library = candidates.of(key)
        if library is None:
            for record in some:
                done += 1
                progress(done)
                yield FailedRow(record, _why_none(record))
            continue
        search = ranking.search(len(library))
        for result in retrieve(some, library, predictor, search, further(progress, done)):
            done += 1
            own = candidates.of_all is None
            for candidate, reason in _left_out(result, library, search, own, name_of(result.record)):
                on_left_out(candidate, reason)
            yield result


def _why_none(record: Record) -> Reason:
    """Why a record without candidates has no result; what is wrong with itself goes before."""
    without_list = ReasonCode.NO_PEAK_LIST if record.peaks is None else ReasonCode.NO_CANDIDATES
    return record.error or Reason(without_list)


def _with_formula_of_structure(record: Record) -> Record:
    """A spectrum without a formula has that of the structure with which it came, if that can be read."""
    if record.formula is not None or record.structure is None:
        return record
    try:
        return replace(record, formula=CalcMolFormula(parse_structure(record.structure).mol))
    except UnusableRow:
        return record


def _left_out(
    result: RetrievedSpectrum | FailedRow, library: Library, search: Search, own: bool, name: str
) -> Iterator[tuple[str, Reason]]:
    """The candidates without a rank; own: the library belongs to this spectrum alone; name: of it."""
    record = result.record
    hits = result.hits if isinstance(result, RetrievedSpectrum) else ()
    explained = isinstance(result, RetrievedSpectrum) or result.reason.code in (
        ReasonCode.NO_PEAK_EXPLAINED,
        ReasonCode.NO_MOLECULE_PASSES,
    )
    if not explained or (len(hits) >= search.top and search.top < len(library)):
        return  # the spectrum cannot be used, or further candidates were not asked for
    wanted = hill(record.formula) if search.same_formula and record.formula else None
    passing = _passing(library, search, record)
    named = {name for hit in hits for name in _named(hit)}
    for position, candidate in enumerate(library.ids.to_pylist()):
        if candidate in named:
            continue
        formula = library.all_formulas[position].as_py()
        if passing[position]:
            yield candidate, Reason.of(ReasonCode.EXPLAINS_NO_PEAK, spectrum=name)
        elif own and wanted is not None and formula != wanted:
            other = Reason.of(ReasonCode.OTHER_FORMULA, own=formula, wanted=wanted, spectrum=name)
            yield candidate, other


def _passing(library: Library, search: Search, record: Record) -> np.ndarray:
    """bool [candidates]: whether they pass the filters of a search for a record."""
    positions = search.only.passing(library, record.formula if search.same_formula else None)
    passing = np.ones(len(library), bool) if positions is None else np.zeros(len(library), bool)
    if positions is not None:
        passing[positions] = True
    if search.only.by_structure:
        passing &= [search.only.allows(smiles) for smiles in library.smiles.to_pylist()]
    return passing


def _named(hit: Hit) -> tuple[str, ...]:
    return (hit.library_id, *hit.copies, *(other.library_id for other in hit.stereoisomers))
