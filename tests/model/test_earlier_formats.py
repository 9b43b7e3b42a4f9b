"""Models of earlier formats can be read, and predict the same as when they were written."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import batch_graphs
from kmaid_nodes.model.config import BUNDLED, ENSEMBLE, Preset
from kmaid_nodes.model.description import FORMAT_VERSION, read_description
from kmaid_nodes.model.earlier_formats import HIT_PROBABILITY, preset_from_json
from kmaid_nodes.model.model_file import load_model, model_from_bytes
from kmaid_nodes.model.peak_lists import PeakLists

FOLDER = Path(__file__).parent / "earlier_formats"
# The bundled model's fingerprint in format 5: libraries made with it can still be opened.
BUNDLED_FINGERPRINT = "af6c1e903c36faa5d612df16664b81c9289b751a0a6b199f2e68022e6ec43727"

formats = pytest.mark.parametrize("major", [4, 5])


def earlier_model(major: int):
    return load_model(FOLDER / f"format_{major}.safetensors")


def as_written(major: int):
    return json.loads((FOLDER / f"format_{major}.json").read_text())


@formats
def test_a_model_of_an_earlier_format_predicts_and_embeds_as_it_did(major):
    network = earlier_model(major).network
    features = feature_set("default")
    for smiles, expected in as_written(major)["molecules"].items():
        graph = batch_graphs([features.graph(parse_structure(smiles))])
        lists = PeakLists.of([(expected["ppm"], expected["hydrogens"])])
        with torch.inference_mode():
            density = network.log_density(graph).exp()
            embedding = network.molecules(graph).graph[0]
            of_spectrum = network.spectra(lists).graph[0]
        assert torch.allclose(density, torch.tensor(expected["density"]), atol=1e-5)
        assert torch.allclose(embedding, torch.tensor(expected["embedding"]), atol=1e-5)
        assert torch.allclose(of_spectrum, torch.tensor(expected["spectrum_embedding"]), atol=1e-5)


@formats
def test_libraries_of_a_model_of_an_earlier_format_are_still_its_own(major):
    assert earlier_model(major).fingerprint == as_written(major)["fingerprint"]


def test_libraries_of_the_earlier_bundled_model_can_still_be_searched():
    assert BUNDLED_FINGERPRINT in load_model().opens_libraries_of


@formats
def test_text_about_members_and_distillation_becomes_settings(major):
    preset = earlier_model(major).preset
    assert [member.architecture.width for member in preset.members] == [16, 8]
    (distillation,) = preset.distillation
    assert (distillation.layers, distillation.dropout, distillation.objective.graph) == (1, 0.1, 0.1)
    assert distillation.schedule.epochs == 2 and distillation.recombined_molecules == 20
    assert preset.finished(0).architecture.layers == 1 and preset.finished(1).architecture.layers == 2
    assert preset.embedder_in_ensemble == (major == 4)


@formats
def test_a_model_of_an_earlier_format_is_written_in_the_present_one(major, tmp_path):
    earlier = earlier_model(major)
    assert earlier.calibration.hits == HIT_PROBABILITY
    earlier.save(tmp_path / "now.safetensors")
    assert read_description(tmp_path / "now.safetensors")["format_version"] == list(FORMAT_VERSION)
    now = load_model(tmp_path / "now.safetensors")
    assert (now.preset, now.calibration, now.about) == (earlier.preset, earlier.calibration, earlier.about)
    assert now.fingerprint == earlier.fingerprint


@formats
def test_a_changed_model_of_an_earlier_format_is_refused(major):
    content = (FOLDER / f"format_{major}.safetensors").read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    signed = json.loads(header["__metadata__"]["kmaid"])
    signed["description"]["about"]["validation"]["mae"] = 0.1
    with pytest.raises(UserError, match="checksum"):
        model_from_bytes(save(load(content), {"kmaid": json.dumps(signed, sort_keys=True)}))


def test_the_bundled_model_is_one_of_the_ensemble_preset_trained_further():
    preset = load_model().preset
    assert preset.name == "bundled, fine-tuned"
    own = [member.architecture for member in preset.members]
    assert own == [ENSEMBLE.finished(number).architecture for number in range(len(ENSEMBLE.members))]
    assert {member.schedule.configuration_dropped for member in preset.members} == {0.5}


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"architecture": 3}, "not a table"),
        ({"architecture": {}, "further": "architecture.width=192"}, "'further' are not lists"),
        ({"architecture": {}, "taught": [[1]]}, "'taught' are not lists"),
        ({"architecture": {"breadth": 3}}, "Unknown setting 'breadth'"),
        ({"architecture": {}, "taught": [["architecture.breadth=3"]]}, "Unknown setting"),
        ({"architecture": {"width": "wide"}}, "width is 'wide'"),
        ({"members": []}, "members must be from 1"),
        ({"members": 3}, "not a list"),
        ("settings", "not a table"),
    ],
)
def test_settings_of_neither_form_are_refused(settings, reason):
    with pytest.raises(UserError, match=reason):
        preset_from_json(settings)


def test_settings_of_the_first_member_alone_are_read_from_the_first_files_of_format_4():
    preset = preset_from_json({"architecture": {}, "taught": ["architecture.layers=5"]})
    assert preset.finished(0).architecture.layers == 5


def test_settings_of_today_come_back_as_they_were_written():
    for preset in (Preset(), ENSEMBLE, BUNDLED):
        assert preset_from_json(json.loads(json.dumps(preset.to_json()))) == preset
