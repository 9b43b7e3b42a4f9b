"""What a model was taught, in its file; how densities outside of that are widened."""

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.torch import load, save

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.calibration import Calibration
from kmaid_nodes.model.domain import Familiarity
from kmaid_nodes.model.model_file import load_model, model_from_bytes
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.widening import Widening, Widenings

AXIS = np.arange(-30.0, 260.25, 0.25)


def narrow(ppm: float, width: float = 1.0) -> np.ndarray:
    density = np.exp(-(((AXIS - ppm) / width) ** 2) / 2)[None]
    return np.log(density / density.sum() + 1e-12).astype(np.float32)


def spread(log_density: np.ndarray) -> float:
    density = np.exp(log_density[0])
    mean = (density * AXIS).sum()
    return float(np.sqrt((density * (AXIS - mean) ** 2).sum()))


def test_a_blurred_density_is_wider_by_the_blur_and_stays_where_it_is():
    widened = Widening(3.0, 0.0).applied(narrow(100.0), 0.25)
    assert spread(widened) == pytest.approx(np.hypot(1.0, 3.0), abs=0.01)
    assert AXIS[widened[0].argmax()] == pytest.approx(100.0, abs=0.26)
    assert np.exp(widened).sum() == pytest.approx(1.0, abs=1e-5)


def test_a_share_of_the_density_lies_anywhere():
    widened = Widening(0.0, 0.2).applied(narrow(100.0), 0.25)
    far = np.abs(AXIS - 100.0) > 20
    assert np.exp(widened[0][far]).sum() == pytest.approx(0.2 * far.mean(), rel=0.01)


def test_densities_of_taught_carbons_stay_as_they_are():
    both = np.concatenate([narrow(50.0), narrow(120.0)])
    widened = Widenings().applied(both, np.array([Familiarity.TAUGHT, Familiarity.UNSEEN]), 0.25)
    assert np.array_equal(widened[0], both[0]) and spread(widened[1:]) > spread(both[1:])
    assert Widenings().applied(both, np.zeros(2, np.uint8), 0.25) is both


def test_the_stranger_a_carbon_the_wider_its_density():
    widths = [spread(Widenings().of(degree).applied(narrow(120.0), 0.25)) for degree in list(Familiarity)[2:]]
    assert widths == sorted(widths)


@pytest.mark.parametrize("values", [(-1.0, 0.1), (1.0, 1.0), (1.0, -0.1), ("1", 0.1), (True, 0.1)])
def test_what_is_no_widening_is_refused(values):
    with pytest.raises(ValueError, match="width"):
        Widening(*values)


def test_a_calibration_of_an_earlier_version_has_the_default_widening():
    data = Calibration().to_json()
    del data["widening"]
    assert Calibration.from_json(data).widening == Widenings()


def test_the_model_file_keeps_what_was_taught(tiny_model):
    again = model_from_bytes(tiny_model.to_bytes())
    assert again.taught is not None and again.fingerprint == tiny_model.fingerprint
    for name in ("kinds", "environments", "once"):
        kept = getattr(again.taught, name)
        assert (
            np.array_equal(kept, getattr(tiny_model.taught, name))
            and (np.diff(kept.astype(object)) > 0).all()
        )
    smiles = ["C", "CCO", "c1ccccc1", "C[Te]C"]
    one, other = (
        np.concatenate(
            [d.outside_domain for d in Predictor(model).shift_densities([parse_structure(s) for s in smiles])]
        )
        for model in (tiny_model, again)
    )
    assert np.array_equal(one, other)


def test_a_file_in_which_what_was_taught_was_changed_is_refused(tiny_model):
    content = tiny_model.to_bytes()
    tensors = load(content)
    metadata = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
    tensors["domain.environments"][0] += 1
    with pytest.raises(UserError, match="checksum"):
        model_from_bytes(save(tensors, metadata))


def test_libraries_made_without_the_domain_can_still_be_opened(tiny_model):
    assert replace(tiny_model, taught=None).fingerprint == tiny_model.fingerprint


def test_what_was_taught_takes_little_room():
    taught = load_model().taught
    assert taught is not None
    assert sum(t.numel() * t.element_size() for t in taught.to_tensors().values()) < 500_000


def test_a_model_of_an_earlier_version_knows_the_usual_elements_alone(tiny_model):
    earlier = replace(tiny_model, taught=None)
    again = model_from_bytes(earlier.to_bytes())
    assert again.taught is None and again.fingerprint == earlier.fingerprint
    predictor = Predictor(again)

    def outside(smiles: str) -> list[bool]:
        return predictor.shift_densities([parse_structure(smiles)])[0].outside_domain.tolist()

    assert not any(outside("C")) and not any(outside("FC(Cl)(Br)I")) and not any(outside("C[Si](C)(C)B(O)O"))
    assert all(outside("C[Te]C")) and outside("[Li]CCCC") == [True, True, False, False]
    assert all(outside("[Fe+2].c1cc[cH-]c1.c1cc[cH-]c1"))
    assert not any(outside("CC(=O)[O-].[K+]"))
