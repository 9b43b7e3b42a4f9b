"""TopSpin's `peaklist.xml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from kmaid_nodes.codes.reason import ReasonCode
from kmaid_nodes.errors import UnusableRow
from kmaid_nodes.reading.formats.bruker_parameters import BrukerParameters, parameters_beside
from kmaid_nodes.reading.formats.peaks import (
    check_carbon,
    checked_peaks,
    note_of_unnamed_nucleus,
    shift_of,
)
from kmaid_nodes.reading.formats.safe_xml import attribute, xml_root
from kmaid_nodes.reading.record import Peak, Record

_PICKED_FROM = re.compile(r"F1=\s*(-?\d+(?:\.\d+)?)\s*ppm")
# The left end of a spectrum whose peaks were picked: proton spectra end near 16 ppm, carbon ones near 200.
_LEFT_END_OF_PROTONS = 25.0


def read_bruker_peak_list(path: Path, stem: str) -> Iterator[Record]:
    """The record of a one-dimensional peak list, without structure; its parts (regions) are one spectrum.

    Nucleus, frequency, solvent and experiment come from `acqus` if the file lies in its experiment's folder.
    The id is the dataset's name with the number of the experiment, or else the file's name. Raises
    UserError if the file cannot be read.
    """
    root = xml_root(path)
    parameters = parameters_beside(path)
    record = parameters.record(_dataset(root) or stem)
    try:
        yield _with_peaks(record, root, parameters)
    except UnusableRow as refusal:
        yield replace(record, error=refusal.reason)


def _with_peaks(record: Record, root: Element, parameters: BrukerParameters) -> Record:
    if root.find(".//Peak1D") is None and root.find(".//Peak2D") is not None:
        raise UnusableRow(ReasonCode.TWO_DIMENSIONAL)
    check_carbon(parameters.nucleus)
    peaks = checked_peaks(
        Peak(shift_of(attribute(peak, "F1")), label=attribute(peak, "annotation") or None)
        for peak in root.iter("Peak1D")
    )
    if parameters.nucleus is not None:
        return replace(record, peaks=peaks)
    left_ends = [
        float(match[1])
        for details in root.iter("PeakPickDetails")
        if (match := _PICKED_FROM.search(details.text or ""))
    ]
    if left_ends and max(left_ends) < _LEFT_END_OF_PROTONS:
        raise UnusableRow(
            ReasonCode.PERHAPS_PROTONS,
            lowest=f"{min(p.ppm for p in peaks):g}",
            highest=f"{max(p.ppm for p in peaks):g}",
        )
    return replace(record, peaks=peaks, notes=(note_of_unnamed_nucleus(peaks),))


def _dataset(root: Element) -> str | None:
    header = root.find(".//PeakList1DHeader")
    if header is None:
        header = root.find(".//PeakList2DHeader")
    if header is None:
        return None
    parts = [part for name in ("name", "expNo") if (part := attribute(header, name))]
    return "/".join(parts) or None
