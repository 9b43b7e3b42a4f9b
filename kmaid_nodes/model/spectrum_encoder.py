"""Peak vectors and spectrum vectors from 13C peak lists."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from kmaid_nodes.chemistry.known_hydrogens import N_HYDROGENS
from kmaid_nodes.model.dropout import Dropout
from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.model.settings import Architecture

_SHORTEST_WAVE_PPM = 0.5
_LONGEST_WAVE_PPM = 512.0
_WAVES = 24
_ROUND_LENGTH = 8


class PeakEncoder(nn.Module):
    """A peak's vector from its ppm (as waves of 0.5 to 512 ppm) and attached hydrogens, known or not."""

    turns: torch.Tensor

    def __init__(self, architecture: Architecture):
        super().__init__()
        width = architecture.width
        waves = torch.logspace(math.log10(_SHORTEST_WAVE_PPM), math.log10(_LONGEST_WAVE_PPM), _WAVES)
        self.register_buffer("turns", 2 * math.pi / waves, persistent=False)
        self.hydrogens = nn.Embedding(N_HYDROGENS, width)
        self.first = nn.Linear(2 * _WAVES + 1, width)
        self.second = nn.Sequential(nn.GELU(), nn.Linear(width, width))

    def forward(self, ppm: torch.Tensor, hydrogens: torch.Tensor) -> torch.Tensor:
        """[peaks, width] from ppm float [peaks] and hydrogens int64 [peaks]."""
        angles = ppm[:, None] * self.turns
        waves = torch.cat([ppm[:, None] / 100, torch.sin(angles), torch.cos(angles)], dim=1)
        encoded: torch.Tensor = self.second(self.first(waves) + self.hydrogens(hydrogens))
        return encoded


class SpectrumEncoder(nn.Module):
    """Peak vectors that take their whole list into account, by self-attention."""

    def __init__(self, architecture: Architecture):
        super().__init__()
        width = architecture.width
        self.dropout = Dropout(architecture.dropout)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                width,
                nhead=8,
                dim_feedforward=2 * width,
                dropout=0.0,
                activation="gelu",
                batch_first=True,
                norm_first=True,
            )
            for _ in range(architecture.spectrum_layers)
        )

    def forward(self, peaks: torch.Tensor, lists: PeakLists) -> torch.Tensor:
        """[peaks, width]: peak vectors that depend on the other peaks of their list."""
        # Lengths that recur: fast kernels are made once per size.
        rows, longest = lists.padded_rows(_ROUND_LENGTH if self.training else 1)
        if not longest:
            return peaks
        padded = peaks.new_zeros(lists.size * longest, peaks.shape[1]).index_copy(0, rows, peaks)
        absent = torch.ones(lists.size * longest, dtype=torch.bool, device=peaks.device)
        absent[rows] = False
        absent = absent.view(lists.size, longest)
        hidden = padded.view(lists.size, longest, -1)
        # On a CPU the gradient of PyTorch's flash attention took as long as all the rest of a step.
        with sdpa_kernel(SDPBackend.MATH):
            for layer in self.layers:
                hidden = layer(self.dropout(hidden), src_key_padding_mask=absent)
        return hidden.reshape(lists.size * longest, -1)[rows]
