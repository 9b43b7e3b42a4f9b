"""The node that finds the structures of spectra in a library file, even one of millions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import knime.extension as knext

from kmaid_nodes.errors import UserError
from kmaid_nodes.nodes.category import CATEGORY, ICONS
from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.file_paths import PATHS_HELP, found, found_in
from kmaid_nodes.nodes.messages import as_knime_errors
from kmaid_nodes.nodes.option_groups import option_group
from kmaid_nodes.nodes.options import (
    experiment_option,
    given_structure_option,
    id_option,
    multiplicity_option,
    peaks_option,
)
from kmaid_nodes.nodes.ports import MODEL_PORT, ModelPort, ModelSpec, checked
from kmaid_nodes.nodes.progress import Progress, wait_for
from kmaid_nodes.nodes.search import HitNames, SpectrumSearch

if TYPE_CHECKING:
    from kmaid_nodes.results.retrieved_spectrum import Hit


# What the file is called, and what to say if none is chosen.
_LIBRARY = (
    "library",
    "Choose a library: a .parquet file from K-M3AID Build Library or kmaid embed, or a folder of such files.",
)


@option_group("Input")
class _Input:
    """The columns of the queries, and the library."""

    peaks = peaks_option(1)
    multiplicity = multiplicity_option(1)
    experiment = experiment_option(1)
    query_id = id_option(1, "Query ID column (optional)")
    given = given_structure_option(1)
    library = knext.LocalPathParameter(
        "Library",
        "A `.parquet` file that **K-M3AID Build Library** or `kmaid embed` wrote, or a folder of such files. "
        f"{PATHS_HELP}",
        validator=lambda value: None,  # a workflow from another machine must still open; see configure
        since_version="0.1.0",
    )


@knext.node(
    "K-M3AID Retrieve from Library File",
    knext.NodeType.PREDICTOR,
    f"{ICONS}/retrieve.png",
    CATEGORY,
    id="kmaid.retrieve_from_file",
    keywords=["13C", "NMR", "library search", "dereplication", "spectrum", "retrieval", "identification"],
)
@knext.input_port("Model", "The K-M3AID model with which the library was embedded.", MODEL_PORT)
@knext.input_table("Query spectra", "A table with a column of 13C peak lists.")
@knext.output_table(
    "Hits",
    "The hits of every query, best first. A query that could not be used has one row with the reason.",
)
@knext.output_view(
    "Hits",
    "The hits as drawings, with predicted spectra mirrored against the measured one. Hits can be opened and "
    "compared.",
)
class RetrieveFromFile(SpectrumSearch):
    """Finds the molecules of a library file that fit a 13C spectrum best.

    Like **K-M3AID Retrieve**, for libraries that are too large for a table or that several people share. The
    library is a Parquet file, or a folder of such files, written by **K-M3AID Build Library**, by `kmaid
    embed` or by a Spark job. Its embeddings stay on disk. An index for the search is made when the library is
    first used, and is kept beside it.

    The file's path may come from the flow variable `kmaid_library` of **K-M3AID Build Library**. Other flow
    variables count the queries: `kmaid_rows` and `kmaid_failed_rows`.
    """

    input = _Input()

    @as_knime_errors
    def configure(self, context: Any, model: ModelSpec, queries: knext.Schema) -> knext.Schema:
        """The columns of the hits, whatever the inputs."""
        checked(model)
        found_in(context, self.input.library, *_LIBRARY)
        self.check_filter()
        chooser = ColumnChooser(queries, "table of query spectra")
        roles = self.query_roles(chooser)
        chooser.warn(context, self.names_note(queries, roles))
        return knext.Schema.from_columns(self.columns(queries, roles))

    @as_knime_errors
    def execute(self, context: Any, model: ModelPort, queries: knext.Table) -> Any:
        """The library from its file, then the queries batch by batch."""
        from kmaid_nodes.retrieval.library_file import is_library, open_library

        place = found(context, self.input.library, *_LIBRARY)
        roles = self.query_roles(ColumnChooser(queries.schema, "table of query spectra"))
        progress = Progress(context, queries.num_rows)
        predictor = model.predictor(self.advanced.device, progress)
        if not is_library(place):
            raise UserError(
                f"{place.name} is damaged, or no library of K-M3AID Build Library or kmaid embed."
            )
        library = wait_for(
            lambda: open_library(place, predictor), lambda: progress.show(0.0, "Opening the library")
        )

        def named(hit: Hit) -> HitNames:
            return {"library_name": hit.library_id, "smiles": hit.smiles}

        def shown(library_id: str) -> str:
            return library_id

        return self.search(
            context, queries, roles, library, named, shown, predictor, progress, library.left_out
        )

    def library_kinds(self) -> dict[str, knext.Column]:
        """The ID in the library."""
        return {"library_name": knext.Column(knext.string(), "Library ID")}
