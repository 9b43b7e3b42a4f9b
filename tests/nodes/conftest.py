"""Fixtures of the node tests; see node_bench.py for what they run on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "examples" / "knime"))

import pytest
from node_bench import Bench, skip_unless_possible


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Cell types cannot be unregistered: what needs them comes last."""
    items.sort(key=lambda item: "chemistry" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", params=["stub", "inproc", "jvm"])
def bench(request):
    skip_unless_possible(request.param)
    bench = Bench(request.param)
    yield bench
    bench.close()


@pytest.fixture(scope="session", params=["stub", "jvm"])
def chemistry(request):
    """A bench with the cell types of KNIME's chemistry extension."""
    skip_unless_possible(request.param)
    bench = Bench(request.param, chemistry=True)
    yield bench
    bench.close()


@pytest.fixture(scope="session")
def model_file(tiny_model, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.safetensors"
    tiny_model.save(path)
    return path


@pytest.fixture(scope="session")
def model(bench, model_file):
    """The port of a tiny model."""
    return bench.run("pretrained_model", source="FILE", path=str(model_file)).outputs[0]
