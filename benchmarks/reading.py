"""Count what is read from files and what is refused, with the reasons.

python benchmarks/reading.py FILE...
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from kmaid_nodes.reading.files import read_records
from kmaid_nodes.wording.reason import reason_sentence


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        start, reasons, read = time.perf_counter(), Counter[str](), 0
        for record in read_records(path):
            read += 1
            if record.error:
                reasons[reason_sentence(record.error)] += 1
        seconds = time.perf_counter() - start
        print(f"{path.name}: {read} records, {reasons.total()} refused, {seconds:.1f} s")
        for reason, count in reasons.most_common():
            print(f"  {count} x {reason}")


if __name__ == "__main__":
    main()
