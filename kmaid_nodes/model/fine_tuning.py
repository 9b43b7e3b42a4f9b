"""The settings with which a trained model is trained further, derived from those it was trained with."""

from __future__ import annotations

from dataclasses import fields, replace

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.config import Preset
from kmaid_nodes.model.settings import (
    DISTILLED_ARCHITECTURE,
    Architecture,
    FineTuningSettings,
    MemberSettings,
    Objective,
    Schedule,
)

GENTLE = Schedule(batch=128, epochs=5, patience=5, learning_rate=5e-4, average=0.998)
"""A quarter of the usual learning rate and few epochs; see `docs/model.md` for the experiment."""
_SUFFIX = ", fine-tuned"
# What shapes no weights may be changed.
_ANY = tuple(name for name in DISTILLED_ARCHITECTURE if name != "layers")


def fine_tuning_preset(start: Preset) -> Preset:
    """The settings for training a model with these settings further: all its networks, none distilled.

    Raises UserError for an ensemble whose densities were not trained: it cannot be trained further.
    """
    name = start.name.removesuffix(_SUFFIX) + _SUFFIX
    members = tuple(_gentle(start.finished(number), number) for number in range(len(start.members)))
    return replace(start, name=name, members=members, distillation=(), fine_tuning=FineTuningSettings())


def _gentle(member: MemberSettings, number: int) -> MemberSettings:
    has_relations = member.architecture.features == "default"
    schedule = replace(
        GENTLE,
        augment=member.schedule.augment,
        configuration_dropped=GENTLE.configuration_dropped if has_relations else 0.0,
    )
    objective = member.objective if number == 0 else density_alone(member.objective)
    return replace(member, objective=objective, schedule=schedule)


def density_alone(objective: Objective) -> Objective:
    """The density term of an objective, for the members of a model that have lost their spectrum encoder."""
    if objective.density_from_nodes:
        raise UserError(
            "A model of several networks whose shift densities were not trained (objective.density=0) "
            "cannot be trained further."
        )
    return replace(objective, graph=0.0, node=0.0)


def refuse_another_architecture(start: Preset, wanted: Preset) -> None:
    """Raises UserError naming what differs, if the weights of a model do not fit these settings."""
    differences = []
    if len(start.members) != len(wanted.members):
        differences.append(f"{len(start.members)} and {len(wanted.members)} networks")
    for number, member in enumerate(wanted.members[: len(start.members)]):
        own = start.finished(number).architecture
        where = "" if len(start.members) == len(wanted.members) == 1 else f" (network {number + 1})"
        differences += [
            f"{f.name} {getattr(own, f.name)} and {getattr(member.architecture, f.name)}{where}"
            for f in fields(Architecture)
            if f.name not in _ANY and getattr(own, f.name) != getattr(member.architecture, f.name)
        ]
    if differences:
        raise UserError(
            "The model to start from has another architecture than these settings; it and they have "
            f"{', '.join(differences)}."
        )
