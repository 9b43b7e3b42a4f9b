"""KNIME's conventions for every node, whatever it does: what is described, and since when it is there."""

import re
import struct
from types import SimpleNamespace

import pytest
import yaml
from node_bench import NODES, ROOT

FIRST_RELEASE = (0, 1, 0)
CURRENT = tuple(map(int, yaml.safe_load((ROOT / "knime.yml").read_text("utf-8"))["version"].split(".")))


def node_class(bench, node_id):
    """The class of a node; what runs in a process of its own has none here."""
    if bench.mode == "jvm":
        pytest.skip("the classes are in KNIME's process; the other modes walk through them")
    if bench.mode == "stub":
        return bench.host.knext.nodes[node_id]

    import knime.extension.nodes as genuine

    return genuine._nodes[node_id].node_factory


def options(bench, owner, place):
    """All options and groups of a node, or of a group, with what was set for them."""
    if bench.mode == "stub":
        found = bench.host.knext.options_of(type(owner)).items()
        is_group = bench.host.knext.StubGroup
    else:
        import knime.extension.parameter as genuine

        found = genuine._get_parameters(owner).items()
        is_group = ()
    for name, option in found:
        here = f"{place}.{name}"
        grouped = isinstance(option, is_group) or getattr(option, "__kind__", "") == "parameter_group"
        yield told(bench, option, here, grouped)
        if grouped:
            yield from options(bench, getattr(owner, name), here)


def told(bench, option, place, grouped):
    if bench.mode == "stub":
        since = tuple(map(int, (option.since_version or "0.0.0").split(".")))
        description = type(option).__doc__ if grouped else option.description
        enum = getattr(option, "enum", None)
        return SimpleNamespace(
            place=place, label=option.label, description=description, since=since, enum=enum, grouped=grouped
        )
    version, enum = option._since_version, getattr(option, "_enum", None)
    return SimpleNamespace(
        place=place,
        label=option._label,
        description=option.__doc__,
        since=(version.major, version.minor, version.patch),
        enum=enum,
        grouped=grouped,
    )


def all_options(bench, node_id):
    return list(options(bench, node_class(bench, node_id)(), node_id))


@pytest.mark.parametrize("node", sorted(NODES))
def test_every_option_says_since_when_it_is_there(bench, node):
    """KNIME takes one without a version for as old as the first: workflows of 0.1.0 would not open."""
    unset = [o.place for o in all_options(bench, node) if not FIRST_RELEASE <= o.since <= CURRENT]
    assert not unset


@pytest.mark.parametrize("node", sorted(NODES))
def test_every_option_and_its_choices_are_described(bench, node):
    for option in all_options(bench, node):
        assert option.label and option.label[0].isupper(), option.place
        assert is_sentence(option.description), option.place
        for member in option.enum or ():  # a sentence, or an example
            assert member.label and len(member.description.split()) > 1, f"{option.place}: {member}"


@pytest.mark.parametrize("node", sorted(NODES))
def test_options_of_a_node_have_names_of_their_own(bench, node):
    labels = [option.label for option in all_options(bench, node) if not option.grouped]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("node", sorted(NODES))
def test_options_stand_in_sections(bench, node):
    groups = [option for option in all_options(bench, node) if option.place.count(".") == 2]
    assert all(option.grouped for option in groups)
    assert all(option.since == (0, 2, 0) for option in groups)  # workflows of 0.1.0 have none


@pytest.mark.parametrize("node", sorted(NODES))
def test_a_node_says_what_it_does_and_what_its_ports_hold(bench, node):
    told = bench.host.nodes[node]
    assert told["name"].startswith("K-M3AID ") and len(set(told["keywords"])) >= 3
    if bench.mode == "stub":
        node_type = node_class(bench, node)
        short, _, more = node_type.__doc__.partition("\n")
        ports = [*getattr(node_type, "stub_inputs", []), *node_type.stub_outputs]
        described = [(port.name, port.description) for port in ports]
        if hasattr(node_type, "stub_view"):
            described.append((node_type.stub_view, node_type.stub_view_description))
    else:
        short, more = told["short_description"], told["full_description"]
        ports = [*told["input_port_specifier"], *told["output_port_specifier"], *told["views"]]
        described = [(port["name"], plain(port["description"])) for port in ports]
    assert is_sentence(short) and len(short) < 130 and len(more.split()) > 20
    for name, description in described:
        assert name[0].isupper() and is_sentence(description), (name, description)


@pytest.mark.parametrize("node", sorted(NODES))
def test_a_node_has_an_icon_of_knimes_size(bench, node):
    png = (ROOT / bench.host.nodes[node]["icon_path"]).read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (48, 48)


def test_all_nodes_are_tested(bench):
    assert set(bench.host.nodes) == NODES


def is_sentence(text):
    text = " ".join((text or "").split())
    return len(text.split()) >= 2 and text[0].isupper() and text.endswith((".", "`"))


def plain(html):
    """A description as KNIME shows it, without its tags."""
    return re.sub("<[^>]*>", "", html).strip()
