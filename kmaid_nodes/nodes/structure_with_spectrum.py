"""The columns of a table in which each row has a structure and its peak list."""

from __future__ import annotations

from typing import Any

from kmaid_nodes.nodes.columns import ColumnChooser
from kmaid_nodes.nodes.options import (
    experiment_option,
    id_option,
    multiplicity_option,
    numbers_option,
    peaks_option,
    solvent_option,
    structure_option,
)


class StructureWithSpectrum:
    """Options for the structures, the peak lists, and what belongs to them, at the second port."""

    structure = structure_option(1)
    peaks = peaks_option(1)
    multiplicity = multiplicity_option(1)
    solvent = solvent_option(1)
    experiment = experiment_option(1)
    numbers = numbers_option(1)
    id_column = id_option(1)


def choose_columns(given: Any, chooser: ColumnChooser) -> tuple[dict[str, str | None], str | None]:
    """The columns by role, and that of the ID; `given`: the options above, of one node.

    Structure and peak list are needed, and the guess of one is kept in the options.
    """
    given.structure = chooser.structure(given.structure)
    given.peaks = chooser.peaks(given.peaks, [given.structure])
    taken = [given.structure, given.peaks]
    roles: dict[str, str | None] = {"structure": given.structure, "peaks": given.peaks}
    for role in ("multiplicity", "solvent", "experiment", "numbers"):
        chosen = getattr(given, role)
        is_experiment = role == "experiment"
        found = chooser.experiment(chosen) if is_experiment else chooser.optional(chosen, role, taken)
        roles[role] = found
        taken += [found] if found else []
    return roles, chooser.optional(given.id_column, "the ID")
