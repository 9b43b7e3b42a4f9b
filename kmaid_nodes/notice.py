"""What has to be said where data or models made from nmrshiftdb2 are shown."""

NOTICE = (
    "Contains information from nmrshiftdb2 (www.nmrshiftdb.org), which is made available here under "
    "the nmrshiftdb2 Database License."
)
