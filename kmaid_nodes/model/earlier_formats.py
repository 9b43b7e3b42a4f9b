"""Descriptions and settings of model files of formats 4 and 5, converted to today's form.

Their settings were those of the first member. Lists of text such as "architecture.width=192" said what other
members ("further") and distillation ("taught") changed. They had no constants of a hit's probability: the
program had them, fitted to the bundled model, for every model. Models of these formats keep them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from kmaid_nodes.assignment.calibration import HitProbability
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.config import SINCE_0_1, Preset
from kmaid_nodes.model.settings import (
    DISTILLED_ARCHITECTURE,
    Architecture,
    DistillationSettings,
    Objective,
    Schedule,
)
from kmaid_nodes.model.settings_values import from_text

Member = dict[str, dict[str, Any]]

# Settings that a member no longer has, with the defaults they had.
_GONE = {"schedule": {"members": 1, "made": 0, "rematch_after": 1.0}}
HIT_PROBABILITY = HitProbability(weight=0.41, fits=4.91, per_surprise=0.68)
"""What the programs of formats 4 and 5 used for every model."""


def description_of_today(description: dict[str, Any]) -> dict[str, Any]:
    """A model file's description of any readable format, in today's form.

    Raises UserError, KeyError, TypeError or ValueError if it is not a description.
    """
    if not is_earlier(description["preset"]):
        return description
    members = description["members"]
    if not isinstance(members, int):
        raise ValueError("members is a number")
    calibration = description["calibration"] | {"hits": asdict(HIT_PROBABILITY)}
    preset = preset_of_today(description["preset"], members).to_json()
    return description | {"preset": preset, "calibration": calibration}


def is_earlier(preset: dict[str, Any]) -> bool:
    """Whether settings have the form of formats 4 and 5."""
    return "architecture" in preset


def preset_from_json(data: Any) -> Preset:
    """Settings in today's form or that of formats 4 and 5; UserError if they are in neither."""
    if isinstance(data, dict) and is_earlier(data):
        return preset_of_today(data)
    return Preset.from_json(data)


def preset_of_today(data: dict[str, Any], members: int | None = None) -> Preset:
    """A preset from settings in the form of formats 4 and 5.

    members: how many; None: as many as the settings say. Raises UserError naming a setting that is unknown or
    mistyped.
    """
    first = _first(data)
    overrides, distillation_overrides = (_lists(data, name) for name in ("further", "taught"))
    count = first["schedule"]["members"] if members is None else members
    # The first member has no overrides, nor have those beyond the list.
    changes = [(), *overrides, *((),) * count][:count]
    trained = [_changed(first, changed) for changed in changes]
    distilled = [_changed(member, changed) for member, changed in zip(trained, distillation_overrides)]
    return Preset.from_json(
        {
            "name": str(data.get("name", "custom")),
            "members": [_without_gone(member) for member in trained],
            "distillation": [_distillation(member) for member in distilled],
            "embedder_in_ensemble": data.get("first_votes", True),
        }
    )


def _first(data: dict[str, Any]) -> Member:
    kinds = {"architecture": Architecture, "objective": Objective, "schedule": Schedule}
    parts = {part: data.get(part, {}) for part in kinds}
    if not all(isinstance(values, dict) for values in parts.values()):
        raise UserError("The settings are not a table of names and values.")
    return {
        part: asdict(kind()) | SINCE_0_1.get(part, {}) | _GONE.get(part, {}) | parts[part]
        for part, kind in kinds.items()
    }


def _lists(data: dict[str, Any], name: str) -> list[list[str]]:
    lists = data.get(name, [])
    if isinstance(lists, list) and lists and all(isinstance(text, str) for text in lists):
        lists = [lists]  # the first files of format 4 have the settings of the first member alone
    if not isinstance(lists, list) or not all(
        isinstance(inner, list) and all(isinstance(text, str) for text in inner) for inner in lists
    ):
        raise UserError(f"The settings under {name!r} are not lists of text.")
    return lists


def _changed(member: Member, assignments: Iterable[str]) -> Member:
    changed = {part: dict(values) for part, values in member.items()}
    for text in assignments:
        path, _, value = text.partition("=")
        part, _, name = path.partition(".")
        if name not in changed.get(part, {}):
            raise UserError(f"Unknown setting {path!r}.")
        changed[part][name] = from_text(value, changed[part][name], path)
    return changed


def _without_gone(member: Member) -> Member:
    return {
        part: {name: value for name, value in values.items() if name not in _GONE.get(part, {})}
        for part, values in member.items()
    }


def _distillation(member: Member) -> dict[str, Any]:
    kept = _without_gone(member)
    return {
        **{part: kept[part] for part in ("objective", "schedule")},
        **{name: member["architecture"][name] for name in DISTILLED_ARCHITECTURE},
        "soft_share": DistillationSettings().soft_share,
        "recombined_molecules": member["schedule"]["made"],
    }
