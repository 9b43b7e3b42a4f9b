"""The project's whole corpora, where they are at hand."""

from collections import Counter
from pathlib import Path

import pytest

from kmaid_nodes.reading.files import read_records
from kmaid_nodes.wording.reason import error_text

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, records, refused",
    [
        ("nmrshiftdb2_true.sd.gz", 5512, {"only predicted 13C spectra": 1}),
        ("nmrshiftdb2_recovered.sd.gz", 18759, {}),
        (
            "literature_13c.csv.gz",
            645,
            {
                "cannot understand 'appeared' in the list of 13C shifts": 1,
                "1501 ppm lies outside the range of 13C shifts (-50 to 350 ppm)": 1,
                "the text contains no 13C shift": 2,
            },
        ),
    ],
)
def test_all_records_are_read_or_refused_with_a_reason(name, records, refused):
    if not (DATA / name).exists():
        pytest.skip("the corpus is not at hand")
    reasons = Counter(error_text(record.error) for record in read_records(DATA / name))
    assert reasons.total() == records
    assert {reason: n for reason, n in reasons.items() if reason} == refused
