"""The shipped slice of nmrshiftdb2.

Contains information from nmrshiftdb2 (www.nmrshiftdb.org), which is made available here under the
nmrshiftdb2 Database License.
"""

from pathlib import Path

SLICE = Path(__file__).with_name("nmrshiftdb2_slice.sd.gz")
