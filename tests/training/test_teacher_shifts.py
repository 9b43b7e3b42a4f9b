"""Shifts that other predictors give for molecules without a spectrum."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.tasks.train import train_model
from kmaid_nodes.training.examples import ExampleBuilder
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.soft_targets import with_taught_molecules
from kmaid_nodes.training.split import TRAIN
from kmaid_nodes.training.stages.stage import RunOptions
from kmaid_nodes.training.teacher_shifts import targets_of_teachers, taught_molecules

AXIS = np.linspace(-30.0, 260.0, 1161)
ETHANOL, ETHYL_ACETATE = "OCC", "CCOC(C)=O"


def written(folder, **columns):
    path = folder / "teachers.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.fixture
def of_two_teachers(tmp_path):
    return written(
        tmp_path,
        smiles=[ETHANOL, ETHYL_ACETATE],
        csp5_ppm=[[57.8, 18.2], [14.2, 60.4, 21.0, 171.1]],
        csp5_error_ppm=[[1.0, 2.0], [1.0] * 4],
        kmaid_ppm=[[58.0, 18.0], [14.0, 60.0, 21.0, 171.0]],
    )


def test_shifts_are_in_the_order_of_the_carbons_in_the_smiles(of_two_teachers):
    ethanol, acetate = taught_molecules(of_two_teachers, 1.5)
    assert ethanol.structure.carbon_atom_index.tolist() == [1, 2]
    assert ethanol.ppm.tolist() == [[57.8, 18.2], [58.0, 18.0]]
    assert acetate.ppm[0].tolist() == [14.2, 60.4, 21.0, 171.1]


def test_a_teacher_that_tells_no_error_gets_the_one_given(of_two_teachers):
    ethanol, _ = taught_molecules(of_two_teachers, 1.5)
    assert ethanol.error_ppm.tolist() == [[1.0, 2.0], [1.5, 1.5]]


@pytest.mark.parametrize(
    "shifts", [[57.8], [57.8, 18.2, 3.0], [57.8, float("nan")], None], ids=["few", "many", "nan", "none"]
)
def test_molecules_without_a_number_for_each_carbon_are_left_out(tmp_path, shifts):
    path = written(
        tmp_path, smiles=[ETHANOL, ETHANOL], csp5_ppm=pa.array([shifts, [57.8, 18.2]], pa.list_(pa.float64()))
    )
    assert [molecule.ppm.tolist() for molecule in taught_molecules(path, 1.0)] == [[[57.8, 18.2]]]


def test_unreadable_structures_are_left_out(tmp_path):
    path = written(tmp_path, smiles=["C1CC", ETHANOL], csp5_ppm=[[1.0, 2.0, 3.0], [57.8, 18.2]])
    assert len(list(taught_molecules(path, 1.0))) == 1


def test_a_file_without_teachers_is_refused_with_its_columns(tmp_path):
    with pytest.raises(UserError, match="smiles, shifts"):
        list(taught_molecules(written(tmp_path, smiles=[ETHANOL], shifts=[[1.0]]), 1.0))


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "teachers.parquet"
    path.write_text("smiles\n")
    with pytest.raises(UserError, match="cannot be read"):
        list(taught_molecules(path, 1.0))


def test_where_teachers_disagree_the_target_has_two_maxima():
    targets = targets_of_teachers(np.array([[50.0], [60.0]]), np.ones((2, 1)), np.array([0, 1]), AXIS)
    density, counted = targets.batch(np.array([0]), 0.0)
    likely = AXIS[np.argsort(-density[0].numpy(), kind="stable")[:2]]
    assert sorted(likely.tolist()) == [50.0, 60.0]
    assert counted.tolist() == [1.0]


def test_recorded_shifts_stay_the_only_target_of_their_spectra(shipped_records):
    builder = ExampleBuilder(feature_set("default"))
    for record in shipped_records[:5]:
        builder.add(record, TRAIN)
    training = builder.build(TRAIN)
    from kmaid_nodes.chemistry.structure import parse_structure

    builder.add_unlabelled(parse_structure(ETHANOL), "taught")
    taught = targets_of_teachers(np.array([[57.8, 18.2]]), np.ones((1, 2)), np.array([0, 2]), AXIS)
    together, targets = with_taught_molecules(training, builder.build("taught"), taught, AXIS, 0, 0.5)
    assert len(together) == len(training) + 1
    assert together.weight[-1] == 0.5
    _, counted = targets.batch(np.arange(len(together)), 0.0)
    assert counted.tolist() == [0.0] * len(training.carbon_ppm) + [1.0, 1.0]
    assert together.carbon_ppm[-2:] == pytest.approx([57.8, 18.2], abs=40)


@pytest.mark.slow
def test_a_model_learns_from_teachers_and_says_of_how_many_molecules(
    of_two_teachers, shipped_records, tiny_preset, tmp_path
):
    options = RunOptions(Hardware("cpu"), show_progress=False, teacher_shifts=of_two_teachers)
    trained = train_model(shipped_records[:200], tiny_preset, tmp_path / "m", options=options)
    assert 1 <= trained.about["data"]["taught_molecules"] <= 2


def test_teachers_without_a_molecule_to_learn_from_are_refused(tmp_path, shipped_records, tiny_preset):
    path = written(tmp_path, smiles=["C1CC"], csp5_ppm=[[1.0, 2.0, 3.0]])
    options = RunOptions(Hardware("cpu"), show_progress=False, teacher_shifts=path)
    with pytest.raises(UserError, match="no molecule to learn from"):
        train_model(shipped_records[:200], tiny_preset, tmp_path / "m", options=options)
