"""Which processor runs the model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from kmaid_nodes.errors import UserError

_PRODUCTS = threading.RLock()
DEVICES = ("auto", "cpu", "cuda", "mps")


def available_device(name: str = "auto") -> str:
    """`cpu`, `cuda` or `mps`: the one named, or for `auto` the fastest there is.

    Raises UserError for another name or one that this machine does not have.
    """
    if name not in DEVICES:
        raise UserError(f"Unknown device {name!r}; it must be {', '.join(DEVICES[:-1])} or {DEVICES[-1]}.")
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return next(device for device, there in available.items() if there)
    if not available[name]:
        raise UserError(f"This machine has no {name} device; choose cpu or auto.")
    return name


def bfloat16_is_fast(device: str) -> bool:
    """Whether encoders are faster in bfloat16: CUDA since Ampere, CPUs with matrix tiles (AMX)."""
    if device == "cuda":
        supported: bool = torch.cuda.is_bf16_supported(including_emulation=False)
        return supported
    # Not in every PyTorch that this package allows.
    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return device == "cpu" and bool(capabilities.get("amx_bf16", False))


@contextmanager
def products_in_bfloat16(enabled: bool) -> Iterator[None]:
    """Inside this context, matrices of float32 are rounded to bfloat16 before a CPU multiplies them.

    Sums stay in float32. It has no effect in a PyTorch that does not know the setting.
    """
    setting: Any = getattr(torch.backends.mkldnn, "matmul", None)
    if not enabled or not hasattr(setting, "fp32_precision"):
        yield
        return
    with _PRODUCTS:  # all threads share the setting
        before = setting.fp32_precision
        setting.fp32_precision = "bf16"
        try:
            yield
        finally:
            setting.fp32_precision = before
