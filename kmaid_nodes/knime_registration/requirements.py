"""The packages that KNIME's own Python code needs in the environment of an extension."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True)
class Requirement:
    """A package with the versions that will do: from `least` on and below `below`, where given."""

    package: str
    least: str = ""
    below: str = ""

    def __str__(self) -> str:
        """As pip takes it."""
        limits = [f">={self.least}" if self.least else "", f"<{self.below}" if self.below else ""]
        return self.package + ",".join(limit for limit in limits if limit)

    def fits(self, version: str) -> bool:
        """Whether an installed version will do."""
        number = _number(version)
        return (not self.least or number >= _number(self.least)) and (
            not self.below or number < _number(self.below)
        )


# As the extra `knime` of pyproject.toml has them; a test compares. KNIME 5.12 fails on every table with
# pandas 3 and on every description with Markdown 3.11, as tried on its own code.
KNIME_NEEDS = (
    Requirement("py4j", "0.10.9"),
    Requirement("pandas", "2.0", "3"),
    Requirement("pyarrow", "18"),
    Requirement("markdown", "3.4", "3.11"),
    Requirement("python-dateutil", "2.8"),
    Requirement("pytz", "2023.3"),
)


def unmet(requirements: tuple[Requirement, ...] = KNIME_NEEDS) -> list[Requirement]:
    """Those that the running Python lacks, or has in a version that will not do."""
    return [wanted for wanted in requirements if not _is_met(wanted)]


def pip_command(python: str, wanted: Sequence[Requirement]) -> str:
    """The command that adds packages to a Python, for every usual shell."""
    program = f'"{python}"' if " " in python else python
    return " ".join((program, "-m pip install", *(f'"{requirement}"' for requirement in wanted)))


def _is_met(wanted: Requirement) -> bool:
    try:
        return wanted.fits(metadata.version(wanted.package))
    except metadata.PackageNotFoundError:
        return False


def _number(version: str) -> tuple[int, ...]:
    """The release of a version without zeros at its end: (3, 1) of 3.1.0rc1."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in found[0].split(".")] if found else [0]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
