"""Peak vectors and spectrum vectors from 13C peak lists."""

from __future__ import annotations

import math

import torch
from torch import nn

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
        places = _Places(rows, lists.size, longest)
        for layer in self.layers:
            assert isinstance(layer, nn.TransformerEncoderLayer)
            peaks = _encoded(layer, self.dropout(peaks), places)
        return peaks


class _Places:
    """Where the peaks of each list are in a layout of [lists, longest]: only attention needs it."""

    def __init__(self, rows: torch.Tensor, lists: int, longest: int):
        self.rows, self.shape = rows, (lists, longest)
        bias = torch.full((lists * longest,), -torch.inf, device=rows.device)
        bias[rows] = 0.0
        self.bias = bias.view(lists, 1, 1, longest)

    def spread(self, peaks: torch.Tensor) -> torch.Tensor:
        """[lists, longest, width] with zeros where a list has no peak; peaks: [peaks, width]."""
        padded = peaks.new_zeros(self.shape[0] * self.shape[1], peaks.shape[1])
        return padded.index_copy(0, self.rows, peaks).view(*self.shape, -1)

    def gathered(self, padded: torch.Tensor) -> torch.Tensor:
        """[peaks, width] from [lists, longest, width]."""
        return padded.reshape(self.shape[0] * self.shape[1], -1)[self.rows]


def _encoded(layer: nn.TransformerEncoderLayer, peaks: torch.Tensor, places: _Places) -> torch.Tensor:
    """What the layer gives for the peaks, [peaks, width].

    PyTorch's own `forward` calculates everything for the places without a peak as well, which are two of
    three.
    """
    attention = layer.self_attn
    normed = layer.norm1(peaks)
    projected = nn.functional.linear(normed, attention.in_proj_weight, attention.in_proj_bias)
    spread = places.spread(projected).view(*places.shape, 3, attention.num_heads, attention.head_dim)
    query, key, value = spread.permute(2, 0, 3, 1, 4)
    # On a CPU the gradient of PyTorch's flash attention took as long as all the rest of a step.
    similarity = query @ key.transpose(2, 3) * attention.head_dim**-0.5 + places.bias
    attended = (torch.softmax(similarity.float(), 3).to(value.dtype) @ value).transpose(1, 2).flatten(2)
    peaks = peaks + attention.out_proj(places.gathered(attended))
    fed: torch.Tensor = layer.linear2(nn.functional.gelu(layer.linear1(layer.norm2(peaks))))
    return peaks + fed
