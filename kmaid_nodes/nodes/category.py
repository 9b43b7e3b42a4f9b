"""Where the nodes stand in KNIME's node repository."""

import knime.extension as knext

ICONS = "knime_extension/icons"

CATEGORY = knext.category(
    path="/community",
    level_id="kmaid",
    name="K-M3AID NMR",
    description="Assign, retrieve and embed molecules and their 13C NMR spectra.",
    icon=f"{ICONS}/category.png",
)
