"""The options that restrict hits by formula, mass, carbons, elements and substructures."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kmaid_nodes.commands.number_types import positive

if TYPE_CHECKING:
    from kmaid_nodes.retrieval.filters import Filter


def add_filter_options(sub: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = sub.add_argument_group("filters")
    group.add_argument("--formula", help="molecular formula, such as C6H12O6")
    group.add_argument(
        "--same-formula",
        action="store_true",
        help="the formula in the formula column of the query, where there is one",
    )
    group.add_argument("--mass", type=float, metavar="DA", help="monoisotopic mass")
    group.add_argument(
        "--mass-tolerance",
        default="5ppm",
        metavar="WIDTH",
        help="in ppm or Da (default: 5ppm)",
    )
    group.add_argument("--least-carbons", type=positive, metavar="N", help="at least this many carbons")
    group.add_argument("--most-carbons", type=positive, metavar="N", help="at most this many carbons")
    group.add_argument("--elements", help="no elements but these and hydrogen, such as C,N,O")
    for name in ("required", "forbidden"):
        group.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="SMARTS",
            help=f"{name} substructure (repeatable)",
        )


def filter_of(options: argparse.Namespace) -> Filter:
    """The filter that the options describe, without the formula of the query."""
    from kmaid_nodes.retrieval.filters import Filter, elements_in, mass_width

    width, in_ppm = mass_width(options.mass_tolerance)
    return Filter(
        options.formula,
        options.mass,
        width,
        in_ppm,
        options.least_carbons,
        options.most_carbons,
        elements_in(options.elements or ""),
        tuple(options.required),
        tuple(options.forbidden),
    )
