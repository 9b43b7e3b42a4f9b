"""A trained model in Python, with one method for each task."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from kmaid_nodes.api.inputs import Columns, named_columns, path_of, records_of, records_of_pair
from kmaid_nodes.api.results import Assignments, Embeddings, Predictions, Retrievals
from kmaid_nodes.assignment.settings import DEFAULT_SETTINGS, AssignmentSettings
from kmaid_nodes.errors import ColumnNotNamed, UserError
from kmaid_nodes.library_building.any_library import library_of, library_of_records
from kmaid_nodes.library_building.building import Built, build_library
from kmaid_nodes.library_building.row_digest import RowDigest
from kmaid_nodes.library_building.target import check_library_target
from kmaid_nodes.model.device import available_device
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.model.model_file import load_model as load_model_file
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.edits.edits import Edits
from kmaid_nodes.reading.edits.edits_file import read_edits
from kmaid_nodes.reading.edits.edits_of_rows import EditsOfRows
from kmaid_nodes.retrieval.filters import Filter
from kmaid_nodes.retrieval.library import Library
from kmaid_nodes.retrieval.settings import DEFAULT_SEARCH_SETTINGS, SearchSettings
from kmaid_nodes.tasks.assign import assign
from kmaid_nodes.tasks.embed import embed_molecules, embed_spectra
from kmaid_nodes.tasks.predict import predict_shifts
from kmaid_nodes.tasks.retrieve import Search, retrieve
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
        settings: the numbers that decide an assignment.
        """
        of_rows = None if fixed is None else EditsOfRows(_edits(fixed))
        if peaks is None:
            if multiplicity is not None or solvent is not None or numbers is not None:
                raise UserError(
                    "The arguments multiplicity, solvent and numbers go with one structure and its peaks; "
                    "a table has columns for them."
                )
            records = records_of(data, ("structure", "peaks"), columns)
        else:
            if columns is not None:
                raise UserError(
                    "The argument columns goes with a table, not with one structure and its peaks."
                )
            records = records_of_pair(data, peaks, multiplicity, solvent, numbers)
        return Assignments(assign(records, self._predictor, progress, settings, of_rows))

    def predict(self, data: Any, *, columns: Columns = None, progress: Progress = no_progress) -> Predictions:
        """Predict the shift of every carbon, with its uncertainty.

        data: structures, or one SMILES or molblock.
        """
        records = records_of(data, ("structure",), columns)
        return Predictions(predict_shifts(records, self._predictor, progress))

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
    ) -> Retrievals:
        """Find the molecules of a library that fit each spectrum best.

        spectra: peak lists, or one; library: structures, a file, or what `library` gave. top: hits per
        spectrum; rerank: number of candidates that are ranked by how well they explain the peak list (0: hits
        are ranked by their embeddings alone); only: what a hit must be; same_formula: hits must have the
        formula in the query's formula column, if there is one; prior: the probability that the library holds
        the compound, 0 to 1, None for that of the model's calibration; columns: those of the spectra;
        library_columns: those of the library; settings, assignment: the numbers that decide a search and the
        assignments within it.
        """
        search = Search(top, rerank, only or Filter(), same_formula, settings, assignment, prior)
        searched = self._searched(library, library_columns, progress, settings)
        records = records_of(spectra, ("peaks",), columns)
        return Retrievals(retrieve(records, searched, self._predictor, search, progress), self._predictor)

    def isomers(
        self,
        spectra: Any,
        candidates: Any,
        *,
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

        spectra: peak lists, or one; candidates: like the library of `retrieve`; top: number of
        candidates in the result, None: all; the rest as in `retrieve`.
        """
        searched = self._searched(candidates, library_columns, progress, settings)
        every = len(searched)
        return self.retrieve(
            spectra,
            searched,
            top=every if top is None else top,
            rerank=every,
            only=only,
            same_formula=same_formula,
            prior=prior,
            columns=columns,
            progress=progress,
            settings=settings,
            assignment=assignment,
        )

    def _searched(self, data: Any, columns: Columns, progress: Progress, settings: SearchSettings) -> Library:
        """The library of a search; progress is asked whether to go on, but counts the queries alone."""

        def go_on(molecules: int) -> None:
            progress(0)

        try:
            return self.library(data, columns=columns, progress=go_on, settings=settings)
        except ColumnNotNamed as problem:
            remedy = f'name it with library_columns={{"{problem.column}": "NAME"}}'
            raise UserError(problem.sentence(remedy)) from problem


def _edits(fixed: Any) -> Edits:
    if isinstance(fixed, Edits):
        return fixed
    if not isinstance(fixed, (str, PathLike)):
        raise UserError("The argument fixed takes the path of a file of edits, or Edits.")
    return read_edits(Path(fixed))
