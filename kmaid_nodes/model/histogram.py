"""What a molecule is expected to show and what a spectrum shows, as histograms over ppm.

The part of the channel that both modalities share: the densities of a molecule's carbons add up to the
spectrum that it should have, and a peak list is compared with that in the same terms.
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
# Less counts for nothing, and numbers next to zero are slow.
_LEAST_LOG_DENSITY = -25.0
_LEAST_SHARE = 1e-12


class ShiftHistograms(nn.Module):
    """Vectors of wholes from the square roots of their smoothed counts per ppm, one map for both modalities.

    The square root makes the scalar product of two histograms their Bhattacharyya overlap. Counts are taken
    of all parts together and of those of each number of attached hydrogens (0 to 3) where it is known.
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

        carbons: float32 [carbons], how many each stands for; None: one.
        """
        density = log_density.clamp(min=_LEAST_LOG_DENSITY).exp()
        spread = torch.cat([density[:, rows] @ self.kernel[rows, bins] for rows, bins in self._blocks], 1)
        if carbons is not None:
            spread = spread * carbons[:, None]
        return self._wholes(spread, hydrogens, owner, size)

    def of_peaks(
        self, ppm: torch.Tensor, hydrogens: torch.Tensor, owner: torch.Tensor, size: int
    ) -> torch.Tensor:
        """[spectra, projection]; ppm [peaks], hydrogens and owner int64 [peaks]."""
        return self._wholes(_spread(ppm, self.bins), hydrogens, owner, size)

    def _wholes(
        self, parts: torch.Tensor, hydrogens: torch.Tensor, owner: torch.Tensor, size: int
    ) -> torch.Tensor:
        known = hydrogens < UNKNOWN_HYDROGENS
        rows = torch.cat([owner * _LAYERS, owner[known] * _LAYERS + 1 + hydrogens[known]])
        counts = parts.new_zeros(size * _LAYERS, parts.shape[1])
        counts = counts.index_add(0, rows, torch.cat([parts, parts[known]])).view(size, -1)
        projected: torch.Tensor = self.project(torch.sqrt(counts + _LEAST) - _LEAST**0.5)
        return projected


def _blocks(kernel: torch.Tensor) -> list[tuple[slice, slice]]:
    """Points of the axis and bins between which the kernel is not zero: the rest is not multiplied."""
    found = []
    for start in range(0, kernel.shape[1], _BINS_PER_BLOCK):
        bins = slice(start, min(start + _BINS_PER_BLOCK, kernel.shape[1]))
        points = torch.nonzero(kernel[:, bins].any(1)).flatten().tolist()
        found.append((slice(points[0], points[-1] + 1), bins))
    return found


def _spread(ppm: torch.Tensor, bins: torch.Tensor) -> torch.Tensor:
    """[shifts, bins]: each shift as a normal distribution over the bins; off the axis, at its end."""
    inside = ppm.clamp(float(bins[0]), float(bins[-1]))
    shares = torch.softmax(-(((inside[:, None] - bins) / _SPAN_PPM) ** 2) / 2, dim=1)
    return torch.where(shares < _LEAST_SHARE, 0.0, shares)
