"""Whether wrong structures are recognised: every spectrum with its own structure and with hard wrong ones.

    python benchmarks/wrong_structures.py QUERIES.sd.gz DECOYS.sd.gz... [--split test] [--model MODEL]

Wrong structures: the most similar compound of the same formula in all the files, whatever its split (Tanimoto
coefficient of Morgan fingerprints, radius 2, 2,048 bits), and structures made from the right one: a group too
many or too few (Boc, methyl, acetyl, benzyl, chlorine), a substituent of a ring moved, a homologue, an epimer
(`kmaid_nodes/training/wrong_structures.py`). Lists are as recorded and collapsed to one entry per distinct
shift, with and without multiplicity. Prints a JSON object for each form of list: how often the score prefers
the right structure, the shares of the verdicts by kind of structure, and the expected calibration error of
`p_structure` on as many right pairs as wrong ones.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from options import parser_of
from parsed_records import records_with_structures

from kmaid_nodes.assignment.verdict import Verdict
from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.tasks.assign import assignment_of
from kmaid_nodes.training.list_forms import LIST_FORMS, as_listed
from kmaid_nodes.training.split import inchikey_block, split_of
from kmaid_nodes.training.structure_pairs import NEIGHBOUR, UNRELATED, Neighbours, candidates_of
from kmaid_nodes.training.structure_probability import calibration_error
from kmaid_nodes.training.wrong_structures import WrongKind
from kmaid_nodes.wording.verdict import verdict_words

_AT_ONCE = 32
# Epimers are reported, but most cannot be told by their shifts: they have no part in the calibration error.
_TOLD_APART = {NEIGHBOUR, UNRELATED, *(kind.value for kind in WrongKind)} - {WrongKind.EPIMER.value}


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("queries", type=Path)
    parser.add_argument("decoys", type=Path, nargs="*")
    parser.add_argument("--with-neighbour", action="store_true", help="only spectra with one")
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    compounds: dict[str, str] = {}
    queries: list[tuple[Record, Structure, str]] = []
    for path in (options.queries, *options.decoys):
        for record, structure in records_with_structures(path):
            block = inchikey_block(structure.mol)
            compounds.setdefault(block, structure.smiles)
            measured = record.peaks and not record.error and record.label_confidence is None
            if path == options.queries and measured and (record.split or split_of(block)) == options.split:
                queries.append((record, structure, block))
    neighbours = Neighbours(compounds)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for start in range(0, len(queries), _AT_ONCE):
        some = queries[start : start + _AT_ONCE]
        asked = []
        for number, (record, structure, block) in enumerate(some, start):
            wrong = candidates_of(structure, block, neighbours, np.random.default_rng(number))
            if NEIGHBOUR in wrong or not options.with_neighbour:
                asked.append((record, {"right": structure} | wrong))
        densities = iter(predictor.shift_densities([s for _, all_ in asked for s in all_.values()]))
        for record, structures in asked:
            known = {kind: (s, next(densities)) for kind, s in structures.items()}
            for name, form in LIST_FORMS.items():
                listed = replace(as_listed(record, *form), solvent=None)
                tallies[name].add(
                    {k: assignment_of(listed, s, d, predictor).verdict for k, (s, d) in known.items()}
                )
    print(json.dumps({name: tally.shares() for name, tally in tallies.items()}, indent=2))


class Tally:
    """Verdicts on the lists of one form."""

    def __init__(self) -> None:
        self.verdicts: dict[str, Counter[str]] = defaultdict(Counter)
        self.prefers_right: Counter[str] = Counter()
        self.probabilities: list[tuple[float, bool, float]] = []

    def add(self, verdicts: dict[str, Verdict]) -> None:
        """The verdicts on one list, by kind of structure."""
        told_apart = [kind for kind in verdicts if kind in _TOLD_APART]
        for kind, verdict in verdicts.items():
            self.verdicts[kind][verdict_words(verdict.code)] += 1
            self.prefers_right[kind] += verdicts["right"].score > verdict.score
            weight = 1.0 if kind == "right" else 1 / max(len(told_apart), 1)
            if verdict.p_structure is not None and (kind == "right" or kind in told_apart):
                self.probabilities.append((verdict.p_structure, kind == "right", weight))

    def shares(self) -> dict[str, Any]:
        """Shares of all structures of a kind."""
        shares: dict[str, Any] = {}
        for kind, counts in self.verdicts.items():
            n = counts.total()
            shares[kind] = {"structures": n} | {words: round(k / n, 4) for words, k in counts.items()}
            if kind == NEIGHBOUR:
                shares[kind]["the score prefers the right one"] = round(self.prefers_right[kind] / n, 4)
        if self.probabilities:
            p, right, weight = (np.array(column) for column in zip(*self.probabilities))
            shares["calibration error"] = round(calibration_error(p, right, weight), 4)
        return shares


if __name__ == "__main__":
    main()
