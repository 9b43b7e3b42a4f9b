"""The model file gives back the same model, or a reason."""

import json

import pytest
import torch
from safetensors.torch import load, save

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.description import FORMAT_VERSION, read_description
from kmaid_nodes.model.model_file import digest_of, load_model, model_from_bytes


def header(content: bytes) -> dict:
    return json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])


def rewritten(content: bytes, change) -> bytes:
    signed = json.loads(header(content)["__metadata__"]["kmaid"])
    change(signed["description"])
    return save(load(content), {"kmaid": json.dumps(signed, sort_keys=True)})


def signed_anew(content: bytes, change) -> bytes:
    """Rewritten by someone who can sign it."""

    signed = json.loads(header(content)["__metadata__"]["kmaid"])
    change(signed["description"])
    signed["sha256"] = digest_of(load(content), signed["description"])
    return save(load(content), {"kmaid": json.dumps(signed, sort_keys=True)})


def test_a_saved_model_predicts_the_same(tmp_path, tiny_model):
    tiny_model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path)
    assert again.preset == tiny_model.preset and again.calibration == tiny_model.calibration
    for name, tensor in tiny_model.network.state_dict().items():
        assert torch.equal(again.network.state_dict()[name], tensor)


def test_equal_models_give_equal_bytes(tiny_model):
    assert tiny_model.to_bytes() == model_from_bytes(tiny_model.to_bytes()).to_bytes()


def test_the_description_is_read_without_the_weights(tmp_path, tiny_model):
    tiny_model.save(tmp_path / "m")
    assert read_description(tmp_path / "m")["about"] == tiny_model.about


def test_a_missing_model_is_refused(tmp_path):
    with pytest.raises(UserError, match="There is no model at"):
        load_model(tmp_path / "nothing")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a model", b"\x80\x04\x95pickle", b"{}" * 50])
def test_anything_else_is_no_model(content):
    with pytest.raises(UserError, match="not a K-M3AID model"):
        model_from_bytes(content)


def test_a_truncated_model_is_refused(tiny_model):
    content = tiny_model.to_bytes()
    with pytest.raises(UserError, match="truncated"):
        model_from_bytes(content[:-100])


def test_changed_weights_are_refused(tiny_model):
    content = bytearray(tiny_model.to_bytes())
    content[-2] ^= 1
    with pytest.raises(UserError, match="checksum"):
        model_from_bytes(bytes(content))


def test_a_changed_description_is_refused(tiny_model):
    def better_metrics(description):
        description["about"]["validation"]["mae"] = 0.01

    with pytest.raises(UserError, match="checksum"):
        model_from_bytes(rewritten(tiny_model.to_bytes(), better_metrics))


def test_another_major_version_is_refused(tiny_model):
    def next_version(description):
        description["format_version"] = [FORMAT_VERSION[0] + 1, 0]

    with pytest.raises(UserError, match=f"model format {FORMAT_VERSION[0] + 1}"):
        model_from_bytes(rewritten(tiny_model.to_bytes(), next_version))


def test_plain_safetensors_of_another_program_are_refused():
    with pytest.raises(UserError, match="not a K-M3AID model"):
        model_from_bytes(save({"weight": torch.zeros(3)}))


@pytest.mark.parametrize("members", [0, 2, 1.5, None, 10**9])
def test_a_number_of_members_that_does_not_fit_the_weights_is_refused(tiny_model, members):
    def other_members(description):
        description["members"] = members

    with pytest.raises(UserError, match="other weights or settings"):
        model_from_bytes(signed_anew(tiny_model.to_bytes(), other_members))
