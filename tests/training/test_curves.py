from pathlib import Path

import pytest

from kmaid_nodes.training.curves import training_curves_png

HISTORY = [
    {
        "epoch": float(e),
        "train_loss": 5.0 / e,
        "validation_loss": 6.0 / e,
        "validation_mae": 4.0 / e,
        "validation_median": 3.0 / e,
        "validation_carbons_right": 0.8,
        "validation_carbons_right_with_multiplicity": float("nan") if e == 1 else 0.9,
    }
    for e in range(1, 6)
]


@pytest.mark.slow
@pytest.mark.parametrize("history", [[], [{}], HISTORY[:1], HISTORY, [{"train_loss": 1.0}]])
def test_any_history_gives_a_png(history: list[dict[str, float]], tmp_path: Path) -> None:
    training_curves_png(history, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
