"""Descriptors belong to a molecule, not to how it is written or to what stands beside it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rdkit import Chem

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.describer import Describer
from kmaid_nodes.model.descriptor_layout import DescriptorLayout
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.model.model_file import TrainedModel, load_model, model_from_bytes

CAFFEINE = "Cn1cnc2c1c(=O)n(C)c(=O)n2C"
CHOLESTEROL = "CC(C)CCC[C@@H](C)[C@H]1CC[C@@H]2[C@@]1(CC[C@H]3[C@H]2CC=C4[C@@]3(CC[C@@H](C4)O)C)C"
PENICILLIN_G_SODIUM = "[Na+].CC1(C)S[C@@H]2[C@H](NC(=O)Cc3ccccc3)C(=O)N2[C@H]1C([O-])=O"
SMALL = ["C", "CCO", "c1ccccc1", "CC(C)=O", "OC(=O)c1ccccc1OC(C)=O"]
MOLECULES = [CAFFEINE, CHOLESTEROL, PENICILLIN_G_SODIUM, *SMALL]
EARLIER = Path(__file__).parent / "earlier_formats"


def described(describer, *texts):
    return describer.descriptors([parse_structure(text) for text in texts])


@pytest.mark.parametrize("text", MOLECULES)
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_atoms_does_not_matter(bundled, text, seed):
    mol = Chem.MolFromSmiles(text)
    order = np.random.default_rng(seed).permutation(mol.GetNumAtoms()).tolist()
    shuffled = Chem.RenumberAtoms(mol, order)
    again = described(
        bundled.describer, Chem.MolToSmiles(shuffled, canonical=False), Chem.MolToMolBlock(shuffled)
    )
    expected = described(bundled.describer, text)
    assert np.array_equal(again[:1], expected) and np.array_equal(again[1:], expected)


def test_hydrogens_and_kekule_bonds_that_are_written_out_do_not_matter(bundled):
    mol = Chem.MolFromSmiles(CAFFEINE)
    hydrogens = Chem.MolToSmiles(Chem.AddHs(mol))
    kekule = Chem.MolToSmiles(mol, kekuleSmiles=True)
    aspirin, caffeine = SMALL[-1], described(bundled.describer, CAFFEINE)
    assert np.array_equal(described(bundled.describer, hydrogens), caffeine)
    assert np.array_equal(described(bundled.describer, kekule), caffeine)
    assert not np.array_equal(described(bundled.describer, aspirin), caffeine)


def test_neither_the_neighbours_in_a_batch_nor_its_size_matter(bundled):
    many = described(bundled.describer, *MOLECULES * 20)
    alone = np.concatenate([described(bundled.describer, text) for text in MOLECULES])
    assert np.array_equal(many, np.tile(alone, (20, 1)))


def test_mirror_images_are_described_alike_and_diastereomers_are_not(bundled):
    d_alanine, l_alanine = described(bundled.describer, "C[C@@H](N)C(=O)O", "C[C@H](N)C(=O)O")
    assert np.array_equal(d_alanine, l_alanine)
    tartaric, meso = described(
        bundled.describer, "O[C@H](C(=O)O)[C@@H](O)C(=O)O", "O[C@H](C(=O)O)[C@H](O)C(=O)O"
    )
    assert not np.array_equal(tartaric, meso)


def test_sums_grow_with_the_molecule_while_means_and_spreads_stay_what_they_are(bundled):
    width = bundled.describer.layout.width
    benzene, two = described(bundled.describer, "c1ccccc1", "c1ccccc1.c1ccccc1")
    assert two[: 2 * width] == pytest.approx(2 * benzene[: 2 * width], abs=1e-5)
    assert two[2 * width :] == pytest.approx(benzene[2 * width :], abs=1e-5)
    assert (benzene[3 * width :] == 0).all(), "its atoms are alike"


def test_the_bundled_model_gives_768_numbers_of_a_network_that_predicts_shifts(bundled):
    layout = bundled.describer.layout
    assert layout == DescriptorLayout(member=1, width=192, layers=6) and layout.middle_layer == 3
    assert (
        layout.length == 768 and layout.names[0] == "descriptor_001" and layout.names[-1] == "descriptor_768"
    )
    assert described(bundled.describer, CAFFEINE).shape == (1, 768)
    assert described(bundled.describer).shape == (0, 768)


@pytest.mark.parametrize("major", [4, 5])
def test_models_of_earlier_formats_describe_molecules_too(major):
    trained = load_model(EARLIER / f"format_{major}.safetensors")
    describer = Describer(trained)
    assert described(describer, CAFFEINE).shape == (1, describer.layout.length)


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("message_passing", ["gated", "gin"])
def test_any_network_describes_molecules(message_passing, layers):
    settings = ("architecture.width=8", f"architecture.layers={layers}", "architecture.projection=8")
    preset = Preset().with_settings([*settings, f"architecture.message_passing={message_passing}"])
    torch.manual_seed(0)
    trained = TrainedModel(Ensemble.untrained([preset.architecture]), preset)
    values = described(Describer(trained), CAFFEINE, "CCO")
    assert values.shape == (2, 32) and np.isfinite(values).all() and not np.array_equal(*values)


def test_the_name_of_the_model_changes_with_the_weights_that_describe_and_with_nothing_else(tiny_model):
    name = Describer(tiny_model).model
    copied = model_from_bytes(tiny_model.to_bytes())
    assert Describer(copied).model == name
    assert Describer(replace(copied, about={"seed": 7})).model == name
    with torch.no_grad():
        copied.network.first.graph_encoder.atom.table.weight[0, 0] += 1
    assert Describer(copied).model != name
