"""What a check of structure and spectrum found, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kmaid_nodes.codes.finding import Finding, FindingCode
from kmaid_nodes.codes.traffic_light import TrafficLight

# Carbons or shifts that a sentence names; the numbers have columns.
_MOST_NAMED = 4
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def findings_text(findings: Iterable[Finding]) -> str:
    """`two peaks that no carbon explains (45.2, 12.1 ppm); C-5 has no peak`."""
    return "; ".join(map(_words, findings))


def comparison_text(others: int, rank: int, best: str | None) -> str:
    """How the structure does among other structures of its formula.

    others: how many were compared with it; rank: its own, from 1; best: what the best other is called.
    """
    if not others:
        return "no other structure of the formula among the candidates"
    if rank == 1:
        return f"the structure fits best of {others + 1}"
    named = f", {best} fits best" if best else ""
    return f"the structure fits {_ordinal(rank)} of {others + 1}{named}"


def light_title(light: TrafficLight, verdict: str, p_structure: float | None) -> str:
    """The heading of a picture, such as `yellow: doubtful (p 0.31)`."""
    probability = "" if p_structure is None else f" (p {p_structure:.2f})"
    return f"{light}: {verdict}{probability}"


def peaks_text(number: int) -> str:
    """`one peak`, `two peaks`, `12 peaks`."""
    return f"{_amount(number)} peak{_plural(number)}"


def carbons_text(number: int) -> str:
    """`one carbon`, `two carbons`, `12 carbons`."""
    return f"{_amount(number)} carbon{_plural(number)}"


def _amount(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _plural(number: int) -> str:
    return "" if number == 1 else "s"


def _words(finding: Finding) -> str:
    match finding.code:
        case FindingCode.ALL_EXPLAINED:
            shown = "every carbon that the experiment shows" if finding.count else "every carbon"
            return f"{shown} has a peak and every peak is explained"
        case FindingCode.TOO_FEW_PEAKS:
            return "too few peaks to judge"
        case FindingCode.NO_CARBON_SHOWN:
            return "no carbon of the structure has a peak"
        case FindingCode.POOR_FIT:
            return "the shifts together fit worse than those of a right structure usually do"
        case FindingCode.LOW_PROBABILITY:
            return f"similar wrong structures would fit as well (probability {finding.probability:.2f})"
        case FindingCode.BETTER_ISOMER:
            return f"{finding.name}, of the same formula, fits better by {finding.nats:.1f} nats"
        case FindingCode.COMMON_OFFSET:
            direction = "high" if finding.ppm[0] > 0 else "low"
            return f"all shifts seem to be {abs(finding.ppm[0]):g} ppm too {direction}"
        case FindingCode.TWO_SETS:
            return f"{peaks_text(finding.count)} of a second set of shifts (rotamer, isomer)"
        case FindingCode.UNEXPLAINED_PEAKS if finding.count == 1:
            return f"no carbon explains the peak at {_ppm(finding.ppm)}"
        case FindingCode.UNEXPLAINED_PEAKS:
            return f"{peaks_text(finding.count)} that no carbon explains ({_ppm(finding.ppm)})"
        case _:
            return _of_carbons(finding)


# By code, what is said of one carbon and of several.
_OF_CARBONS = {
    FindingCode.MISSING_CARBONS: ("{0} has no peak", "{0} have no peak ({1})"),
    FindingCode.FAR_PEAKS: (
        "the peak of {0} is far from its predicted shift",
        "the peaks of {0} are far from their predicted shifts ({1})",
    ),
    FindingCode.OTHER_MULTIPLICITY: (
        "{0} has another multiplicity than its peak",
        "{0} have other multiplicities than their peaks ({1})",
    ),
    FindingCode.NOT_TAUGHT: (
        "the model was not taught carbons like {0}",
        "{0} are of a kind that the model was not taught ({1})",
    ),
}


def _of_carbons(finding: Finding) -> str:
    one, several = _OF_CARBONS[finding.code]
    if finding.count == 1:
        return one.format(finding.carbons[0])
    return several.format(carbons_text(finding.count), _list(finding.carbons))


def _ppm(shifts: Sequence[float]) -> str:
    return f"{_list([f'{shift:g}' for shift in shifts])} ppm"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + ", ..." * (len(names) > _MOST_NAMED)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
