"""The expected shifts of a molecule and the listed shifts of a spectrum, as histograms over ppm.

Both modalities share this piece of the channel. The densities of a molecule's carbons add up to its expected
spectrum, and a peak list gives a histogram of the same kind.
"""

from __future__ import annotations

import torch
from torch import nn

from kmaid_nodes.chemistry.known_hydrogens import UNKNOWN_HYDROGENS
from kmaid_nodes.model.settings import Architecture

_BIN_PPM = 1.0
_SPAN_PPM = 1.5
_LAYERS = UNKNOWN_HYDROGENS + 1
_LEAST = 1e-2
_BINS_PER_BLOCK = 64
_START_WEIGHT = 0.2
# Anything less is negligible, and calculating with denormal numbers is slow.
_LEAST_LOG_DENSITY = -25.0
_LEAST_SHARE = 1e-12


class ShiftHistograms(nn.Module):
    """Graph vectors from the square roots of smoothed counts per ppm, with one map for both modalities.

    The square root makes the scalar product of two histograms their Bhattacharyya overlap. Counts are taken
    of all nodes together, and of the nodes with each number of attached hydrogens (0 to 3) where it is known.
    """

    kernel: torch.Tensor
    bins: torch.Tensor

    def __init__(self, architecture: Architecture):
        super().__init__()
        bins = torch.arange(architecture.ppm_start, architecture.ppm_stop + _BIN_PPM / 2, _BIN_PPM)
        axis = torch.linspace(architecture.ppm_start, architecture.ppm_stop, architecture.ppm_bins)
        self.register_buffer("bins", bins, persistent=False)
        self.register_buffer("kernel", _spread(axis, bins), persistent=False)
        self._blocks = _blocks(self.kernel)
        self.project = nn.Linear(_LAYERS * len(bins), architecture.projection, bias=False)
        nn.init.normal_(self.project.weight, std=_START_WEIGHT)

    def of_carbons(
        self,
        log_density: torch.Tensor,
        hydrogens: torch.Tensor,
        owner: torch.Tensor,
        size: int,
        carbons: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """[molecules, projection]; log_density [carbons, points], hydrogens and owner int64 [carbons].

        carbons: float32 [carbons], how many carbons each row stands for; None: one.
        """
        density = log_density.clamp(min=_LEAST_LOG_DENSITY).exp()
        spread = torch.cat([density[:, rows] @ self.kernel[rows, bins] for rows, bins in self._blocks], 1)
        if carbons is not None:
            spread = spread * carbons[:, None]
        return self._graph_vectors(spread, hydrogens, owner, size)

    def of_peaks(
        self, ppm: torch.Tensor, hydrogens: torch.Tensor, owner: torch.Tensor, size: int
    ) -> torch.Tensor:
        """[spectra, projection]; ppm [peaks], hydrogens and owner int64 [peaks]."""
        return self._graph_vectors(_spread(ppm, self.bins), hydrogens, owner, size)

    def _graph_vectors(
        self, nodes: torch.Tensor, hydrogens: torch.Tensor, owner: torch.Tensor, size: int
    ) -> torch.Tensor:
        """[graphs, projection] from the histograms of the nodes, [nodes, bins]."""
        known = hydrogens < UNKNOWN_HYDROGENS
        rows = torch.cat([owner * _LAYERS, owner[known] * _LAYERS + 1 + hydrogens[known]])
        counts = nodes.new_zeros(size * _LAYERS, nodes.shape[1])
        counts = counts.index_add(0, rows, torch.cat([nodes, nodes[known]])).view(size, -1)
        projected: torch.Tensor = self.project(torch.sqrt(counts + _LEAST) - _LEAST**0.5)
        return projected


def _blocks(kernel: torch.Tensor) -> list[tuple[slice, slice]]:
    """Blocks of axis points and bins with all nonzero entries of the kernel; only they are multiplied."""
    blocks = []
    for start in range(0, kernel.shape[1], _BINS_PER_BLOCK):
        bins = slice(start, min(start + _BINS_PER_BLOCK, kernel.shape[1]))
        points = torch.nonzero(kernel[:, bins].any(1)).flatten().tolist()
        blocks.append((slice(points[0], points[-1] + 1), bins))
    return blocks


def _spread(ppm: torch.Tensor, bins: torch.Tensor) -> torch.Tensor:
    """[shifts, bins]: each shift as a normal distribution over the bins; off the axis, at its end."""
    inside = ppm.clamp(float(bins[0]), float(bins[-1]))
    shares = torch.softmax(-(((inside[:, None] - bins) / _SPAN_PPM) ** 2) / 2, dim=1)
    return torch.where(shares < _LEAST_SHARE, 0.0, shares)
