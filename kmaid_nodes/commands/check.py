"""`kmaid check`: does each structure fit its spectrum."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmaid_nodes.commands.library_options import add_library_column_options, library_in
from kmaid_nodes.commands.model_options import predictor_of
from kmaid_nodes.commands.report_options import (
    add_report_options,
    check_report_file,
    rows_in_report,
    write_report,
)
from kmaid_nodes.commands.table_command import add_table_command, write_results

if TYPE_CHECKING:
    from kmaid_nodes.commands.parser import Commands
    from kmaid_nodes.reading.record import Record
    from kmaid_nodes.tasks.rows import Progress


def add_to(commands: Commands) -> None:
    """Add the command."""
    check = add_table_command(
        commands, "check", run, "TABLE", "Check whether each structure fits its spectrum; a row for each."
    )
    check.add_argument(
        "--candidates",
        type=Path,
        help="other structures, or a library from kmaid embed: those of the formula are compared",
    )
    add_library_column_options(check, "the candidates' table")
    check.add_argument(
        "--prior",
        type=float,
        metavar="P",
        help="probability that the compound is the structure or one of the candidates, 0 to 1 (default: that "
        "with which the model was calibrated, as a rule 0.8)",
    )
    check.add_argument(
        "--green-from",
        type=float,
        default=0.0,
        metavar="P",
        help="least p_structure of a green light, 0 to 1 (default: 0, every consistent structure is green)",
    )
    add_report_options(check, "also write a report with drawings of the first rows", "rows")
    check.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="also write a PNG of each structure and its spectrum"
    )
    check.add_argument(
        "--pictures-of",
        choices=("all", "not-green"),
        default="all",
        help="of which rows (default: all)",
    )


def run(options: argparse.Namespace) -> None:
    """Write a row for each spectrum, with its light and what speaks against the structure."""
    import pyarrow as pa

    from kmaid_nodes.codes.traffic_light import TrafficLight
    from kmaid_nodes.report.checks import CheckReport
    from kmaid_nodes.report.picture_folder import PictureFolder
    from kmaid_nodes.results.failed_row import FailedRow
    from kmaid_nodes.tables.checks import CHECK_SCHEMA, check_batch
    from kmaid_nodes.tasks.check_structures import check_structures
    from kmaid_nodes.tasks.compared_isomers import CheckSettings
    from kmaid_nodes.writing.table_file import check_table_path

    settings = CheckSettings(green_from=options.green_from, prior=options.prior)
    check_table_path(options.out, options.candidates)  # before anything is read
    check_report_file(options)
    report, predictor = CheckReport(rows_in_report(options)), predictor_of(options)
    pictures = PictureFolder(options.pictures) if options.pictures else None
    library = None
    if options.candidates:
        library = library_in(options.candidates, options, predictor, unique=False)

    def task(records: Iterable[Record], progress: Progress) -> Iterator[Any]:
        for result in check_structures(records, predictor, library, progress, settings):
            report.add(result)
            yield result

    def picture_of(result: Any) -> str | None:
        if pictures is None or isinstance(result, FailedRow):
            return None
        wanted = options.pictures_of == "all" or result.light is not TrafficLight.GREEN
        return pictures.add(result) if wanted else None

    def batch(results: Sequence[Any]) -> pa.RecordBatch:
        names = pa.array(map(picture_of, results), pa.string())
        return check_batch(results).append_column("picture", names)

    schema = CHECK_SCHEMA.append(pa.field("picture", pa.string()))
    write_results(options, task, batch, schema, ["structure", "peaks"])
    print(", ".join(f"{light}: {report.lights[light]}" for light in TrafficLight))
    if library is not None and library.left_out:
        print(f"Candidates that could not be used: {library.left_out}")
    if pictures is not None:
        print(f"Pictures written to {pictures.folder}: {pictures.written}")
    write_report(options, report.write)
