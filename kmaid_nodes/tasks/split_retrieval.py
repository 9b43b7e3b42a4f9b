"""How well the spectra of a split find their molecules, by the similarity of embeddings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn.functional import normalize

from kmaid_nodes.model.km3aid import Vectors
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.training.examples import ExampleBatch, Examples
from kmaid_nodes.training.spectrum_scores import RetrievalScores

_AT_ONCE = 128
_PAPER_BATCH = 128
_DRAWS_OF_BATCHES = 20


def retrieval_scores(examples: Examples, spectra: np.ndarray, molecules: np.ndarray) -> RetrievalScores:
    """The ranks of the spectra's own compounds among all molecules of the split, and in drawn batches.

    spectra, molecules: float32 [spectra, length], embeddings of unit length.
    """
    rank, isomer_rank = np.ones(len(examples)), np.full(len(examples), np.nan)
    isomers_of = {formula: np.flatnonzero(examples.formula == formula) for formula in set(examples.formula)}
    for start in range(0, len(examples), _AT_ONCE):
        similarity = spectra[start : start + _AT_ONCE] @ molecules.T
        for k, scores in enumerate(similarity, start):
            rank[k] = _rank(examples.compound, scores, examples.compound[k])
            isomers = isomers_of[examples.formula[k]]
            compounds = examples.compound[isomers]
            if len(np.unique(compounds)) > 1:
                isomer_rank[k] = _rank(compounds, scores[isomers], examples.compound[k])
    drawn, first = drawn_batches(examples.compound, spectra, molecules)
    return RetrievalScores(drawn, first, rank, isomer_rank)


def drawn_batches(
    compound: np.ndarray, spectra: np.ndarray, molecules: np.ndarray, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """int64 [spectra] each: how often a spectrum was drawn, and how often its compound was then the nearest.

    Spectra are drawn 20 times into complete batches of 128, or of all if there are fewer, as in the paper.
    """
    generator = np.random.default_rng(seed)
    size = min(_PAPER_BATCH, len(compound))
    drawn, first = np.zeros(len(compound), np.int64), np.zeros(len(compound), np.int64)
    for _ in range(_DRAWS_OF_BATCHES if size else 0):
        order = generator.permutation(len(compound))
        for start in range(0, len(order) - size + 1, size):
            rows = order[start : start + size]
            best = rows[(spectra[rows] @ molecules[rows].T).argmax(1)]
            drawn[rows] += 1
            first[rows] += compound[best] == compound[rows]
    return drawn, first


def _rank(compounds: np.ndarray, scores: np.ndarray, wanted: int) -> int:
    """The rank of the wanted compound: 1 + the number of others that score at least as high."""
    own = compounds == wanted
    return 1 + len(np.unique(compounds[~own & ~(scores < scores[own].max())]))


def embedded_spectra(examples: Examples, predictor: Predictor) -> np.ndarray:
    """float32 [spectra, length]: embeddings of unit length."""
    return _unit_vectors(examples, predictor, lambda batch: predictor.network.spectra(batch.peaks))


def embedded_molecules(examples: Examples, predictor: Predictor) -> np.ndarray:
    """float32 [spectra, length]: embeddings of unit length."""
    return _unit_vectors(examples, predictor, lambda batch: predictor.network.molecules(batch.graph))


@torch.inference_mode()
def _unit_vectors(
    examples: Examples, predictor: Predictor, embed: Callable[[ExampleBatch], Vectors]
) -> np.ndarray:
    vectors = []
    for start in range(0, len(examples), _AT_ONCE):
        rows = np.arange(start, min(start + _AT_ONCE, len(examples)))
        batch = examples.batch(rows).to(predictor.device)
        vectors.append(normalize(embed(batch).graph, dim=1).cpu().numpy())
    return np.concatenate(vectors)
