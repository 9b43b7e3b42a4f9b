"""Colours of atom symbols and bonds: dark ones for white paper, light ones for a dark ground."""

from __future__ import annotations

# Contrast of at least 4.5 with #ffffff and with #15191e; a test holds that.
ON_WHITE = {
    "bond": "#293340", "C": "#293340", "H": "#5a6672", "N": "#2654bf", "O": "#c72929", "F": "#1c7a4a",
    "P": "#a85a08", "S": "#7d6605", "Cl": "#1c7a4a", "Br": "#80381f", "I": "#66268c", "other": "#4a5560",
}  # fmt: skip
ON_DARK = {
    "bond": "#d5dbe2", "C": "#d5dbe2", "H": "#a9b4bf", "N": "#8fb0ff", "O": "#ff8a85", "F": "#6fd49b",
    "P": "#ffb066", "S": "#e3c84a", "Cl": "#6fd49b", "Br": "#e39a80", "I": "#d19cf0", "other": "#bcc6d0",
}  # fmt: skip


def symbol_colour(symbol: str, dark: bool = False) -> str:
    """The colour (#rrggbb) of an element's symbol, on white or on a dark ground."""
    colours = ON_DARK if dark else ON_WHITE
    return colours.get(symbol, colours["other"])


def symbol_styles(dark: bool, within: str = "") -> str:
    """CSS rules for the classes of a drawing: `bond` (strokes), `wedge` (fills) and `sym-N` and so on.

    An element without a rule of its own has the class `sym-other` besides. within: selector before each.
    """
    colours = ON_DARK if dark else ON_WHITE
    rules = [f"{within}.bond{{stroke:{colours['bond']}}}", f"{within}.wedge{{fill:{colours['bond']}}}"]
    rules += [
        f"{within}.sym-{symbol}{{fill:{colour}}}" for symbol, colour in colours.items() if symbol != "bond"
    ]
    return "".join(rules)
