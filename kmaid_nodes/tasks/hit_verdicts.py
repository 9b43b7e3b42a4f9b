"""Whether the peak list and each hit belong together: the verdict that the task `assign` gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from kmaid_nodes.assignment.assign import Assignment
from kmaid_nodes.assignment.costs import Carbons
from kmaid_nodes.assignment.settings import AssignmentSettings
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.retrieval.molecules import Molecules
from kmaid_nodes.tasks.assign import Expected, assignment_of
from kmaid_nodes.tasks.rows import in_batches

# Raises Cancelled to stop.
GoOn = Callable[[], None]


class HitVerdicts:
    """Assigns lists to molecules of a library, whose densities are predicted together.

    positions: of the molecules; known: by position, carbons with densities that were predicted before; go_on:
    called now and then, since thousands of candidates take a while.
    """

    def __init__(
        self,
        library: Molecules,
        predictor: Predictor,
        positions: Iterable[int],
        known: Mapping[int, Carbons],
        settings: AssignmentSettings,
        go_on: GoOn,
    ):
        self.predictor, self.settings, self._go_on = predictor, settings, go_on
        self._structures: dict[int, Structure] = {}
        for position in sorted(positions):
            with suppress(UnusableRow):
                self._structures[position] = parse_structure(library.smiles[position].as_py())
        missing = {p: structure for p, structure in self._structures.items() if p not in known}
        self._expected: dict[int, Expected] = dict(known)
        for some in in_batches(missing.items()):
            go_on()
            predicted = predictor.shift_densities([structure for _, structure in some])
            self._expected |= {position: density for (position, _), density in zip(some, predicted)}

    def of(self, position: int, record: Record) -> Assignment | None:
        """The assignment of a record's list to a molecule; None if the molecule cannot be read."""
        structure = self._structures.get(position)
        if structure is None:
            return None
        self._go_on()
        expected = self._expected[position]
        return assignment_of(record, structure, expected, self.predictor, self.settings)
