"""How many peaks lists have for the carbons of their structures, beside what is allowed.

usage: python benchmarks/peak_counts.py FILE...
"""

from __future__ import annotations

import sys
from pathlib import Path

from kmaid_nodes.chemistry.structure import parse_structure
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.files import read_records
from kmaid_nodes.tasks.plausible_count import PlausibleCount

_SHOWN = 3


def main() -> None:
    allowed = PlausibleCount()
    for path in map(Path, sys.argv[1:]):
        shares: list[tuple[float, int, int]] = []
        for record in read_records(path):
            if not record.peaks or not record.structure:
                continue
            try:
                carbons = len(parse_structure(record.structure).carbons)
            except UnusableRow:
                continue
            peaks = len(record.peaks)
            shares.append((peaks / allowed.most(carbons), peaks, carbons))
        refused = sum(share > 1 for share, _, _ in shares)
        longest = ", ".join(
            f"{peaks} peaks for {carbons} carbons ({share:.2f} of what is allowed)"
            for share, peaks, carbons in sorted(shares, reverse=True)[:_SHOWN]
        )
        print(f"{path.name}: {len(shares)} lists, {refused} refused; longest: {longest}", flush=True)


if __name__ == "__main__":
    main()
