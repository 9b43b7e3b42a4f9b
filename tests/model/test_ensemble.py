"""Several networks that predict together."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UserError
from kmaid_nodes.graphs.features import feature_set
from kmaid_nodes.graphs.packed import batch_graphs
from kmaid_nodes.model.config import ENSEMBLE, Preset
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.km3aid import KM3AID
from kmaid_nodes.model.model_file import TrainedModel, model_from_bytes
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.model.settings import Architecture, DistillationSettings, MemberSettings

SMALL = Architecture(width=32, layers=2, projection=48, spectrum_layers=1, dropout=0.0, masked=0.0)


def networks(architecture: Architecture = SMALL) -> list[KM3AID]:
    return [seeded(architecture, seed) for seed in (0, 1)]


def seeded(architecture: Architecture, seed: int) -> KM3AID:
    torch.manual_seed(seed)
    return KM3AID(architecture).eval()


def of_members(*architectures: Architecture) -> Preset:
    return Preset(members=tuple(MemberSettings(architecture) for architecture in architectures))


def ethanol():
    features = feature_set(SMALL.features)
    return batch_graphs([features.graph(parse_structure("CCO"))])


@pytest.mark.parametrize("channel", [True, False])
def test_a_density_is_the_mean_of_those_of_the_members(channel):
    architecture = Architecture(**{**vars(SMALL), "channel": channel})
    alone = [member.log_density(member.carbons(ethanol())).exp() for member in networks(architecture)]
    together = Ensemble(networks(architecture)).log_density(ethanol()).exp()
    torch.testing.assert_close(together, (alone[0] + alone[1]) / 2, atol=1e-6, rtol=0)
    assert not torch.allclose(alone[0], alone[1])


def test_an_embedder_outside_the_ensemble_is_left_out_of_the_mean():
    second = networks()[1]
    ensemble = Ensemble(networks(), embedder_in_ensemble=False)
    assert torch.equal(ensemble.log_density(ethanol()), second.log_density(second.carbons(ethanol())))
    preset = replace(of_members(SMALL, SMALL), embedder_in_ensemble=False)
    again = model_from_bytes(TrainedModel(ensemble, preset).to_bytes())
    assert torch.equal(again.network.log_density(ethanol()), ensemble.log_density(ethanol()))


def test_of_the_bundled_preset_fewer_members_can_be_trained_and_one_alone_predicts():
    chosen = ENSEMBLE.with_settings(["schedule.members=1"])
    assert len(chosen.distillation) == 1 and len(ENSEMBLE.distillation) == 3
    assert Ensemble(networks()[:1], chosen.embedder_in_ensemble).embedder_in_ensemble


def test_densities_of_some_carbons_are_those_of_all():
    ensemble = Ensemble(networks())
    rows = torch.tensor([1])
    some = ensemble.log_density(ethanol(), rows=rows)
    torch.testing.assert_close(some, ensemble.log_density(ethanol())[rows])


def test_embeddings_are_those_of_the_first_member():
    first = networks()[0]
    ensemble = Ensemble(networks())
    peaks = PeakLists.of([([57.8, 18.2], [2, 3])])
    assert torch.equal(ensemble.molecules(ethanol()).graph, first.molecules(ethanol()).graph)
    assert torch.equal(ensemble.spectra(peaks).graph, first.spectra(peaks).graph)


def test_an_ensemble_of_one_is_the_network_itself():
    alone = networks()[0]
    expected = alone.log_density(alone.carbons(ethanol()))
    assert torch.equal(Ensemble(networks()[:1]).log_density(ethanol()), expected)


def test_a_model_file_holds_the_first_member_whole_and_of_others_only_what_densities_need():
    written = TrainedModel(Ensemble(networks()), of_members(SMALL, SMALL))
    again = model_from_bytes(written.to_bytes())
    assert torch.equal(again.network.log_density(ethanol()), written.network.log_density(ethanol()))
    names = {name for name, _ in again.network.named_parameters()}
    assert any(name.startswith("members.0.spectrum_encoder") for name in names)
    assert not any(name.startswith("members.1.spectrum_encoder") for name in names)


def test_other_members_may_be_wider_than_the_embedder():
    preset = of_members(SMALL, replace(SMALL, width=48))
    ensemble = Ensemble.untrained([member.architecture for member in preset.members])
    again = model_from_bytes(TrainedModel(ensemble, preset).to_bytes())
    assert again.preset == preset
    widths = [member.graph_encoder.atom.table.weight.shape[1] for member in again.network.members]
    assert widths == [32, 48]
    assert torch.equal(again.network.log_density(ethanol()), ensemble.eval().log_density(ethanol()))


def test_a_model_file_with_another_number_of_members_than_it_says_is_refused():
    model = TrainedModel(Ensemble(networks()), of_members(SMALL))
    with pytest.raises(UserError, match="other weights or settings"):
        model_from_bytes(model.to_bytes())
    with pytest.raises(UserError, match="members"):
        Preset().with_settings(["schedule.members=17"])


def test_the_copy_for_prediction_predicts_the_same_and_leaves_the_network_unchanged():
    ensemble = Ensemble(networks())
    before = {name: tensor.clone() for name, tensor in ensemble.state_dict().items()}
    copy = ensemble.for_prediction(bfloat16=False)
    for _ in range(2):  # the second time with the peaks that it remembers
        torch.testing.assert_close(copy.log_density(ethanol()), ensemble.log_density(ethanol()))
    assert all(torch.equal(tensor, before[name]) for name, tensor in ensemble.state_dict().items())


def test_in_bfloat16_the_copy_embeds_nearly_the_same():
    ensemble = Ensemble(networks())
    copy = ensemble.for_prediction(bfloat16=True)
    exact, near = ensemble.molecules(ethanol()).graph, copy.molecules(ethanol()).graph
    assert torch.nn.functional.cosine_similarity(exact, near).min() > 0.999
    assert next(ensemble.first.graph_encoder.parameters()).dtype == torch.float32


def test_describing_molecules_for_a_library_does_not_change_later_densities(tiny_model):
    structures = [parse_structure(text) for text in ("CCO", "Cc1ccccc1", "CC(=O)OCC")]
    before = Predictor(tiny_model).shift_densities(structures)
    used = Predictor(tiny_model)
    used.describe_molecules(structures)
    for one, other in zip(before, used.shift_densities(structures)):
        assert np.array_equal(one.log_density, other.log_density)


def test_a_distilled_member_may_have_fewer_layers_but_not_more():
    assert Preset(distillation=(DistillationSettings(layers=5),)).finished(0).architecture.layers == 5
    with pytest.raises(UserError, match="must not have more layers"):
        Preset(distillation=(DistillationSettings(layers=7),))
