"""A trained model in Python, with one method for each task."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from kmaid_nodes.api.checks import Checks
from kmaid_nodes.api.evaluation import Evaluation
from kmaid_nodes.api.inputs import Columns, named_columns, path_of, records_of, records_of_pair
from kmaid_nodes.api.results import Assignments, Descriptors, Embeddings, Predictions, Retrievals
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.cluster.processes import check_processes
from kmaid_nodes.cluster.run_task import run_task
from kmaid_nodes.cluster.search import retrieve_in_processes
from kmaid_nodes.codes.reason import Reason
from kmaid_nodes.errors import ColumnNotNamed, UserError
from kmaid_nodes.library_building.any_library import library_of, library_of_records
from kmaid_nodes.library_building.building import Built, build_library
from kmaid_nodes.library_building.candidate_sets import candidate_sets, key_in_column
from kmaid_nodes.library_building.row_digest import RowDigest
from kmaid_nodes.library_building.target import check_library_target
from kmaid_nodes.model.device import available_device
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.model.model_file import load_model as load_model_file
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.compound_list import read_compounds
from kmaid_nodes.reading.edits.edits import Edits
from kmaid_nodes.reading.edits.edits_file import read_edits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.retrieval.candidate_sets import CandidateSets
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings
from kmaid_nodes.tasks.assign import assign_edited
from kmaid_nodes.tasks.check_structures import check_structures
from kmaid_nodes.tasks.chosen_edits import with_chosen_edits
from kmaid_nodes.tasks.compared_isomers import DEFAULT_CHECK_SETTINGS, CheckSettings
from kmaid_nodes.tasks.describe import describe_molecules
from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra
from kmaid_nodes.tasks.evaluate import evaluation
from kmaid_nodes.tasks.isomers import Ranking, rank_isomers
from kmaid_nodes.tasks.predict import predict_shifts
from kmaid_nodes.tasks.retrieve import Search
from kmaid_nodes.tasks.rows import Progress, in_batches, no_progress


def load_model(path: str | PathLike[str] | None = None, device: str = "auto") -> Model:
    """The model in a file, or in a folder that `kmaid train` wrote; the bundled one if None.

    device: auto, cpu, cuda or mps. Raises UserError with the reason: the file does not exist, is not a model,
    is damaged, was altered or is of an unknown version; or there is no such device.
    """
    return Model(load_model_file(path if path is None else Path(path)), device)


class Model:
    """A trained model, ready for use.

    Every method takes a DataFrame or Arrow table, the path of a file, records, or single values. It returns
    one result for each record, in order; a `FailedRow` with the reason if a record cannot be used.
    columns: names of columns by what they hold (`{"peaks": "13C"}`); others are recognised by their names.
    progress: called with the number of records done; it may raise `Cancelled` to stop.
    processes: that share the records, on the CPU, each on one core and in 0.6 GB of memory. They take some
    seconds to start, and are worth it from a thousand records on. A script that starts them must be
    guarded by `if __name__ == "__main__":`, since each process imports it.
    Every method raises UserError for a missing file, an unknown column, or data of another kind.
    Shifts are in ppm, atoms and peaks count from 0.
    """

    def __init__(self, trained: TrainedModel, device: str = "auto"):
        self._predictor = Predictor(trained, available_device(device))

    @property
    def predictor(self) -> Predictor:
        """What runs the model, for use with the functions of `kmaid_nodes.tasks`."""
        return self._predictor

    @property
    def about(self) -> dict[str, Any]:
        """What is known of the model: its data, rule of the split, metrics and licence notice."""
        return self._predictor.trained.about

    def assign(
        self,
        data: Any,
        peaks: Any = None,
        *,
        multiplicity: Any = None,
        solvent: str | None = None,
        numbers: Any = None,
        columns: Columns = None,
        fixed: Edits | str | PathLike[str] | None = None,
        progress: Progress = no_progress,
        settings: AssignmentSettings = DEFAULT_SETTINGS,
        processes: int = 1,
    ) -> Assignments:
        """Assign peaks to carbons, with a confidence for each.

        data: structures with their peak lists; or one structure (SMILES or molblock) with `peaks`, its list
        as text or numbers, and, where known, `multiplicity` (in the order of the peaks) and `solvent`. A list
        with several labelled sets of shifts (rotamers, anomers) gives a result for each set, in every task. A
        solvent that the list itself names goes before the argument; `read_as` then says so.
        numbers: own numbers of the atoms, in their order (`[1, 2, "4a", None]` or as text), or as pairs such
        as `0:C1; 3:C2a`, atoms counted from 0; a table has a column for them.
        fixed: pairs of carbon and peak that must hold, as `Edits` or the path of a file that a report saved.
        They are those of a record with the same id and row.
        settings: the numbers that decide an assignment; processes: see the class.
        """
        of_rows = None if fixed is None else EditsOfRows(_edits(fixed))
        records = _spectra(data, peaks, multiplicity, solvent, numbers, columns)
        edited, task = with_chosen_edits(records, of_rows), partial(assign_edited, settings=settings)
        return Assignments(run_task(task, edited, self._predictor, processes, progress))

    def check(
        self,
        data: Any,
        peaks: Any = None,
        *,
        candidates: Any = None,
        multiplicity: Any = None,
        solvent: str | None = None,
        numbers: Any = None,
        columns: Columns = None,
        library_columns: Columns = None,
        progress: Progress = no_progress,
        settings: CheckSettings = DEFAULT_CHECK_SETTINGS,
    ) -> Checks:
        """Check whether each structure fits its spectrum: a verdict, its reasons, and a picture.

        data, peaks, multiplicity, solvent, numbers, columns: as in `assign`; candidates: structures, like the
        library of `retrieve`; those of the formula of a structure are compared with it; library_columns:
        those of the candidates; settings: the numbers that decide.
        """
        records = _spectra(data, peaks, multiplicity, solvent, numbers, columns)
        library = None
        if candidates is not None:
            library = self._searched(candidates, library_columns, progress, settings.search)
        return Checks(check_structures(records, self._predictor, library, progress, settings))

    def predict(
        self,
        data: Any,
        *,
        columns: Columns = None,
        progress: Progress = no_progress,
        processes: int = 1,
    ) -> Predictions:
        """Predict the shift of every carbon, with its uncertainty.

        data: structures, or one SMILES or molblock; processes: see the class.
        """
        records = records_of(data, ("structure",), columns)
        return Predictions(run_task(predict_shifts, records, self._predictor, processes, progress))

    def evaluate(
        self,
        data: Any,
        split: str = "test",
        *,
        apart: str | PathLike[str] | None = None,
        columns: Columns = None,
        progress: Progress = no_progress,
    ) -> Evaluation:
        """Measure the model on assigned spectra.

        data: structures with peak lists that say which atoms their peaks belong to; split: `test`,
        `validation`, `train` or `all`. A column of splits says to which a row belongs; without it, the
        InChIKey decides. apart: text file with an InChIKey or its first block in each line; figures of all
        other compounds are given beside those of all. Raises UserError for an unknown split, or one without
        usable spectra.
        """
        kept_apart = None if apart is None else read_compounds(Path(apart))
        records = records_of(data, ("structure", "peaks"), columns)
        return Evaluation(evaluation(records, self._predictor, split, progress, apart=kept_apart))

    def embed(self, data: Any, *, columns: Columns = None, progress: Progress = no_progress) -> Embeddings:
        """One vector per molecule. data: structures, or one SMILES or molblock."""
        records = records_of(data, ("structure",), columns)
        return Embeddings(embed_molecules(records, self._predictor, progress))

    def embed_spectra(
        self, data: Any, *, columns: Columns = None, progress: Progress = no_progress
    ) -> Embeddings:
        """One vector per peak list, comparable with those of molecules. data: peak lists, or one."""
        records = records_of(data, ("peaks",), columns)
        return Embeddings(embed_spectra(records, self._predictor, progress))

    def descriptors(
        self, data: Any, *, columns: Columns = None, progress: Progress = no_progress
    ) -> Descriptors:
        """Numbers that describe each molecule, for QSAR. data: structures, or one SMILES or molblock.

        They depend neither on the order of the atoms nor on the other molecules. Those of different models
        cannot be compared.
        """
        records = records_of(data, ("structure",), columns)
        described = describe_molecules(records, self._predictor, progress)
        return Descriptors(described, self._predictor.describer.layout.names)

    def library(
        self,
        data: Any,
        *,
        columns: Columns = None,
        progress: Progress = no_progress,
        settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
    ) -> Library:
        """Molecules to search, embedded once; its `left_out` is the number of those that cannot be used.

        data: structures, or a library that `kmaid embed` wrote; settings: those of the index are used here.
        """
        named = named_columns(columns)
        if isinstance(data, Library):
            if named is not None:
                raise UserError("The columns of a library that is made already cannot be named.")
            return data
        path = path_of(data)
        if path is not None:
            return library_of(path, self._predictor, named, progress, settings.index)
        records = records_of(data, ("structure",), named)
        return library_of_records(records, self._predictor, progress, settings.index)

    def build_library(
        self,
        data: Any,
        path: str | PathLike[str],
        *,
        columns: Columns = None,
        unique: bool = False,
        overwrite: bool = False,
        workers: int = 1,
        progress: Progress = no_progress,
    ) -> Built:
        """Write a library file for searches, as `kmaid embed` does; it may be given to `retrieve`.

        data: structures; path: of the file, which ends in `.parquet`; unique: of equal structures only the
        first is kept; overwrite: a library that is there is replaced; workers: processes, for the CPU.
        A call that was stopped is gone on with by the next one with the same data, model and options.
        Raises UserError for a file that is there already, and for several workers on a GPU.
        """
        place = Path(path)
        check_library_target(place, overwrite)
        if isinstance(data, Iterator):  # it is read twice
            data = list(data)
        digest = RowDigest()
        for batch in in_batches(records_of(data, ("structure",), columns)):
            digest.add([record.id for record in batch], [record.structure for record in batch])
        records = records_of(data, ("structure",), columns)
        return build_library(
            records, self._predictor, place, digest.source, workers, unique, meanwhile=progress
        )

    def retrieve(
        self,
        spectra: Any,
        library: Any,
        *,
        top: int = 10,
        rerank: int | None = None,
        only: Filter | None = None,
        same_formula: bool = False,
        prior: float | None = None,
        columns: Columns = None,
        library_columns: Columns = None,
        progress: Progress = no_progress,
        settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
        assignment: AssignmentSettings = DEFAULT_SETTINGS,
        processes: int = 1,
    ) -> Retrievals:
        """Find the molecules of a library that fit each spectrum best.

        spectra: peak lists, or one; library: structures, a file, or what `library` gave. top: hits per
        spectrum; rerank: number of candidates that are ranked by how well they explain the peak list (0: hits
        are ranked by their embeddings alone); only: what a hit must be; same_formula: hits must have the
        formula in the query's formula column, if there is one; prior: the probability that the library holds
        the compound, 0 to 1, None for that of the model's calibration; columns: those of the spectra;
        library_columns: those of the library; settings, assignment: the numbers that decide a search and the
        assignments within it; processes: see the class, the library is in memory once.
        """
        check_processes(processes, self._predictor)  # before the library is read
        search = Search(top, rerank, only or Filter(), same_formula, settings, assignment, prior)
        searched = self._searched(library, library_columns, progress, settings)
        records = records_of(spectra, ("peaks",), columns)
        found = retrieve_in_processes(records, searched, self._predictor, search, processes, progress)
        return Retrievals(found, self._predictor)

    def isomers(
        self,
        spectra: Any,
        candidates: Any,
        *,
        spectrum_column: str | None = None,
        top: int | None = None,
        only: Filter | None = None,
        same_formula: bool = False,
        prior: float | None = None,
        columns: Columns = None,
        library_columns: Columns = None,
        progress: Progress = no_progress,
        settings: SearchSettings = DEFAULT_SEARCH_SETTINGS,
        assignment: AssignmentSettings = DEFAULT_SETTINGS,
    ) -> Retrievals:
        """Rank every candidate structure for each spectrum, with its probability where the model has one.

        spectra: peak lists, or one; candidates: like the library of `retrieve`; spectrum_column: the column
        of the candidates' table that holds the id of the spectrum to which each belongs, None: all are
        candidates of every spectrum; top: number of candidates in the result, None: all; same_formula: only
        candidates of the formula of the spectrum, or else of the structure with which it came; the rest as in
        `retrieve`. `candidates()` of the result has a row for each, `left_out` names those without a rank.
        """
        ranking = Ranking(top, only or Filter(), same_formula, True, prior, settings, assignment)
        ranking.search(1)
        left: list[FailedRow] = []
        sets = self._candidates(candidates, spectrum_column, library_columns, progress, settings, left)

        def leave_out(candidate: str, reason: Reason) -> None:
            left.append(FailedRow(Record(candidate), reason))

        records = records_of(spectra, ("peaks",), columns)
        ranked = list(rank_isomers(records, sets, self._predictor, ranking, progress, on_left_out=leave_out))
        for candidate, reason in sets.left_out():
            leave_out(candidate, reason)
        return Retrievals(ranked, self._predictor, left)

    def _candidates(
        self,
        data: Any,
        spectrum_column: str | None,
        columns: Columns,
        progress: Progress,
        settings: SearchSettings,
        left: list[FailedRow],
    ) -> CandidateSets:
        """The candidates of each spectrum; left: gets those that cannot be used."""
        if spectrum_column is None:
            return CandidateSets(self._searched(data, columns, progress, settings))
        if isinstance(data, Library):
            raise UserError("A library does not say to which spectrum a molecule belongs; give a table.")
        records = list(records_of(data, ("structure",), named_columns(columns)))
        if records and not any(name == spectrum_column for r in records for name, _ in r.columns):
            raise UserError(f"The table of candidates has no column {spectrum_column!r}.")
        key_of = key_in_column(spectrum_column)
        sets, failed = candidate_sets(records, self._predictor, key_of, lambda rows: progress(0))
        left += failed
        return sets

    def _searched(self, data: Any, columns: Columns, progress: Progress, settings: SearchSettings) -> Library:
        """The library of a search; progress is asked whether to go on, but counts the queries alone."""

        def go_on(molecules: int) -> None:
            progress(0)

        try:
            return self.library(data, columns=columns, progress=go_on, settings=settings)
        except ColumnNotNamed as problem:
            remedy = f'name it with library_columns={{"{problem.column}": "NAME"}}'
            raise UserError(problem.sentence(remedy)) from problem


def _spectra(
    data: Any, peaks: Any, multiplicity: Any, solvent: str | None, numbers: Any, columns: Columns
) -> Iterator[Record]:
    """The records of structures with their peak lists, or of one structure with `peaks`."""
    if peaks is not None:
        if columns is not None:
            raise UserError("The argument columns goes with a table, not with one structure and its peaks.")
        return records_of_pair(data, peaks, multiplicity, solvent, numbers)
    if multiplicity is not None or solvent is not None or numbers is not None:
        raise UserError(
            "The arguments multiplicity, solvent and numbers go with one structure and its peaks; "
            "a table has columns for them."
        )
    return records_of(data, ("structure", "peaks"), columns)


def _edits(fixed: Any) -> Edits:
    if isinstance(fixed, Edits):
        return fixed
    if not isinstance(fixed, (str, PathLike)):
        raise UserError("The argument fixed takes the path of a file of edits, or Edits.")
    return read_edits(Path(fixed))
