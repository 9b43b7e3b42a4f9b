"""Joins the files of `csp5_shifts.py` and adds the shifts of a K-M3AID model as a second teacher.

    python model_assets/teacher/add_model.py csp5 --model MODEL --out teacher_shifts.parquet

MODEL: a model file or training folder. The mean errors that it expects of its own shifts are added, and those
expected of CSP5: as large, and 0.2 ppm more, which had the largest likelihood on the validation spectra that
CSP5 has not seen. Numbers are rounded to 0.01 ppm.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.density import quantiles
from kmaid_nodes.model.model_file import load_model
from kmaid_nodes.training.calibration import log_densities, with_temperature
from kmaid_nodes.training.examples import ExampleBuilder

_MORE_OF_CSP5_PPM = 0.2
_SPLIT = "taught"
_AT_ONCE = 2000


def main() -> None:
    """Write the teachers' file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    table = pa.concat_tables(pq.read_table(path) for path in sorted(options.folder.glob("*.parquet")))
    model = load_model(options.model)
    axis = model.network.axis.numpy().astype(np.float64)
    rows: dict[str, list] = {"smiles": [], "source": [], "csp5_ppm": [], "csp5_error_ppm": []}
    rows |= {"kmaid_ppm": [], "kmaid_error_ppm": []}
    for start in range(0, table.num_rows, _AT_ONCE):
        part = table.slice(start, _AT_ONCE).to_pylist()
        structures = [parse_structure(row["smiles"]) for row in part]
        builder = ExampleBuilder(feature_set(model.preset.architecture.features))
        for structure in structures:
            builder.add_unlabelled(structure, _SPLIT)
        examples = builder.build(_SPLIT)
        assert examples is not None
        raw = log_densities(model.network, examples, model.preset.objective)
        density = with_temperature(raw, model.calibration.density)
        (middle,) = quantiles(density, axis, (0.5,))
        error = (np.exp(density) * np.abs(axis - middle[:, None])).sum(1)
        offsets = examples.graphs.carbon_offsets
        for number, (row, structure) in enumerate(zip(part, structures)):
            carbons = slice(*offsets[number : number + 2])
            if len(row["csp5_ppm"]) != offsets[number + 1] - offsets[number]:
                continue
            rows["smiles"].append(row["smiles"])
            rows["source"].append(row["source"])
            rows["csp5_ppm"].append(_rounded(np.array(row["csp5_ppm"])))
            own, expected = _in_smiles_order(structure, middle[carbons], error[carbons])
            rows["csp5_error_ppm"].append(_rounded(expected + _MORE_OF_CSP5_PPM))
            rows["kmaid_ppm"].append(_rounded(own))
            rows["kmaid_error_ppm"].append(_rounded(expected))
        print(start + len(part), flush=True)
    pq.write_table(pa.table(rows), options.out, compression="zstd", compression_level=19)


def _in_smiles_order(structure: Structure, *numbers: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(structure.carbon_atom_index)
    return [each[order] for each in numbers]


def _rounded(numbers: np.ndarray) -> list[float]:
    return [round(float(number), 2) for number in numbers]


if __name__ == "__main__":
    main()
