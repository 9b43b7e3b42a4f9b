"""A batch of 13C peak lists as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from kmaid_nodes.chemistry.known_hydrogens import known_hydrogens


@dataclass(frozen=True, eq=False)
class PeakLists:
    """Peaks of several spectra end to end.

    ppm: float32 [peaks]; hydrogens: int64 [peaks], attached hydrogens 0 to 3 or `UNKNOWN_HYDROGENS`;
    spectrum: int64 [peaks], the spectrum of each peak, ascending; size: number of spectra.
    """

    ppm: torch.Tensor
    hydrogens: torch.Tensor
    spectrum: torch.Tensor
    size: int

    @classmethod
    def of(cls, spectra: Sequence[tuple[Sequence[float], Sequence[int | None]]]) -> PeakLists:
        """From (ppm, attached hydrogens or None) of each spectrum."""
        ppm = [np.asarray(shifts, np.float32) for shifts, _ in spectra]
        hydrogens = [known_hydrogens(counts) for _, counts in spectra]
        number = np.repeat(np.arange(len(spectra)), [len(p) for p in ppm])
        flat_ppm = np.concatenate(ppm) if ppm else np.zeros(0, np.float32)
        flat_hydrogens = np.concatenate(hydrogens) if hydrogens else np.zeros(0, np.int64)
        return cls(
            torch.from_numpy(flat_ppm),
            torch.from_numpy(flat_hydrogens),
            torch.from_numpy(number),
            len(spectra),
        )

    def to(self, device: torch.device | str) -> PeakLists:
        """The same on another device."""
        return replace(
            self,
            ppm=self.ppm.to(device),
            hydrogens=self.hydrogens.to(device),
            spectrum=self.spectrum.to(device),
        )

    def padded_rows(self, multiple: int = 1) -> tuple[torch.Tensor, int]:
        """Position of each peak in a [size * longest] layout, and `longest`: the length of the longest list.

        The length is rounded up to a multiple of `multiple`.
        """
        counts = torch.bincount(self.spectrum, minlength=self.size)
        longest = -(-int(counts.max()) // multiple) * multiple if self.size else 0
        starts = torch.cumsum(counts, 0) - counts
        within = torch.arange(len(self.spectrum), device=self.spectrum.device) - starts[self.spectrum]
        return self.spectrum * longest + within, longest
