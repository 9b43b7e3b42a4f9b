"""The tags of NMReDATA that give labels their atoms (`NMREDATA_ASSIGNMENT`) and their couplings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kmaid_nodes.reading.nmredata_tag import restored, tag_lines

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_COUPLING = re.compile(r"[^,]+,[^,]+,\s*[-+]?\d")
_SETS_OF_LABELS = re.compile(r"(interchangeable|equivalent)\b\s*=?\s*(.*)", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One label. shift: as text; atoms: 0-based; hydrogens: explicit hydrogen atoms among them."""

    shift: str
    atoms: tuple[int, ...]  # implicit hydrogens ("H12") are not among them
    is_hydrogen: bool

    @property
    def ppm(self) -> float | None:
        """The shift where it is one number."""
        return float(self.shift) if _NUMBER.fullmatch(self.shift) else None


@dataclass(slots=True)
class AssignmentTag:
    """What the assignment tag says. labels: by label; interchangeable: labels that may be exchanged."""

    labels: dict[str, Assigned] = field(default_factory=dict)
    interchangeable: set[str] = field(default_factory=set)
    interchangeable_lines: list[str] = field(default_factory=list)

    def labels_in(self, text: str) -> list[str]:
        """The labels of `L=`: one, or several as in `(a|b)`, `1&5` and `H1, H2`; quotes are protected."""
        text = text.strip()
        if not text or text in self.labels:
            return [text] * bool(text)
        several = [part.strip() for part in re.split(r"[|&+,]", text.strip("()"))]
        return [part for part in several if part]

    def atoms_of(self, labels: Iterable[str]) -> tuple[int, ...]:
        """The atoms of labels, each once; labels that may be exchanged with others have none."""
        known = [label for label in labels if label in self.labels and label not in self.interchangeable]
        return tuple(dict.fromkeys(atom for label in known for atom in self.labels[label].atoms))


def assignment_tag(text: str, symbols: Sequence[str] | None) -> AssignmentTag:
    """`label, shift, atom[, atom...]`; atoms are 1-based, `H12` is a hydrogen on atom 12.

    symbols: the elements of the molblock, None if they are not known.
    """
    tag = AssignmentTag()
    for line in tag_lines(text, _stands_alone):
        label, *rest = (part.strip() for part in line.split(","))
        sets = _SETS_OF_LABELS.fullmatch(line)
        if sets and not (len(rest) >= 2 and _NUMBER.fullmatch(rest[0])):
            if sets[1].lower() == "interchangeable":
                tag.interchangeable.update(part.strip() for part in re.split(r"[,()]", sets[2]))
                tag.interchangeable_lines.append(restored(line))
        elif len(rest) >= 2:
            atoms = tuple(int(part) - 1 for part in rest[1:] if re.fullmatch(r"\d{1,6}", part))
            implicit = any(re.match(r"H\d", part) for part in rest[1:])
            tag.labels[label] = Assigned(rest[0], atoms, implicit or _are("H", atoms, symbols))
    return tag


def are_carbons(atoms: Collection[int], symbols: Sequence[str] | None) -> bool:
    """Whether all atoms (0-based, at least one) are carbons of the molblock."""
    return _are("C", atoms, symbols)


def couplings_to_other_nuclei(
    text: str, tag: AssignmentTag, symbols: Sequence[str] | None
) -> dict[str, tuple[float, ...]]:
    """By label of a carbon, its couplings (Hz) of the tag `NMREDATA_J` to F, P and the like, but not to H."""
    couplings: dict[str, list[float]] = {}
    for line in tag_lines(text, lambda part: bool(_COUPLING.match(part))):
        first, *rest = (part.strip() for part in line.split(","))
        if len(rest) < 2 or not _NUMBER.fullmatch(rest[1]):
            continue
        for label, partner in ((first, rest[0]), (rest[0], first)):
            if _is("C", label, tag, symbols) and _is_other(partner, tag, symbols):
                couplings.setdefault(label, []).append(abs(float(rest[1])))
    return {label: tuple(sorted(values, reverse=True)) for label, values in couplings.items()}


def _is(symbol: str, label: str, tag: AssignmentTag, symbols: Sequence[str] | None) -> bool:
    assigned = tag.labels.get(label)
    return assigned is not None and not assigned.is_hydrogen and _are(symbol, assigned.atoms, symbols)


def _is_other(label: str, tag: AssignmentTag, symbols: Sequence[str] | None) -> bool:
    assigned = tag.labels.get(label)
    if assigned is None or assigned.is_hydrogen or not assigned.atoms or symbols is None:
        return False
    return all(0 <= atom < len(symbols) and symbols[atom] not in ("C", "H", "D") for atom in assigned.atoms)


def _are(symbol: str, atoms: Collection[int], symbols: Sequence[str] | None) -> bool:
    if symbols is None or not atoms:
        return False
    return all(0 <= atom < len(symbols) and symbols[atom] == symbol for atom in atoms)


def _stands_alone(part: str) -> bool:
    return bool(re.match(r"[^,]+,\s*[-+]?\d+(?:\.\d+)?\s*,\s*\S", part) or _SETS_OF_LABELS.match(part))


def carbon_labels(tag: AssignmentTag, symbols: Sequence[str] | None) -> Iterator[str]:
    """The labels whose atoms are all carbons."""
    return (label for label in tag.labels if _is("C", label, tag, symbols))
