"""Right and hard wrong structures for the validation spectra, from which `p_structure` is learned.

Every spectrum is paired with its own structure, the most similar compound of its formula among those known,
any other compound, and structures that a chemist may have drawn instead (`wrong_structures`). Lists are
collapsed to distinct shifts without multiplicities, and once more as recorded, with multiplicities, or with
all lines of a solvent and of an impurity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator
from rdkit.Chem.rdMolDescriptors import CalcMolFormula
from rdkit.DataStructs import BulkTanimotoSimilarity

from kmaid_nodes.assignment.assign import assign_peaks
from kmaid_nodes.assignment.structure_evidence import AGAINST, CONTEXT
from kmaid_nodes.assignment.verdict import Verdict
from kmaid_nodes.chemistry.extraneous_signals import extraneous_signals
from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.model.predictor import Predictor, ShiftDensities
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.training.corrupt import SOLVENTS
from kmaid_nodes.training.examples import RetrievalData
from kmaid_nodes.training.list_forms import as_listed
from kmaid_nodes.training.wrong_structures import WrongKind, wrong_structure

NEIGHBOUR = "same_formula"
UNRELATED = "unrelated"
# Epimers count less: most differ by less than shifts can tell. So do compounds drawn at random, which are
# easily told, but must be.
_WEIGHTS = {WrongKind.EPIMER.value: 0.3, UNRELATED: 0.5}
# Few, so that Cancel soon takes effect.
_AT_ONCE = 6
# ppm, a standard deviation: how far a line of a solvent or impurity is from its place in the tables.
_SHIFTED_PPM = 0.05


@dataclass(frozen=True)
class StructurePairs:
    """Pairs of a list and a structure. vectors: float64 [pairs, numbers], of `StructureEvidence.vector`;
    right: bool [pairs]; weight: float64 [pairs], right and wrong ones of a list weigh the same; spectrum:
    int64 [pairs], number of the query; compound: int64 [pairs], equal for spectra of one compound; judged:
    bool [pairs], no peaks were added, and the list is not too short to judge by."""

    vectors: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]
    spectrum: NDArray[np.int64]
    compound: NDArray[np.int64]
    judged: NDArray[np.bool_]

    def only(self, pairs: NDArray[np.bool_]) -> StructurePairs:
        """Some of the pairs; pairs: bool [pairs]."""
        return StructurePairs(
            self.vectors[pairs],
            self.right[pairs],
            self.weight[pairs],
            self.spectrum[pairs],
            self.compound[pairs],
            self.judged[pairs],
        )


class Neighbours:
    """Known compounds, and which of them are most like a structure (Morgan fingerprints, radius 2)."""

    def __init__(self, molecules: Mapping[str, str]):
        """molecules: SMILES by compound."""
        self._generator = GetMorganGenerator(radius=2, fpSize=2048)
        self._of_formula: dict[str, dict[str, Structure]] = defaultdict(dict)
        self._all: list[tuple[str, Structure]] = []
        for compound, smiles in molecules.items():
            try:
                structure = parse_structure(smiles)
            except UnusableRow:
                continue
            self._of_formula[CalcMolFormula(structure.mol)][compound] = structure
            self._all.append((compound, structure))

    def nearest(self, structure: Structure, compound: str) -> Structure | None:
        """The most similar other compound of its formula, None if there is none; compound: of itself."""
        others = [
            other
            for key, other in self._of_formula.get(CalcMolFormula(structure.mol), {}).items()
            if key != compound
        ]
        if not others:
            return None
        prints = [self._generator.GetFingerprint(other.mol) for other in others]
        similarities = BulkTanimotoSimilarity(self._generator.GetFingerprint(structure.mol), prints)
        return others[int(np.argmax(similarities))]

    def unrelated(self, compound: str, generator: np.random.Generator) -> Structure | None:
        """Any other compound, None if there is none; compound: of the structure itself."""
        if not self._all:
            return None
        drawn = [self._all[int(number)] for number in generator.integers(len(self._all), size=2)]
        return next((structure for key, structure in drawn if key != compound), None)


def candidates_of(
    structure: Structure, compound: str, neighbours: Neighbours, generator: np.random.Generator
) -> dict[str, Structure]:
    """The hard wrong structures for a right one, by kind."""
    nearest = neighbours.nearest(structure, compound)
    found = {} if nearest is None else {NEIGHBOUR: nearest}
    other = neighbours.unrelated(compound, generator)
    if other is not None:
        found[UNRELATED] = other
    for kind in WrongKind:
        wrong = wrong_structure(structure, kind, generator)
        if wrong is not None:
            found[kind.value] = wrong
    return found


def structure_pairs(
    data: RetrievalData,
    predictor: Predictor,
    queries: Sequence[Record],
    seed: int,
    show: Callable[[float], None] = lambda share: None,
) -> StructurePairs:
    """The pairs of these validation spectra; show: called with the share done, it may raise Cancelled."""
    neighbours = Neighbours(data.molecules)
    _, compounds = np.unique([query.id for query in queries], return_inverse=True)
    rows: list[tuple[NDArray[np.float64], bool, float, int, bool]] = []
    for start in range(0, len(queries), _AT_ONCE):
        show(start / max(len(queries), 1))
        drawn = []
        for number, query in enumerate(queries[start : start + _AT_ONCE], start):
            structure = _structure(query)
            if structure is not None and query.peaks:
                generator = np.random.default_rng([seed, number])
                wrong = candidates_of(structure, query.id, neighbours, generator)
                drawn.append((number, query, structure, wrong, generator))
        asked = [s for _, _, structure, wrong, _ in drawn for s in (structure, *wrong.values())]
        densities = iter(predictor.shift_densities(asked) if asked else [])
        for number, query, structure, wrong, generator in drawn:
            known = [(s, next(densities)) for s in (structure, *wrong.values())]
            weights = _weights(list(wrong))
            for peaks, solvent, recorded in _lists(query, generator):
                for k, (candidate, density) in enumerate(known):
                    verdict = _verdict(candidate, peaks, density, predictor, solvent)
                    judged = recorded and verdict.code is not VerdictCode.TOO_FEW_PEAKS
                    rows.append((verdict.evidence.vector(), k == 0, weights[k], number, judged))
    vectors, right, weight, spectrum, judged_lists = zip(*rows) if rows else ((), (), (), (), ())
    return StructurePairs(
        np.array(vectors, np.float64).reshape(-1, len(AGAINST) + len(CONTEXT)),
        np.array(right, bool),
        np.array(weight, np.float64),
        np.array(spectrum, np.int64),
        compounds[np.array(spectrum, np.int64)],
        np.array(judged_lists, bool),
    )


def _structure(query: Record) -> Structure | None:
    try:
        return parse_structure(query.structure)
    except UnusableRow:
        return None


def _weights(wrong: Sequence[str]) -> list[float]:
    """Of the right structure and the wrong ones of a list."""
    weights = [_WEIGHTS.get(kind, 1.0) for kind in wrong]
    whole = sum(weights) or 1.0
    return [1.0, *(weight / whole for weight in weights)]


def _verdict(
    structure: Structure,
    peaks: Sequence[Peak],
    density: ShiftDensities,
    predictor: Predictor,
    solvent: str | None,
) -> Verdict:
    calibration = predictor.trained.calibration.confidence
    assignment = assign_peaks(
        structure,
        peaks,
        density.log_density,
        predictor.axis,
        calibration,
        solvent,
        outside_domain=density.outside_domain,
    )
    return assignment.verdict


def _lists(query: Record, generator: np.random.Generator) -> Iterator[tuple[list[Peak], str | None, bool]]:
    """Two lists of a query, each with its solvent and whether it is as recorded."""
    yield _peaks(query, distinct=True, multiplicity=False), None, True
    form = int(generator.integers(5))
    if form < 3:
        yield _peaks(query, distinct=form == 2, multiplicity=form != 1), None, True
        return
    solvent = str(generator.choice(SOLVENTS))
    listed = _peaks(query, distinct=True, multiplicity=form == 3) + _foreign(solvent, generator)
    told = solvent if generator.random() < 0.5 else None
    yield sorted(listed, key=lambda peak: -peak.ppm), told, False


def _foreign(solvent: str, generator: np.random.Generator) -> list[Peak]:
    """The lines of a solvent, and in half of the lists all lines of an impurity too."""
    lines: dict[str, list[float]] = defaultdict(list)
    for signal in extraneous_signals(solvent):
        lines[signal.compound].append(signal.ppm)
    impurities = sorted(set(lines) - {solvent})
    chosen = list(lines[solvent])
    if generator.random() < 0.5:
        chosen += lines[impurities[int(generator.integers(len(impurities)))]]
    return [Peak(round(ppm + float(generator.normal(0, _SHIFTED_PPM)), 2)) for ppm in chosen]


def _peaks(query: Record, distinct: bool, multiplicity: bool) -> list[Peak]:
    return list(as_listed(query, distinct, multiplicity).peaks or ())
