"""What the traffic light of `kmaid check` is worth: right structures and wrong ones, with isomers to compare.

    python benchmarks/structure_check.py QUERIES.sd.gz MORE.sd.gz... [--split validation] [--model MODEL]

Every spectrum is checked with its own structure and with wrong ones (`training/wrong_structures.py`): the
most similar compound of the same formula in all files, and the right one with a substituent moved, a group
too many or a group too few. Candidates are all compounds of the files, the right one among them, and all
structures with a moved substituent. Lists are as recorded with multiplicities, and collapsed to distinct
shifts without. Prints a JSON object for each form of list. `lights`: shares by kind of structure, without
candidates and with. `margin`: for several values of `CheckSettings.clearly_better`, the share of the
consistent structures that have an isomer among the candidates and become yellow. `green from p_structure`:
the share that is green if `CheckSettings.green_from` asks for so high a probability, without candidates.
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
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from kmaid_nodes.chemistry.structure import Structure
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.library_building.any_library import library_of_records
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.reading.record import Record
from kmaid_nodes.results.checked_structure import CheckedStructure
from kmaid_nodes.tasks.check_structures import check_structures
from kmaid_nodes.training.list_forms import LIST_FORMS, as_listed
from kmaid_nodes.training.split import inchikey_block, split_of
from kmaid_nodes.training.structure_pairs import NEIGHBOUR, Neighbours, candidates_of
from kmaid_nodes.training.wrong_structures import WrongKind

_FORMS = ("as recorded, with multiplicity", "distinct shifts, without")
_WRONG = (
    NEIGHBOUR,
    WrongKind.MOVED_SUBSTITUENT.value,
    WrongKind.GROUP_TOO_MANY.value,
    WrongKind.GROUP_TOO_FEW.value,
)
_MARGINS = (0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0)
_PROBABILITIES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def main() -> None:
    parser = parser_of(__doc__)
    parser.set_defaults(split="validation")
    parser.add_argument("queries", type=Path)
    parser.add_argument("more", type=Path, nargs="*")
    parser.add_argument("--most", type=int, help="of the spectra, so many (default: all)")
    options = parser.parse_args()
    predictor = Predictor(load_model(options.model))
    compounds: dict[str, str] = {}
    formulas: dict[str, str] = {}
    queries: list[tuple[Record, Structure, str]] = []
    for path in (options.queries, *options.more):
        for record, structure in records_with_structures(path):
            block = inchikey_block(structure.mol)
            compounds.setdefault(block, structure.smiles)
            formulas.setdefault(block, CalcMolFormula(structure.mol))
            measured = record.peaks and not record.error and record.label_confidence is None
            if path == options.queries and measured and (record.split or split_of(block)) == options.split:
                queries.append((record, structure, block))
    queries = queries[: options.most]
    wanted = {formulas[block] for _, _, block in queries}
    neighbours = Neighbours({b: smiles for b, smiles in compounds.items() if formulas[b] in wanted})
    kinds, structures = [], []
    for number, (record, structure, block) in enumerate(queries):
        wrong = candidates_of(structure, block, neighbours, np.random.default_rng(number))
        asked = {"right": structure} | {kind: wrong[kind] for kind in _WRONG if kind in wrong}
        kinds += asked
        structures += [(record, one) for one in asked.values()]
    wanted = {CalcMolFormula(one.mol) for _, one in structures}  # others are never compared
    candidates = [Record(b, smiles) for b, smiles in compounds.items() if formulas[b] in wanted]
    moved = [one for kind, (_, one) in zip(kinds, structures) if kind == WrongKind.MOVED_SUBSTITUENT.value]
    candidates += [Record(f"moved {n}", one.smiles) for n, one in enumerate(moved)]
    library = library_of_records(candidates, predictor)
    shares = {}
    for name in _FORMS:
        records = [
            replace(as_listed(record, *LIST_FORMS[name]), structure=one.smiles, formula=None)
            for record, one in structures
        ]
        checked = list(check_structures(records, predictor, library))
        shares[name] = _shares(kinds, checked)
    print(json.dumps(shares, indent=2))


def _shares(kinds: list[str], checked: list[Any]) -> dict[str, Any]:
    alone: dict[str, Counter[str]] = defaultdict(Counter)
    compared: dict[str, Counter[str]] = defaultdict(Counter)
    better: dict[str, list[float]] = defaultdict(list)
    p_green: dict[str, list[float]] = defaultdict(list)
    with_isomers: Counter[str] = Counter()
    for kind, one in zip(kinds, checked, strict=True):
        if not isinstance(one, CheckedStructure):
            continue
        alone[kind][str(replace(one, comparison=None).light)] += 1
        compared[kind][str(one.light)] += 1
        green, p = one.molecule.verdict is VerdictCode.CONSISTENT, one.molecule.p_structure
        p_green[kind].append((1.0 if p is None else p) if green else -1.0)
        comparison = one.comparison
        if comparison is None or not comparison.others:
            continue
        with_isomers[kind] += 1
        if one.molecule.verdict is VerdictCode.CONSISTENT:
            better[kind].append(comparison.best.better_by if comparison.best else -np.inf)
    return {
        kind: {
            "structures": alone[kind].total(),
            "with isomers": with_isomers[kind],
            "lights": _of_all(alone[kind]),
            "lights with candidates": _of_all(compared[kind]),
            "green from p_structure": {
                p: round(float(np.mean(np.array(p_green[kind]) >= p)), 4) for p in _PROBABILITIES
            },
            "consistent, with isomers": len(better[kind]),
            "margin": {m: round(float(np.mean(np.array(better[kind]) > m)), 4) for m in _MARGINS},
        }
        for kind in alone
    }


def _of_all(counts: Counter[str]) -> dict[str, float]:
    return {light: round(n / counts.total(), 4) for light, n in sorted(counts.items())}


if __name__ == "__main__":
    main()
