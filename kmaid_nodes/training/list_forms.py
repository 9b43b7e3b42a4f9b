"""The forms in which chemists list one spectrum, as which recorded spectra are tried."""

from __future__ import annotations

from kmaid_nodes.reading.record import Peak, Record

# By name: collapsed to distinct shifts; with multiplicity.
LIST_FORMS = {
    "as recorded, with multiplicity": (False, True),
    "as recorded, without": (False, False),
    "distinct shifts, with multiplicity": (True, True),
    "distinct shifts, without": (True, False),
}


def as_listed(query: Record, distinct: bool, multiplicity: bool) -> Record:
    """The query with its list collapsed to distinct shifts or as recorded, with or without multiplicities."""
    peaks = [Peak(p.ppm, p.hydrogens if multiplicity else None) for p in query.peaks or ()]
    if distinct:
        peaks = list({round(p.ppm, 2): p for p in reversed(peaks)}.values())[::-1]
    return Record(query.id, None, tuple(peaks), query.solvent, formula=query.formula)
