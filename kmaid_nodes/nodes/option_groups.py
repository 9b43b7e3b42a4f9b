"""Options in the sections of a dialog: input, chemistry, output, advanced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import knime.extension as knext

Group = TypeVar("Group")

# Workflows of 0.1.0 have all their options at the top.
_SINCE = "0.2.0"


def option_group(label: str, is_advanced: bool = False) -> Callable[[type[Group]], type[Group]]:
    """A class of options as a section of a dialog; its docstring describes the section."""

    def decorate(options: type[Group]) -> type[Group]:
        options.option_names = tuple(_public_names(options))  # type: ignore[attr-defined]
        return knext.parameter_group(label, since_version=_SINCE, is_advanced=is_advanced)(options)

    return decorate


class GroupedOptions:
    """A node whose options are in groups; settings that are saved without groups are put into theirs.

    columns_gone: what to warn of optional columns that were chosen and that the table no longer has.
    """

    columns_gone: str | None = None

    def _modify_parameters(self, saved: dict[str, Any]) -> dict[str, Any]:
        """KNIME calls this with the settings of a workflow, before it reads them."""
        settings = dict(saved)
        for group, names in self._groups().items():
            loose = {name: settings.pop(name) for name in names if name in settings}
            if loose:
                settings[group] = {**settings.get(group, {}), **loose}
        return settings

    def _groups(self) -> dict[str, tuple[str, ...]]:
        """The names of the options by the attribute that holds their group."""
        attributes = {
            name: value for kind in reversed(type(self).__mro__) for name, value in vars(kind).items()
        }
        return {
            name: value.option_names for name, value in attributes.items() if hasattr(value, "option_names")
        }


def _public_names(options: type) -> list[str]:
    kinds = reversed(options.__mro__[:-1])
    return list(dict.fromkeys(name for kind in kinds for name in vars(kind) if not name.startswith("_")))
