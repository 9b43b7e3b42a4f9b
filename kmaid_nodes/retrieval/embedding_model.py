"""Whether embeddings are those of a model: by a note beside them, or by embedding some molecules again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kmaid_nodes.chemistry.structure import Structure, parse_structure
from kmaid_nodes.errors import UnusableRow, UserError
from kmaid_nodes.model.predictor import Predictor
from kmaid_nodes.retrieval.library import unit_vectors
from kmaid_nodes.retrieval.settings import DEFAULT_EMBEDDING_CHECK, EmbeddingCheckSettings

MODEL_COLUMN = "model"
"""Of a batch of embeddings: the fingerprint of the model that made each, null where it is not noted."""


def short(fingerprint: str) -> str:
    """So much of a model's fingerprint that people can compare it."""
    return fingerprint[:12]


def of_this_model(
    batches: Iterable[pa.RecordBatch],
    predictor: Predictor,
    settings: EmbeddingCheckSettings = DEFAULT_EMBEDDING_CHECK,
) -> Iterator[pa.RecordBatch]:
    """The batches as they come, with smiles, embedding and perhaps `MODEL_COLUMN`.

    Raises UserError if their embeddings are noted as another model's, or if those without a note differ from
    what this model makes of the structures.
    """
    seen = checked = 0
    for batch in batches:
        usable = batch.filter(batch.column("embedding").is_valid())
        _check_notes(usable, predictor)
        unknown = _without_note(usable)
        if checked <= seen * settings.most_of_all and unknown.num_rows:
            checked += _check_again(unknown, predictor, settings)
        seen += batch.num_rows
        yield batch


def _check_notes(batch: pa.RecordBatch, predictor: Predictor) -> None:
    if MODEL_COLUMN not in batch.schema.names:
        return
    noted = sorted(filter(None, pc.unique(batch.column(MODEL_COLUMN)).to_pylist()))
    own, others = predictor.trained.fingerprint, set(noted) - predictor.trained.opens_libraries_of
    if not others:
        return
    made_with = f"the model {short(noted[0])}"
    if len(noted) > 1:
        made_with = f"several models: {', '.join(map(short, noted))}"
    raise UserError(
        f"The library was embedded with {made_with}. The model here is {short(own)}, and embeddings of "
        "different models cannot be compared. Embed the library again with this model, or take that one."
    )


def _without_note(batch: pa.RecordBatch) -> pa.RecordBatch:
    if MODEL_COLUMN in batch.schema.names:
        batch = batch.filter(batch.column(MODEL_COLUMN).is_null())
    return batch.filter(batch.column("smiles").is_valid())


def _check_again(batch: pa.RecordBatch, predictor: Predictor, settings: EmbeddingCheckSettings) -> int:
    """Embed some molecules of a batch again; the number of them."""
    count: int = min(settings.molecules, batch.num_rows)
    some = batch.take(pa.array(np.linspace(0, batch.num_rows - 1, count).astype(np.int64)))
    structures = _structures(some.column("smiles").to_pylist())
    stored = unit_vectors(some.column("embedding"), predictor.length)[list(structures)]
    again, _ = predictor.describe_molecules(list(structures.values()))
    different = int((np.sum(stored * again, axis=1) < settings.same).sum())
    if different > settings.most_different * len(structures):
        raise UserError(
            f"The library's embeddings are not what the model here ({short(predictor.trained.fingerprint)}) "
            f"makes of its structures: of {len(structures)} that were embedded again, {different} came out "
            "otherwise. They are another model's, or those of spectra. Embed the library again with this "
            "model."
        )
    return count


def _structures(smiles: Sequence[str]) -> dict[int, Structure]:
    """Those that can be read, by their places."""
    structures = {}
    for place, text in enumerate(smiles):
        try:
            structures[place] = parse_structure(text)
        except UnusableRow:
            continue
    return structures
