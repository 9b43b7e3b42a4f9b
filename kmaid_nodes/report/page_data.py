"""What a report's page holds, as plain values for JSON; `page/src/data.ts` describes them for the page."""

from __future__ import annotations

import json
import math
from typing import Any

from kmaid_nodes.codes.flag import CarbonFlag
from kmaid_nodes.codes.verdict import VerdictCode
from kmaid_nodes.report.content import Report
from kmaid_nodes.report.hit_data import query_data
from kmaid_nodes.report.molecule_data import molecule_data
from kmaid_nodes.report.page_costs import page_rules
from kmaid_nodes.report.palette import HIGH_FROM, MEDIUM_FROM
from kmaid_nodes.wording.verdict import verdict_words

# What HTML could take for the end of the script, or for a comment.
_ESCAPED: dict[str, str | int | None] = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def page_json(report: Report) -> str:
    """The content of a report as JSON that may stand within a `script` element."""
    # What decides a verdict is not rounded.
    page = {**_finite(page_data(report)), "rules": page_rules(report.molecules)}
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(str.maketrans(_ESCAPED))


def page_data(report: Report) -> dict[str, Any]:
    """The content of a report but for the rules, in ppm; atoms, carbons and peaks count from 0."""
    return {
        "title": report.title,
        "summary": [[label, str(value)] for label, value in report.summary],
        "notice": report.notice,
        "bands": {"high": HIGH_FROM, "medium": MEDIUM_FROM},
        "words": _words(),
        "molecules": [molecule_data(molecule) for molecule in report.assignments],
        "queries": [query_data(query) for query in report.retrievals],
        "opensComparison": report.opens_comparison,
        "refused": [{"id": id, "reason": reason} for id, reason in report.refused],
    }


def _words() -> dict[str, dict[str, str]]:
    """The sentences of codes whose words do not depend on anything else."""
    return {
        "verdict": {code: verdict_words(code) for code in VerdictCode},
        "flags": {flag: flag.replace("_", " ") for flag in CarbonFlag},
    }


# What files that the page saves repeat to the last digit.
_EXACT = {"ppm", "couplingsHz", "frequencyMhz", "score", "pStructure"}


def _finite(value: Any, exact: bool = False) -> Any:
    """The same, rounded unless exact, with null for numbers that JSON does not have."""
    if isinstance(value, dict):
        return {key: _finite(one, exact or key in _EXACT) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one, exact) for one in value]
    if isinstance(value, float):
        return None if not math.isfinite(value) else value if exact else round(value, 4)
    return value
