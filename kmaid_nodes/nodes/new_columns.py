"""What new columns are called, so that their names never depend on chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import knime.extension as knext

from kmaid_nodes.nodes.tables import unused_name

# Put before a name that is taken, where no prefix is chosen.
USUAL_PREFIX = "K-M3AID "
# Columns that a warning names; the table has them all.
_MOST_NAMED = 3


def prefix_option() -> knext.StringParameter:
    """What the names of new columns begin with."""
    return knext.StringParameter(
        "Prefix of new columns",
        "The names of all new columns begin with this text. Without it they have the names of the "
        f"description. A name that the table has already then begins with `{USUAL_PREFIX}`.",
        "",
        since_version="0.2.0",
    )


def number_taken_option() -> knext.BoolParameter:
    """As 0.1.0 named columns, so that its workflows go on."""
    return knext.BoolParameter(
        "Number names that are taken",
        "A new column whose name is taken gets ` (#1)` behind it, as in version 0.1.0. Otherwise the prefix "
        "keeps names apart.",
        lambda version: tuple(version) < (0, 2, 0),
        since_version="0.2.0",
        is_advanced=True,
    )


@dataclass(frozen=True)
class ColumnNames:
    """prefix: of new columns; numbered: a name that is taken gets a number, as in 0.1.0."""

    prefix: str
    numbered: bool = False

    @classmethod
    def chosen(cls, output: Any) -> ColumnNames:
        """As the options of a node's output say."""
        return cls(output.prefix, output.number_taken)

    def beside(self, taken: Iterable[str], columns: Sequence[knext.Column]) -> list[knext.Column]:
        """New columns under their names beside those that are taken.

        Raises InvalidParametersError for a name that is taken even with its prefix.
        """
        names, named = list(taken), []
        for column in columns:
            named.append(knext.Column(column.ktype, self._unused(self.prefix + column.name, names)))
            names.append(named[-1].name)
        return named

    def note(self, taken: Iterable[str], columns: Sequence[knext.Column]) -> str | None:
        """What to tell of names that are taken; None if there are none."""
        clashes = [f'"{c.name}"' for c in columns if self.prefix + c.name in set(taken)]
        if not clashes or self.numbered:
            return None
        if len(clashes) == 1:
            return f'The table already has {clashes[0]}. So the new column has the prefix "{USUAL_PREFIX}".'
        named = ", ".join(clashes[:_MOST_NAMED])
        more = f" and {len(clashes) - _MOST_NAMED} more" if len(clashes) > _MOST_NAMED else ""
        return f'The table already has {named}{more}. So these new columns have the prefix "{USUAL_PREFIX}".'

    def of(self, name: str, taken: Iterable[str]) -> str:
        """What a new column of this name is called beside those that are taken."""
        return self._unused(self.prefix + name, list(taken))

    def _unused(self, name: str, names: list[str]) -> str:
        if name in names and self.numbered:
            return unused_name(name, names)
        apart = name if name not in names or self.prefix else USUAL_PREFIX + name
        if apart in names:
            raise knext.InvalidParametersError(
                f'The table already has a column "{apart}". Choose another prefix of new columns.'
            )
        return apart
