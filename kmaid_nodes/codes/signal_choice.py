"""What one entry of a predicted spectrum stands for, as stable codes."""

from enum import StrEnum


class SignalChoice(StrEnum):
    """CLASS: one signal for each symmetry class, as in a measured spectrum; CARBON: one for each carbon."""

    CLASS = "class"
    CARBON = "carbon"
