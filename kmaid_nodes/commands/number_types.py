"""Types of arguments that are whole numbers."""

from __future__ import annotations

import argparse


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _seed(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError("must be from 0 to 4294967295")
    return number


def _devices(text: str) -> int | str:
    return text if text == "auto" else _positive(text)


# argparse writes the functions' own names into its messages: "invalid _positive value".
positive, count, seed, devices = _positive, _count, _seed, _devices
