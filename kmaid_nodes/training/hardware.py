"""Where a training runs: device, number of devices, machines."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from lightning.pytorch.utilities import rank_zero_only

from kmaid_nodes.model.device import available_device

_ACCELERATORS = {"cpu": "cpu", "cuda": "gpu", "mps": "mps"}


@dataclass(frozen=True)
class Hardware:
    """device: auto, cpu, cuda or mps; devices: how many on each machine ("auto": all); nodes: machines."""

    device: str = "auto"
    devices: int | str = "auto"
    nodes: int = 1

    @property
    def available(self) -> str:
        """The device used: cpu, cuda or mps; UserError if this machine does not have it."""
        return available_device(self.device)

    @property
    def accelerator(self) -> str:
        """Lightning's name of the device."""
        return _ACCELERATORS[self.available]

    @property
    def strategy(self) -> str:
        """Lightning's name of how several processes share the work."""
        devices = self.devices
        if devices == "auto":
            devices = torch.cuda.device_count() if self.available == "cuda" else 1
        # Parameters that only a loss of weight zero uses get no gradient.
        return "ddp_find_unused_parameters_true" if int(devices) * self.nodes > 1 else "auto"


def first_process() -> bool:
    """Whether this is the process that writes files and messages: the only one, or the first of several."""
    return int(getattr(rank_zero_only, "rank", 0)) == 0
