"""The notice that must accompany data and models made from nmrshiftdb2."""

NOTICE = (
    "Contains information from nmrshiftdb2 (www.nmrshiftdb.org), which is made available here under "
    "the nmrshiftdb2 Database License."
)
