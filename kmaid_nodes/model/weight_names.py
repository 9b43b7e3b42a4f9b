"""The names under which model files keep weights, the same in every format."""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch

# Projections of the two levels: the network's own name, and the one in files.
_LEVELS = {"node": "part", "graph": "whole"}
_IN_NETWORK = re.compile(r"\b(molecule|spectrum)\.(node|graph)\.")
_IN_FILES = re.compile(r"\b(molecule|spectrum)\.(part|whole)\.")


def as_stored(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """A network's weights under the names of files."""
    return {_IN_NETWORK.sub(lambda m: f"{m[1]}.{_LEVELS[m[2]]}.", name): w for name, w in weights.items()}


def as_in_network(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """A file's weights under the names of the network."""
    levels = {stored: level for level, stored in _LEVELS.items()}
    return {_IN_FILES.sub(lambda m: f"{m[1]}.{levels[m[2]]}.", name): w for name, w in weights.items()}
