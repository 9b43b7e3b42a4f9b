"""Settings, and their changes by text."""

import json

import pytest

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.config import BUNDLED, DEFAULT, ENSEMBLE, PAPER, Preset, preset
from kmaid_nodes.model.fine_tuning import fine_tuning_preset, refuse_another_architecture


def test_a_setting_in_text_holds_for_all_members_and_for_their_distillation():
    chosen = ENSEMBLE.with_settings(["architecture.width=64", "schedule.epochs=2", "objective.graph=0"])
    assert {member.architecture.width for member in chosen.members} == {64}
    everyone = [*chosen.members, *chosen.distillation]
    assert {each.schedule.epochs for each in everyone} == {2}
    assert {each.objective.graph for each in everyone} == {0.0}


def test_layers_and_dropout_hold_for_distilled_members_too():
    chosen = ENSEMBLE.with_settings(["architecture.layers=3", "architecture.dropout=0.2"])
    assert {each.architecture.layers for each in chosen.members} == {3}
    assert {(each.layers, each.dropout) for each in chosen.distillation} == {(3, 0.2)}


def test_the_stages_after_training_have_settings_of_their_own():
    chosen = ENSEMBLE.with_settings(
        ["calibration.draws=2", "hit_probability.queries=10", "distillation.recombined_molecules=7"]
    )
    assert chosen.calibration.draws == 2 and chosen.hit_probability.queries == 10
    assert chosen.recombined_molecules == 7


@pytest.mark.parametrize("name", ["members", "schedule.members"])
def test_more_members_are_of_the_kind_of_the_first_and_fewer_are_the_first_ones(name):
    more = ENSEMBLE.with_settings([f"{name}=5"])
    assert more.members == (*ENSEMBLE.members, ENSEMBLE.members[0], ENSEMBLE.members[0])
    fewer = ENSEMBLE.with_settings([f"{name}=2"])
    assert fewer.members == ENSEMBLE.members[:2] and fewer.distillation == ENSEMBLE.distillation[:2]


def test_names_of_earlier_versions_are_understood():
    assert ENSEMBLE.with_settings(["schedule.made=50"]).recombined_molecules == 50
    assert DEFAULT.with_settings(["schedule.rematch_after=1.0"]) == DEFAULT
    with pytest.raises(UserError, match="no longer matched anew"):
        DEFAULT.with_settings(["schedule.rematch_after=0.15"])


def test_a_setting_of_a_distillation_that_there_is_not_is_refused():
    with pytest.raises(UserError, match="'default' has no distillation"):
        DEFAULT.with_settings(["distillation.soft_share=0.4"])
    with pytest.raises(UserError, match=r"schedule\.made would change nothing"):
        DEFAULT.with_settings(["schedule.made=50"])
    with pytest.raises(UserError, match="There is no setting"):
        DEFAULT.with_settings(["distillation.nonsense=1"])


def test_a_setting_of_fine_tuning_is_refused_where_training_starts_anew():
    with pytest.raises(UserError, match=r"fine_tuning.soft_share would change nothing.*--start-from"):
        DEFAULT.with_settings(["fine_tuning.soft_share=0.4"])
    tuned = fine_tuning_preset(DEFAULT).with_settings(["fine_tuning.soft_share=0.4"])
    assert tuned.fine_tuning.soft_share == 0.4


def test_fine_tuning_goes_on_with_every_network_as_it_is_in_the_file():
    tuned = fine_tuning_preset(ENSEMBLE)
    assert [m.architecture for m in tuned.members] == [ENSEMBLE.finished(k).architecture for k in range(3)]
    assert tuned.distillation == () and not tuned.embedder_in_ensemble
    assert [(m.objective.graph > 0, m.objective.node > 0) for m in tuned.members] == [
        (True, True), (False, False), (False, False),
    ]  # fmt: skip
    assert {m.schedule.learning_rate for m in tuned.members} == {5e-4}
    assert Preset.from_json(json.loads(json.dumps(tuned.to_json()))) == tuned
    assert fine_tuning_preset(tuned) == tuned


def test_several_networks_without_trained_densities_cannot_be_fine_tuned():
    assert fine_tuning_preset(PAPER).members[0].schedule.configuration_dropped == 0
    with pytest.raises(UserError, match="densities were not trained"):
        fine_tuning_preset(PAPER.with_settings(["members=2"]))


def test_what_differs_from_the_model_to_start_from_is_named():
    with pytest.raises(UserError, match=r"3 and 1 networks, width 128 and 192 .network 1., layers 5 and 6 "):
        refuse_another_architecture(ENSEMBLE, DEFAULT)
    regularised = fine_tuning_preset(ENSEMBLE).with_settings(["architecture.dropout=0.3"])
    refuse_another_architecture(ENSEMBLE, regularised)


def test_settings_of_earlier_versions_dropped_no_configuration():
    written = json.loads(json.dumps(ENSEMBLE.to_json()))
    for table in (*written["members"], *written["distillation"]):
        del table["schedule"]["configuration_dropped"]
    del written["fine_tuning"]
    read = Preset.from_json(written)
    assert {each.schedule.configuration_dropped for each in (*read.members, *read.distillation)} == {0.0}
    assert read.with_settings(["schedule.configuration_dropped=0.5"]) == ENSEMBLE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("objective.nonsense=1", "There is no setting 'objective.nonsense'"),
        ("nonsense", "There is no setting 'nonsense'"),
        ("calibration=1", "There is no setting 'calibration'"),
        ("embedder_in_ensemble=maybe", "embedder_in_ensemble must be bool, not 'maybe'"),
        ("embedder_in_ensemble.x=true", "There is no setting 'embedder_in_ensemble.x'"),
        ("architecture.width=wide", "architecture.width must be int, not 'wide'"),
        ("architecture.channel=1", "architecture.channel must be bool"),
        ("architecture.width=9", "width must be a multiple of 8"),
        ("architecture.message_passing=lstm", "must be one of gated, gin"),
        ("objective.discrimination=ID", "must be one of K-ID, SP-ID, WP-ID"),
        ("schedule.batch=1", "batch must be at least 2"),
        ("members=0", "members must be from 1 to 16"),
        ("schedule.members=17", "members must be from 1 to 16"),
        ("members=two", "members must be int"),
        ("distillation.soft_share=2", "soft_share must be from 0 to 1"),
        ("hit_probability.missing=0", "missing must be above 0"),
        ("calibration.draws=0", "draws must be from 1"),
        ("schedule.learning_rate=nan", "learning_rate must be above 0"),
    ],
)
def test_what_is_no_setting_or_no_value_of_it_is_refused(text, reason):
    with pytest.raises(UserError, match=reason):
        ENSEMBLE.with_settings([text])


def test_the_embedder_can_be_put_into_the_ensemble_by_text():
    assert ENSEMBLE.with_settings(["embedder_in_ensemble=true"]).embedder_in_ensemble


def test_how_much_taught_molecules_count_can_be_chosen_by_text():
    assert BUNDLED.with_settings(["teachers.weight=0.25"]).teachers.weight == 0.25
    with pytest.raises(UserError, match="taught molecules must be above 0"):
        BUNDLED.with_settings(["teachers.weight=0"])


def test_named_presets_know_their_names():
    assert [preset(name) for name in ("paper", "default", "bundled", "ensemble")] == [
        PAPER,
        DEFAULT,
        BUNDLED,
        ENSEMBLE,
    ]
    with pytest.raises(UserError, match="Unknown preset 'best'"):
        preset("best")
