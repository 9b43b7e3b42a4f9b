"""A page as the view of a node, which KNIME's reports can show too."""

from __future__ import annotations

from typing import Any

import knime.extension as knext


def report_view(page: str) -> Any:
    """The view of an HTML page; a report of KNIME shows the pictures that the page hands to it.

    The page does so through a script of KNIME's own (`page/src/knime/report.ts`). A KNIME without that script
    leaves the view out of reports.
    """
    script = _reporting_script()
    if not script:
        return knext.view_html(page)
    # HTML would take its own end tag for the end of the script.
    inline = script.replace("</script", "<\\/script")
    return knext.view_html(
        page.replace("</head>", f"<script>{inline}</script>\n</head>", 1), can_be_used_in_report=True
    )


def _reporting_script() -> str:
    """KNIME's script that views and reports talk through; empty where this KNIME has none."""
    try:
        from knime.api.views import KNIME_UI_EXT_SERVICE_JS
    except ImportError:
        return ""
    return str(KNIME_UI_EXT_SERVICE_JS)
