"""The figures of a model on assigned spectra, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kmaid_nodes.results.evaluation import Evaluation as Measured
from kmaid_nodes.results.failed_row import FailedRow
from kmaid_nodes.tables.measured import measured_batch
from kmaid_nodes.tables.metrics import metric_batch
from kmaid_nodes.wording.metrics import evaluation_warnings

if TYPE_CHECKING:
    import pandas as pd


class Evaluation:
    """What `Model.evaluate` gives; `docs/outputs.md` describes the columns of both tables."""

    def __init__(self, measured: Measured):
        self._measured = measured

    @property
    def metrics(self) -> dict[str, Any]:
        """The metrics, nested, as `kmaid evaluate` prints them."""
        return self._measured.metrics

    @property
    def failed(self) -> list[FailedRow]:
        """The records that could not be used, with their reasons."""
        return list(self._measured.failed)

    @property
    def warnings(self) -> list[str]:
        """What to think of the figures: too few molecules, or molecules that the model may know."""
        m = self._measured
        return evaluation_warnings(m.measured, m.too_few_to_tell, m.perhaps_taught)

    def to_pandas(self) -> pd.DataFrame:
        """One row for each metric, with its unit and meaning."""
        return metric_batch(self.metrics).to_pandas()

    def molecules(self) -> pd.DataFrame:
        """One row for each spectrum, then one for each record that could not be used."""
        return measured_batch(self._measured.molecules, self._measured.failed).to_pandas()

    def __repr__(self) -> str:
        m = self._measured
        return f"<Evaluation on {m.metrics['spectra']} spectra of the split {m.split}>"

    def _repr_html_(self) -> str:
        html: str = self.to_pandas()._repr_html_()
        return html
