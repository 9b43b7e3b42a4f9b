"""The place of the nodes in KNIME's node repository."""

import knime.extension as knext

ICONS = "knime_extension/icons"

CATEGORY = knext.category(
    path="/community",
    level_id="kmaid",
    name="K-M3AID NMR",
    description="Assign and predict 13C NMR spectra, and find or embed molecules by them.",
    icon=f"{ICONS}/category.png",
)
