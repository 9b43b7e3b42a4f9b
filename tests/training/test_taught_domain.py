"""What a training taught, counted by compounds, and how the widening is fitted."""

import json
import shutil

import numpy as np
import pytest

from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.model.domain import Familiarity
from kmaid_nodes.model.settings import DomainSettings
from kmaid_nodes.model.widening import Widening, Widenings
from kmaid_nodes.reading.record import Peak, Record
from kmaid_nodes.tasks.train import train_model
from kmaid_nodes.training.domain import fitted_widenings, taught_domain
from kmaid_nodes.training.examples import Examples, build_examples
from kmaid_nodes.training.hardware import Hardware
from kmaid_nodes.training.stages.stage import RunOptions

AXIS = np.arange(-30.0, 260.25, 0.25)
FEATURES = feature_set("default")
SETTINGS = DomainSettings(least_with_kind=1)


def spectra(*assigned: tuple[str, dict[int, float]], split: str = "train") -> Examples:
    records = [
        Record(str(k), smiles, tuple(Peak(ppm, atoms=(atom,)) for atom, ppm in shifts.items()), split=split)
        for k, (smiles, shifts) in enumerate(assigned)
    ]
    examples = build_examples(records, FEATURES).build(split)
    assert examples is not None
    return examples


ETHANOL, PROPANOL = ("CCO", {0: 18.1, 1: 58.3}), ("CCCO", {0: 10.3, 1: 25.9, 2: 64.4})


def familiarity(training: Examples, *assigned: tuple[str, dict[int, float]]) -> list[int]:
    domain = taught_domain(training, FEATURES, SETTINGS)
    return domain.familiarity(spectra(*assigned).graphs, FEATURES).tolist()


def test_an_environment_of_two_compounds_is_taught_and_of_one_is_rare():
    training = spectra(ETHANOL, PROPANOL)
    # CH3 and CH2O occur in both, the CH2 between two carbons in one.
    assert familiarity(training, PROPANOL) == [Familiarity.TAUGHT, Familiarity.ONCE, Familiarity.TAUGHT]


def test_two_spectra_of_one_compound_count_once():
    assert set(familiarity(spectra(ETHANOL, ETHANOL), ETHANOL)) == {Familiarity.ONCE}


def test_carbons_without_a_recorded_shift_teach_nothing():
    training = spectra(("CCO", {0: 18.1}), ("CCCO", {0: 10.3}))
    assert familiarity(training, ETHANOL) == [Familiarity.TAUGHT, Familiarity.UNSEEN]


def test_an_element_that_never_occurs_makes_what_is_near_it_foreign():
    training = spectra(ETHANOL, PROPANOL, ("CCCCCO", {0: 14.0, 1: 22.6, 2: 28.0, 3: 32.5, 4: 62.9}))
    assert familiarity(training, ("CCCC[Te]C", {0: 13.0})) == [
        Familiarity.TAUGHT,
        Familiarity.TAUGHT,
        Familiarity.NEAR_FOREIGN,
        Familiarity.FOREIGN,
        Familiarity.FOREIGN,
    ]


def at_zero(ppm: float) -> np.ndarray:
    density = np.exp(-((AXIS - ppm) ** 2) / 2)
    return np.log(density / density.sum() + 1e-12)


@pytest.mark.parametrize("errors_ppm", [1.0, 6.0])
def test_the_widening_is_as_large_as_the_errors(errors_ppm):
    training = spectra(ETHANOL, PROPANOL)
    generator = np.random.default_rng(0)
    shifts = np.clip(120 + errors_ppm * generator.standard_normal(60), -30, 260)
    validation = spectra(*(("C=C", {0: float(s), 1: float(s)}) for s in shifts), split="validation")
    domain = taught_domain(training, FEATURES, SETTINGS)
    fitted, about = fitted_widenings(
        domain,
        validation,
        FEATURES,
        lambda examples: np.tile(at_zero(120.0), (len(examples.carbon_ppm), 1)),
        AXIS,
        SETTINGS,
    )
    assert about["carbons"]["unseen"] == 120 and about["fitted"] == ["unseen"]
    # The network's own width is 1 ppm.
    assert np.hypot(1.0, fitted.unseen.blur_ppm) == pytest.approx(errors_ppm, rel=0.25)
    assert fitted.unseen.anywhere == 0.02 and fitted.foreign == Widenings().foreign


def test_with_too_few_carbons_the_default_stays():
    training = spectra(ETHANOL, PROPANOL)
    domain = taught_domain(training, FEATURES, SETTINGS)
    validation = spectra(("C=C", {0: 123.5, 1: 123.5}), split="validation")
    fitted, about = fitted_widenings(
        domain,
        validation,
        FEATURES,
        lambda examples: np.tile(at_zero(60.0), (len(examples.carbon_ppm), 1)),
        AXIS,
        SETTINGS,
    )
    assert fitted == Widenings() and about["fitted"] == []
    none, _ = fitted_widenings(
        domain, spectra(ETHANOL), FEATURES, lambda e: np.zeros((0, len(AXIS))), AXIS, SETTINGS
    )
    assert isinstance(none.once, Widening)


def test_a_training_notes_what_it_taught(tiny_training):
    trained, folder = tiny_training
    assert (folder / "domain" / "finished.json").is_file()
    assert (
        trained.taught is not None
        and len(trained.taught.environments) == (trained.about["domain"]["environments"])
    )


@pytest.mark.slow
def test_a_training_of_before_there_was_a_domain_can_be_resumed(tmp_path, tiny_training, shipped_records):
    """Its settings say nothing of a domain, and the stage has not been done."""
    trained, folder = tiny_training
    shutil.copytree(folder, tmp_path / "m")
    shutil.rmtree(tmp_path / "m" / "domain")
    settings = json.loads((tmp_path / "m" / "preset.json").read_text())
    del settings["domain"]
    (tmp_path / "m" / "preset.json").write_text(json.dumps(settings))
    options = RunOptions(Hardware("cpu", 1), resume=True, show_progress=False)
    resumed = train_model(shipped_records, trained.preset, tmp_path / "m", options=options)
    assert resumed.taught is not None and trained.taught is not None
    assert np.array_equal(resumed.taught.environments, trained.taught.environments)
    assert resumed.calibration == trained.calibration
