"""Dropout drawn eight values at a time: PyTorch's own took a tenth of the training time on a CPU."""

from __future__ import annotations

import torch
from torch import nn

_VALUES = 256


class Dropout(nn.Module):
    """Zeroes a share of the values while training and scales up the rest; the share in steps of 1/256."""

    def __init__(self, share: float):
        super().__init__()
        self.dropped = round(share * _VALUES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The same shape and type."""
        if not self.training or not self.dropped:
            return x
        words = torch.empty(-(-x.numel() // 8), dtype=torch.int64, device=x.device).random_(
            -(2**63), 2**63 - 1
        )
        kept = words.view(torch.uint8)[: x.numel()].view(x.shape) >= self.dropped
        scale = _VALUES / (_VALUES - self.dropped)
        return x * (kept.view(torch.uint8).to(x.dtype) * scale)
