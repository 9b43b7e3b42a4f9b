"""The units of the figures of an evaluation, as stable codes."""

from enum import StrEnum


class MetricUnit(StrEnum):
    """SHARE: between 0 and 1; PPM: of shifts; COUNT: a number of things."""

    SHARE = "share"
    PPM = "ppm"
    COUNT = "count"
