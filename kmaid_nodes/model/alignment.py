"""Alignment losses at the graph level and at the node level, and the node level's soft targets.

Method: Xu, Zhou, Hong, ICML 2024 AI-for-Science workshop (arXiv 2311.13817).
"""

from __future__ import annotations

import torch
from torch.nn.functional import log_softmax

from kmaid_nodes.model.settings import Objective

_SAME_PPM = 0.005


def node_targets(peak_ppm: torch.Tensor, carbon_ppm: torch.Tensor, objective: Objective) -> torch.Tensor:
    """[peaks, carbons] weights of how much a carbon recorded at carbon_ppm is a match of each peak.

    Not normalised for SP-ID and WP-ID (0 or 1); for K-ID exp(tau2 / (|difference| + tau1)) scaled so
    that identical ppm gives 1. Normalise along the axis that is compared (`shares`).
    """
    difference = (peak_ppm[:, None] - carbon_ppm[None, :]).abs()
    if objective.discrimination == "SP-ID":
        return (difference <= _SAME_PPM).to(peak_ppm.dtype)
    if objective.discrimination == "WP-ID":
        return (difference <= objective.weak_pair_ppm).to(peak_ppm.dtype)
    exponent = objective.tau2 / (difference + objective.tau1)
    return torch.exp(exponent - objective.tau2 / objective.tau1)


def shares(weights: torch.Tensor, dim: int) -> torch.Tensor:
    """Weights divided by their sum along `dim`; slices without any weight stay zero."""
    total = weights.sum(dim, keepdim=True)
    return weights / total.clamp(min=torch.finfo(weights.dtype).tiny)


def soft_cross_entropy(logits: torch.Tensor, targets: torch.Tensor, dim: int) -> torch.Tensor:
    """Mean over the slices of cross-entropies along `dim`, of the slices that have a target."""
    loss = -(targets * log_softmax(logits, dim)).sum(dim)
    has_target = targets.sum(dim) > 0
    return (loss * has_target).sum() / has_target.sum().clamp(min=1)


def node_alignment_loss(similarity: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """CL_node: symmetric cross-entropy of all peaks against all carbons of the batch.

    similarity, weights: [peaks, carbons], weights from `node_targets`.
    """
    peak_to_carbon = soft_cross_entropy(similarity, shares(weights, 1), 1)
    carbon_to_peak = soft_cross_entropy(similarity, shares(weights, 0), 0)
    return (peak_to_carbon + carbon_to_peak) / 2


def graph_alignment_loss(similarity: torch.Tensor, same: torch.Tensor | None = None) -> torch.Tensor:
    """CL_graph: symmetric cross-entropy of spectra against molecules, the identity as target.

    similarity: [spectra, molecules], pairs on the diagonal. same: bool of that shape, true where row
    and column are the same compound without being the pair; those are no negatives.
    """
    if same is not None:
        apart = ~torch.eye(len(similarity), dtype=torch.bool, device=similarity.device)
        similarity = similarity.masked_fill(same & apart, -torch.inf)
    pair = torch.arange(len(similarity), device=similarity.device)
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(similarity, pair) + cross_entropy(similarity.T, pair)) / 2


def density_loss(
    log_density: torch.Tensor,
    axis: torch.Tensor,
    ppm: torch.Tensor,
    weight: torch.Tensor,
    span: float,
    soft_targets: tuple[torch.Tensor, torch.Tensor] | None = None,
) -> torch.Tensor:
    """Cross-entropy of each carbon's density over ppm against its recorded shift, weighted.

    log_density: [carbons, points]; axis: ppm of the points; ppm, weight: [carbons];
    span: the recorded shift counts as a Laplace distribution of this scale in ppm (replicate noise).
    soft_targets: densities [carbons, points] of a teacher, and how much each counts, 0 to 1 [carbons].
    """
    target = torch.softmax(-(axis[None, :] - ppm[:, None]).abs() / span, dim=1)
    if soft_targets is not None:
        density, share = soft_targets[0], soft_targets[1][:, None]
        target = share * density + (1 - share) * target
    loss = -(target * log_density).sum(1)
    return (loss * weight).sum() / weight.sum().clamp(min=1e-6)
