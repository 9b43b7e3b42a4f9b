"""The candidate structures of spectra: the same for all, or those that name the spectrum as theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kmaid_nodes.codes.reason import Reason, ReasonCode
from kmaid_nodes.retrieval.library import Library


@dataclass(frozen=True)
class CandidateSets:
    """of_all: candidates of every spectrum, None if each belongs to one; by_key: otherwise those that belong
    to each spectrum, by its key. The ids in all libraries are different."""

    of_all: Library | None = None
    by_key: Mapping[str, Library] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        """Number of candidates."""
        libraries = self.by_key.values() if self.of_all is None else [self.of_all]
        return sum(map(len, libraries))

    def of(self, key: str | None) -> Library | None:
        """The candidates of the spectrum with this key; None if there are none."""
        if self.of_all is not None:
            return self.of_all
        if key is None or key not in self.by_key:
            return None
        self._asked.add(key)
        return self.by_key[key]

    def without_spectrum(self) -> list[tuple[str, str]]:
        """Key and id of the candidates of spectra that nobody has asked for so far."""
        return [
            (key, id)
            for key, library in self.by_key.items()
            if key not in self._asked
            for id in library.ids.to_pylist()
        ]

    def left_out(self) -> Iterator[tuple[str, Reason]]:
        """The ids of the same candidates, and why they have no rank."""
        for key, id in self.without_spectrum():
            yield id, Reason.of(ReasonCode.NO_SUCH_SPECTRUM, key=key)


def key_text(value: Any) -> str | None:
    """A key as text, so that the numbers 7 and 7.0 and the text ` 7` are one; None where there is none."""
    if value is None or value != value:
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip() or None
