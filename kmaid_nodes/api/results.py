"""Results of many records, which become tables and are drawn in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kmaid_nodes.api.comparison import MOST_COMPARED, Comparison
from kmaid_nodes.api.frame import framed
from kmaid_nodes.codes.journal import JournalHouse
from kmaid_nodes.codes.signal_choice import SignalChoice
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.notice import NOTICE
from kmaid_nodes.report.content import DrawnQuery, Report
from kmaid_nodes.report.drawn_hits import drawn_queries
from kmaid_nodes.report.html import report_html
from kmaid_nodes.report.predictions import PredictionReport
from kmaid_nodes.results.assigned_molecule import AssignedMolecule
from kmaid_nodes.results.described import DescribedMolecule
from kmaid_nodes.results.embedded import EmbeddedMolecule, EmbeddedSpectrum
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.results.predicted_molecule import PredictedMolecule
from kmaid_nodes.results.retrieved_spectrum import RetrievedSpectrum
from kmaid_nodes.tables.assignments import assignment_batch
from kmaid_nodes.tables.descriptors import descriptor_batch
from kmaid_nodes.tables.embeddings import embedding_batch
from kmaid_nodes.tables.hits import candidate_batch, hit_batch
from kmaid_nodes.tables.input_columns import InputColumns
from kmaid_nodes.tables.predicted_spectra import predicted_spectra_batch
from kmaid_nodes.tables.predictions import prediction_batch
from kmaid_nodes.tables.ranked import ranked_batch
from kmaid_nodes.tables.summary import summary_batch
from kmaid_nodes.writing.journal_style import USUAL_STYLE, JournalStyle

if TYPE_CHECKING:
    import pandas as pd

Result = TypeVar("Result")
Choice = TypeVar("Choice", bound=StrEnum)
# Molecules or queries that a notebook shows; the tables hold all.
_SHOWN = 10


class Results(Sequence[Result | FailedRow], Generic[Result]):
    """One result for each record, in order; one that could not be used has a `FailedRow` in its place."""

    def __init__(self, results: Iterable[Result | FailedRow]):
        self._results = list(results)

    @overload
    def __getitem__(self, index: int) -> Result | FailedRow: ...

    @overload
    def __getitem__(self, index: slice) -> Self: ...

    def __getitem__(self, index: int | slice) -> Result | FailedRow | Self:
        if isinstance(index, slice):
            part = copy(self)
            part._results = self._results[index]
            return part
        return self._results[index]

    def __len__(self) -> int:
        return len(self._results)

    def __iter__(self) -> Iterator[Result | FailedRow]:
        return iter(self._results)

    def __repr__(self) -> str:
        failed = f", {len(self.failed)} of them failed" if self.failed else ""
        records = "1 record" if len(self) == 1 else f"{len(self)} records"
        return f"<{type(self).__name__} of {records}{failed}>"

    @property
    def failed(self) -> list[FailedRow]:
        """The records that could not be used, with their reasons."""
        return [result for result in self if isinstance(result, FailedRow)]

    def to_arrow(self) -> pa.Table:
        """The results as an Arrow table, with the other columns of the input behind.

        `docs/outputs.md` describes the columns.
        """
        return self._with_input_columns(self._batch())

    def _with_input_columns(
        self, batch: pa.RecordBatch, one_row_each: bool = False, each_candidate: bool = False
    ) -> pa.Table:
        results: list[Any] = self._results
        columns = InputColumns(results, batch.schema.names)
        return pa.Table.from_batches([columns.appended(batch, results, one_row_each, each_candidate)])

    def to_pandas(self) -> pd.DataFrame:
        """The same as a DataFrame."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        html: str = self.to_pandas()._repr_html_()
        return html

    def _batch(self) -> pa.RecordBatch:
        raise NotImplementedError


class Assignments(Results[AssignedMolecule]):
    """Assigned molecules; a notebook shows each structure linked with its spectrum."""

    def _batch(self) -> pa.RecordBatch:
        return assignment_batch(self)

    def summary(self, style: JournalStyle = USUAL_STYLE) -> pd.DataFrame:
        """One row per record: verdict, score, counts, confidences, and the text for a journal.

        style: of that text, by default in that of the ACS with all digits, kinds of carbons and atoms.
        """
        return self._with_input_columns(summary_batch(self, style), one_row_each=True).to_pandas()

    def ranked(self, most: int = 5) -> pd.DataFrame:
        """The `most` best assignments of each whole list, with a row for each carbon of each assignment."""
        if most < 1:
            raise UserError("The number of ranked assignments must be at least 1.")
        return ranked_batch(self, most).to_pandas()

    def compare(self, *places: int) -> Comparison:
        """Two to four structures of one peak list, side by side, to be shown in a notebook or written.

        places: positions of the results, from 0; without any, the first four that could be used. Raises
        UserError if their peak lists differ, if one of them failed, or if there are fewer than two.
        """
        if not places:
            usable = [result for result in self if isinstance(result, AssignedMolecule)]
            return Comparison(usable[:MOST_COMPARED])
        chosen: list[AssignedMolecule] = []
        for place in places:
            if not len(self):
                raise UserError("There are no results to compare.")
            if not -len(self) <= place < len(self):
                raise UserError(f"There is no result {place}: they count from 0 to {len(self) - 1}.")
            result = self[place]
            if isinstance(result, FailedRow):
                raise UserError(f"{result.record.id} was not assigned: {result.sentence}")
            chosen.append(result)
        return Comparison(chosen)

    def _repr_html_(self) -> str:
        molecules = [result for result in self if isinstance(result, AssignedMolecule)]
        title = "13C peak assignment"
        return framed(_report(title, self, assignments=molecules[:_SHOWN]))


class Predictions(Results[PredictedMolecule]):
    """Predicted shifts of every carbon."""

    def _batch(self) -> pa.RecordBatch:
        return prediction_batch(self)

    def spectra(
        self,
        one_for: SignalChoice | str = SignalChoice.CLASS,
        house: JournalHouse | str = JournalHouse.ACS,
    ) -> pd.DataFrame:
        """One row per record: its predicted spectrum as lists, and as the text for a journal.

        one_for: `class`, a signal for each symmetry class, or `carbon`; house: of the text, `acs` or `rsc`.
        `docs/outputs.md` describes the columns. Raises UserError for another `one_for` or `house`.
        """
        choice, style = _one_of(SignalChoice, one_for, "one_for"), _one_of(JournalHouse, house, "house")
        batch = predicted_spectra_batch(self, choice, style)
        return self._with_input_columns(batch, one_row_each=True).to_pandas()

    def _repr_html_(self) -> str:
        report = PredictionReport(_SHOWN)
        for result in self:
            report.add(result)
        return framed(report.html())


class Embeddings(Results[EmbeddedMolecule | EmbeddedSpectrum]):
    """Molecules or spectra as vectors of unit length: a dot product is their cosine."""

    def _batch(self) -> pa.RecordBatch:
        return embedding_batch(self)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """float32 [records, length]; NaN for a record that could not be used."""
        vectors = [None if isinstance(result, FailedRow) else result.embedding for result in self]
        length = next((len(vector) for vector in vectors if vector is not None), 0)
        missing = np.full(length, np.nan, np.float32)
        rows = [missing if vector is None else vector for vector in vectors]
        return np.stack(rows) if rows else np.zeros((0, length), np.float32)


class Descriptors(Results[DescribedMolecule]):
    """Molecules as numbers for QSAR; `names` are those of the columns, `descriptor_001` and so on."""

    def __init__(self, results: Iterable[DescribedMolecule | FailedRow], names: Sequence[str]):
        super().__init__(results)
        self.names = list(names)

    def _batch(self) -> pa.RecordBatch:
        return descriptor_batch(self, self.names)

    @property
    def values(self) -> NDArray[np.float64]:
        """float64 [records, names]; NaN for a record that could not be used."""
        values = np.full((len(self), len(self.names)), np.nan)
        for row, result in enumerate(self):
            if isinstance(result, DescribedMolecule):
                values[row] = result.descriptors
        return values


class Retrievals(Results[RetrievedSpectrum]):
    """Hits for each spectrum; a notebook shows them with their predicted spectra."""

    def __init__(
        self,
        results: Iterable[RetrievedSpectrum | FailedRow],
        predictor: Predictor,
        left_out: Sequence[FailedRow] = (),
    ):
        super().__init__(results)
        self._predictor = predictor
        self._left_out = left_out

    @property
    def left_out(self) -> list[FailedRow]:
        """Candidates of `Model.isomers` that have no rank, with the reasons; their ids are in `record.id`."""
        return list(self._left_out)

    def _batch(self) -> pa.RecordBatch:
        return hit_batch(self)

    def candidates(self) -> pd.DataFrame:
        """One row for each candidate, also for copies and stereoisomers of another, best first."""
        return self._with_input_columns(candidate_batch(self), each_candidate=True).to_pandas()

    def _repr_html_(self) -> str:
        queries = [result for result in self if isinstance(result, RetrievedSpectrum)]
        drawn = drawn_queries(queries[:_SHOWN], self._predictor)
        return framed(_report("13C spectrum search", self, retrievals=drawn))


def _one_of(choices: type[Choice], chosen: Choice | str, argument: str) -> Choice:
    try:
        return choices(chosen)
    except ValueError:
        known = " or ".join(repr(str(one)) for one in choices)
        raise UserError(f"The argument {argument} is {known}, not {chosen!r}.") from None


def _report(
    title: str,
    results: Results[Result],
    assignments: Sequence[AssignedMolecule] = (),
    retrievals: Sequence[DrawnQuery] = (),
) -> str:
    summary: list[tuple[str, object]] = [("Records", len(results))]
    if results.failed:
        summary.append(("Failed", len(results.failed)))
    if max(len(results.failed), len(results) - len(results.failed)) > _SHOWN:
        summary.append(("Shown", f"the first {_SHOWN}"))
    refused = [(row.record.id, row.sentence) for row in results.failed[:_SHOWN]]
    return report_html(Report(title, summary, assignments, retrievals, refused, NOTICE))
