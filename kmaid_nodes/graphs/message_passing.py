"""The only interface between the model and the library that passes messages along bonds.

DGL where it works (its fused kernel never materialises the messages), plain PyTorch elsewhere:
Windows, Python without a DGL wheel, a GPU with a CPU-only DGL. Both give the same numbers
(`tests/graphs/test_message_passing.py`). `KMAID_MESSAGE_PASSING=torch|dgl` forces one of them.
"""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache
from typing import Any

import torch

from kmaid_nodes.errors import UserError

ENVIRONMENT_VARIABLE = "KMAID_MESSAGE_PASSING"


class Messages:
    """Weighted sums over incoming edges of one batch of graphs.

    source, target: int64 [edges], atom positions; atoms: number of atoms.
    """

    def __init__(self, source: torch.Tensor, target: torch.Tensor, atoms: int):
        self.source, self.target, self.atoms = source, target, atoms
        self._graph = _dgl_graph(source, target, atoms)

    def weighted_sum(self, values: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """[atoms, d]: for each atom, the sum over its incoming edges of values[source] * weights[edge]."""
        weights = weights.to(values.dtype)
        if self._graph is not None:
            summed: torch.Tensor = dgl_module().ops.u_mul_e_sum(self._graph, values, weights)
            return summed
        messages = values.index_select(0, self.source) * weights
        return messages.new_zeros(self.atoms, values.shape[1]).index_add(0, self.target, messages)

    def edge_sum(self, weights: torch.Tensor) -> torch.Tensor:
        """[atoms, d]: for each atom, the sum of its incoming edges' rows."""
        if self._graph is not None:
            summed: torch.Tensor = dgl_module().ops.copy_e_sum(self._graph, weights)
            return summed
        return weights.new_zeros(self.atoms, weights.shape[1]).index_add(0, self.target, weights)


def backend_name(device: torch.device | str = "cpu") -> str:
    """`dgl` or `torch`: the library that passes messages on this device.

    Raises UserError if the environment variable asks for DGL where it cannot be loaded.
    """
    wanted = os.environ.get(ENVIRONMENT_VARIABLE, "auto")
    if wanted not in ("auto", "dgl", "torch"):
        raise UserError(f"{ENVIRONMENT_VARIABLE} is {wanted!r}; it must be auto, dgl or torch.")
    if wanted == "torch":
        return "torch"
    works = dgl_module() is not None and torch.device(device).type == "cpu"
    if wanted == "dgl" and not works:
        raise UserError(
            f"{ENVIRONMENT_VARIABLE} asks for DGL, which does not work on this machine and device."
        )
    return "dgl" if works else "torch"


@cache
def dgl_module() -> Any:
    """The DGL module, or None where it cannot be loaded for whatever reason."""
    try:
        _restore_setuptools_packaging()
        os.environ.setdefault("DGLBACKEND", "pytorch")
        return importlib.import_module("dgl")
    except Exception:
        return None


def _restore_setuptools_packaging() -> None:
    """dgl 1.1.3 imports `setuptools.extern.packaging`, which current setuptools no longer has."""
    import packaging
    import packaging.version

    sys.modules.setdefault(
        "setuptools.extern", importlib.import_module("types").ModuleType("setuptools.extern")
    )
    sys.modules["setuptools.extern"].packaging = packaging  # type: ignore[attr-defined]
    sys.modules.setdefault("setuptools.extern.packaging", packaging)
    sys.modules.setdefault("setuptools.extern.packaging.version", packaging.version)


def _dgl_graph(source: torch.Tensor, target: torch.Tensor, atoms: int) -> Any:
    if backend_name(source.device) == "torch":
        return None
    return dgl_module().graph((source, target), num_nodes=atoms)
