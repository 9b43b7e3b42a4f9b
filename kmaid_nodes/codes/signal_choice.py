"""What one entry of a predicted spectrum stands for, as stable codes."""

from enum import StrEnum


class SignalChoice(StrEnum):
    """CLASS: one signal for each symmetry class, as a measured spectrum has it; CARBON: one for each carbon."""

    CLASS = "class"
    CARBON = "carbon"
