"""Soft targets of a distillation: the densities of a teacher, the mean of several networks.

Hinton, Vinyals & Dean 2015 (arXiv 1503.02531). For molecules without a spectrum, peak lists are drawn from
the teacher's densities, so that the graph level can be trained on them as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from kmaid_nodes.chemistry.known_hydrogens import known_hydrogens
from kmaid_nodes.graphs.ragged import gather_index, offsets_of
from kmaid_nodes.model.device import bfloat16_is_fast
from kmaid_nodes.model.ensemble import Ensemble
from kmaid_nodes.training.cancelling import CheckCancelled, never_cancelled
from kmaid_nodes.training.examples import Examples

# The rest of a density is negligible and would take ten times the memory.
_POINTS_KEPT = 64
_AT_ONCE = 128


@dataclass(frozen=True)
class SoftTargets:
    """The teacher's densities for all carbons of some examples.

    points: int32 [carbons, kept], positions on the axis; shares: float16 [carbons, kept], sum 1;
    carbon_offsets: int64 [spectra + 1]; unlabelled: bool [spectra], no shifts are recorded; size: points of
    the axis.
    """

    points: np.ndarray
    shares: np.ndarray
    carbon_offsets: np.ndarray
    unlabelled: np.ndarray
    size: int

    def batch(self, spectra: np.ndarray, weight: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Densities, float32 [carbons, points], and their weight beside the recorded shift, [carbons].

        weight: where a shift is recorded, 0 to 1; elsewhere it is 1.
        """
        rows, counts = gather_index(self.carbon_offsets, spectra)
        density = np.zeros((len(rows), self.size), np.float32)
        np.put_along_axis(
            density, self.points[rows].astype(np.int64), self.shares[rows].astype(np.float32), axis=1
        )
        counted = np.repeat(np.where(self.unlabelled[spectra], 1.0, weight).astype(np.float32), counts)
        return torch.from_numpy(density), torch.from_numpy(counted)


@torch.inference_mode()
def soft_targets(
    teacher: Ensemble,
    examples: Examples,
    unlabelled: np.ndarray,
    device: str,
    check_cancelled: CheckCancelled = never_cancelled,
) -> SoftTargets:
    """The teacher's densities for `examples`, calculated on a device.

    unlabelled: bool [spectra], as in `SoftTargets`; check_cancelled: called before every batch.
    """
    teacher = teacher.for_prediction(bfloat16_is_fast(device), device)
    points, shares = [], []
    for start in range(0, len(examples), _AT_ONCE):
        check_cancelled()
        spectra = np.arange(start, min(start + _AT_ONCE, len(examples)))
        density = teacher.log_density(examples.graphs.batch(spectra).to(device)).exp().cpu()
        point, share = kept_points(density.numpy())
        points.append(point)
        shares.append(share)
    return SoftTargets(
        np.concatenate(points),
        np.concatenate(shares),
        examples.graphs.carbon_offsets,
        unlabelled,
        len(teacher.axis),
    )


def with_taught_molecules(
    training: Examples, unlabelled: Examples, taught: SoftTargets, axis: np.ndarray, seed: int, weight: float
) -> tuple[Examples, SoftTargets]:
    """Training spectra and molecules without spectra, end to end, with soft targets for the latter alone.

    taught: of the molecules without spectra; axis: ppm of the points; seed: of the spectra that are drawn for
    them; weight: how much each of them counts beside a spectrum.
    """
    drawn = with_drawn_spectra(unlabelled, taught, axis, seed)
    together = Examples.joined(training, replace(drawn, weight=np.full_like(drawn.weight, weight)))
    blank = np.zeros((len(training.carbon_ppm), taught.points.shape[1]))
    targets = SoftTargets(
        np.concatenate([blank.astype(taught.points.dtype), taught.points]),
        np.concatenate([blank.astype(taught.shares.dtype), taught.shares]),
        together.graphs.carbon_offsets,
        np.arange(len(together)) >= len(training),
        taught.size,
    )
    return together, targets


def kept_points(density: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points with the largest shares of each density and these shares, as in `SoftTargets`.

    density: [carbons, points of the axis].
    """
    kept = min(_POINTS_KEPT, density.shape[1])
    share, point = torch.from_numpy(density).topk(kept, dim=1)
    return point.to(torch.int32).numpy(), (share / share.sum(1, keepdim=True)).half().numpy()


def with_drawn_spectra(examples: Examples, targets: SoftTargets, axis: np.ndarray, seed: int) -> Examples:
    """The examples, which have no spectra, with a spectrum for each drawn from the soft targets.

    Every carbon has a peak; carbons of one symmetry class have the same. axis: ppm of the points.
    """
    generator = np.random.default_rng(seed)
    spectrum = np.repeat(np.arange(len(examples)), np.diff(examples.graphs.carbon_offsets))
    _, first, number = np.unique(
        spectrum * (int(examples.carbon_class.max()) + 1) + examples.carbon_class,
        return_index=True,
        return_inverse=True,
    )
    share = np.cumsum(targets.shares[first].astype(np.float64), axis=1)
    below = generator.random((len(first), 1)) * share[:, -1:]
    column = np.minimum((share < below).sum(1), share.shape[1] - 1)
    step = axis[1] - axis[0]
    drawn = axis[targets.points[first, column]] + generator.uniform(-step / 2, step / 2, len(first))
    ppm = drawn[number].astype(np.float32)
    return replace(
        examples,
        carbon_ppm=ppm,
        peak_ppm=ppm,
        peak_hydrogens=known_hydrogens(examples.carbon_hydrogens.tolist()),
        peak_assigned=np.ones(len(ppm), bool),
        peak_offsets=offsets_of(np.diff(examples.graphs.carbon_offsets)),
    )
