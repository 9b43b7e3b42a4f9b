"""All settings of a training run besides its data, device and seed, and the named presets of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from kmaid_nodes.errors import UserError
from kmaid_nodes.model.settings import (
    DISTILLED_ARCHITECTURE,
    Architecture,
    CalibrationSettings,
    DistillationSettings,
    DomainSettings,
    FineTuningSettings,
    HitProbabilitySettings,
    MemberSettings,
    Objective,
    Schedule,
    StructureProbabilitySettings,
    TeacherSettings,
    require,
)
from kmaid_nodes.model.settings_values import from_table, from_text, simple_settings

MOST_MEMBERS = 16


@dataclass(frozen=True)
class Preset:
    """The settings of all stages of a training.

    members: the networks of the ensemble, the first of which also embeds; distillation: one for each of the
    first members that are distilled; teachers: how members learn from a file of teachers' shifts;
    embedder_in_ensemble: the first member's densities count in the ensemble; where not, it only embeds (a
    single member always predicts); fine_tuning: how the members of a model are trained further, None where
    training starts from random weights.
    """

    name: str = "default"
    members: tuple[MemberSettings, ...] = (MemberSettings(),)
    distillation: tuple[DistillationSettings, ...] = ()
    teachers: TeacherSettings = field(default_factory=TeacherSettings)
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    domain: DomainSettings = field(default_factory=DomainSettings)
    hit_probability: HitProbabilitySettings = field(default_factory=HitProbabilitySettings)
    structure_probability: StructureProbabilitySettings = field(default_factory=StructureProbabilitySettings)
    embedder_in_ensemble: bool = True
    fine_tuning: FineTuningSettings | None = None

    def __post_init__(self) -> None:
        require(1 <= len(self.members) <= MOST_MEMBERS, f"members must be from 1 to {MOST_MEMBERS}")
        require(
            len(self.distillation) <= len(self.members), "there must not be more distillations than members"
        )
        for member, distillation in zip(self.members, self.distillation):
            require(
                distillation.layers <= member.architecture.layers,
                "a distilled member must not have more layers than before",
            )
        same = ("ppm_start", "ppm_stop", "ppm_step", "features")
        require(
            all(
                getattr(member.architecture, name) == getattr(self.architecture, name)
                for member in self.members
                for name in same
            ),
            f"all members must have the same {', '.join(same)}",
        )

    @property
    def architecture(self) -> Architecture:
        """The architecture of the first member, which embeds."""
        return self.members[0].architecture

    @property
    def objective(self) -> Objective:
        """The objective of the first member."""
        return self.members[0].objective

    def distilled(self, number: int) -> MemberSettings:
        """The settings of a member while it is distilled; members count from 0."""
        return self.distillation[number].of(self.members[number])

    def finished(self, number: int) -> MemberSettings:
        """The settings with which a member was trained last; members count from 0."""
        return self.distilled(number) if number < len(self.distillation) else self.members[number]

    @property
    def recombined_molecules(self) -> int:
        """How many recombined molecules the distillation asks for."""
        return max((each.recombined_molecules for each in self.distillation), default=0)

    def to_json(self) -> dict[str, Any]:
        """Nested plain values."""
        listed = {name: list(map(asdict, getattr(self, name))) for name in ("members", "distillation")}
        return asdict(self) | listed

    @classmethod
    def from_json(cls, data: Any) -> Preset:
        """The preset that `to_json` wrote; UserError naming a setting that is unknown or mistyped."""
        return from_table(cls, with_later_settings(data))

    def with_architecture(self, architecture: Architecture) -> Preset:
        """The same preset with this architecture for all members, also once they are distilled."""
        own = {name: getattr(architecture, name) for name in DISTILLED_ARCHITECTURE}
        return replace(
            self,
            members=tuple(replace(member, architecture=architecture) for member in self.members),
            distillation=tuple(replace(each, **own) for each in self.distillation),
        )

    def with_members(self, number: int) -> Preset:
        """The same preset with so many members: the last ones left out, or copies of the first added."""
        more = (self.members[0],) * (number - len(self.members))
        return replace(self, members=(self.members + more)[:number], distillation=self.distillation[:number])

    def with_settings(self, assignments: Sequence[str]) -> Preset:
        """Change settings by text such as `objective.tau1=1` or `architecture.width=128`.

        architecture, objective and schedule hold for all members and their distillation; distillation,
        teachers, calibration, domain, hit_probability, structure_probability and fine_tuning for those;
        members is their number. Names of earlier versions are understood.

        Raises UserError for an unknown setting, a value that does not fit it, or a setting of a distillation
        or fine-tuning that there is not.
        """
        chosen, changes = self, []
        for text in assignments:
            written, _, value = text.partition("=")
            path = _EARLIER_PATHS.get(written, written)
            if path == _REMATCH:
                _refuse_rematch(value)
            elif path == "members":
                number = from_text(value, 1, path)
                require(1 <= number <= MOST_MEMBERS, f"members must be from 1 to {MOST_MEMBERS}")
                chosen = chosen.with_members(number)
            elif path == "embedder_in_ensemble":
                chosen = replace(chosen, embedder_in_ensemble=from_text(value, True, path))
            else:
                changes.append((written, path, value))
        # All at once, since two changes may be right only together.
        data = chosen.to_json()
        for written, path, value in changes:
            _set(data, path, value)
            if path.startswith("distillation.") and not chosen.distillation:
                raise UserError(
                    f"{written} would change nothing: the preset {chosen.name!r} has no distillation."
                )
            if path.startswith("fine_tuning.") and chosen.fine_tuning is None:
                raise UserError(
                    f"{written} would change nothing: training does not start from a model (--start-from)."
                )
        return Preset.from_json(data)


def with_later_settings(data: Any) -> Any:
    """Settings that an earlier version wrote, with those of schedules that came later as they were then."""
    if not isinstance(data, dict):
        return data
    completed = dict(data)
    for name in ("members", "distillation"):
        if isinstance(tables := data.get(name), (list, tuple)):
            completed[name] = [_with_later_schedule(table) for table in tables]
    return completed


def _with_later_schedule(table: Any) -> Any:
    if not isinstance(table, dict) or not isinstance(schedule := table.get("schedule"), dict):
        return table
    return table | {"schedule": SINCE_0_1["schedule"] | schedule}


SINCE_0_1 = {"schedule": {"configuration_dropped": 0.0}}
"""Settings that came after version 0.1.0, with the values that stand for what it did."""

_EARLIER_PATHS = {"schedule.members": "members", "schedule.made": "distillation.recombined_molecules"}
_REMATCH = "schedule.rematch_after"


def _refuse_rematch(value: str) -> None:
    """Only 1 is accepted: it meant never, which is now the only behaviour."""
    if from_text(value, 1.0, _REMATCH) != 1:
        raise UserError(
            "There is no setting schedule.rematch_after any more: recovered labels are no longer matched "
            "anew during training. Leave it out."
        )


def _set(data: dict[str, Any], path: str, text: str) -> None:
    """Change the setting in all tables of `Preset.to_json` that have it."""
    part, _, name = path.partition(".")
    known = _KNOWN.get(part, {})
    if name not in known:
        raise UserError(f"There is no setting {path!r}; write for example objective.tau1=1.")
    value = from_text(text, known[name], path)
    if part in (
        "teachers",
        "calibration",
        "domain",
        "hit_probability",
        "structure_probability",
        "fine_tuning",
    ):
        if data[part] is not None:
            data[part][name] = value
    elif part == "distillation":
        for table in data[part]:
            table[name] = value
    else:
        for table in (*data["members"], *data["distillation"]):
            if part in table:
                table[part][name] = value
        if part == "architecture" and name in DISTILLED_ARCHITECTURE:
            for table in data["distillation"]:
                table[name] = value


PAPER = Preset(
    "paper",
    (
        MemberSettings(
            Architecture(
                features="paper",
                message_passing="gin",
                width=128,
                layers=5,
                projection=512,
                channel=False,
                learned_temperature=False,
                dropout=0.0,
                masked=0.0,
            ),
            Objective(tau1=1e-5, tau2=10.0, graph=0.1, node=0.9, density=0.0),
            Schedule(
                batch=128,
                epochs=200,
                learning_rate=1e-3,
                weight_decay=1e-3,
                one_cycle=False,
                average=0.0,
                augment=False,
                configuration_dropped=0.0,
                patience=200,
            ),
        ),
    ),
)
DEFAULT = Preset()


def _ensemble() -> Preset:
    """A narrow member that embeds quickly, and two wide ones with different errors that predict shifts."""
    embedder = MemberSettings(
        Architecture(width=128, dropout=0.15, masked=0.0),
        Objective(graph=0.3),
        Schedule(batch=128, epochs=14, patience=14, average=0.998),
    )
    wide = replace(embedder.architecture, width=192)
    at_length = replace(
        embedder,
        architecture=replace(wide, dropout=0.1),
        schedule=replace(embedder.schedule, epochs=20, last_rate=0.87, average=0.999),
    )
    regularised = replace(embedder, architecture=replace(wide, dropout=0.25, masked=0.05))
    distillation = DistillationSettings()
    # Only the first embeds: one layer less, and more weight on the graph level.
    of_embedder = replace(
        distillation,
        layers=5,
        objective=replace(distillation.objective, graph=0.3),
        schedule=replace(distillation.schedule, epochs=5),
    )
    return Preset(
        "ensemble",
        (embedder, at_length, regularised),
        (of_embedder, distillation, distillation),
        embedder_in_ensemble=False,
    )


ENSEMBLE = _ensemble()
BUNDLED = Preset(
    "bundled",
    (
        MemberSettings(
            Architecture(masked=0.0),
            Objective(graph=0.1),
            Schedule(batch=96, epochs=14, patience=14, average=0.998),
        ),
    ),
    teachers=TeacherSettings(weight=0.75),
)


def preset(name: str) -> Preset:
    """The preset called `paper` (the published choices), `default` (ours), `bundled` (one network that learns
    from teachers as well) or `ensemble` (three networks that teach each other)."""
    presets = {"paper": PAPER, "default": DEFAULT, "bundled": BUNDLED, "ensemble": ENSEMBLE}
    if name not in presets:
        raise UserError(f"Unknown preset {name!r}; there are {', '.join(presets)}.")
    return presets[name]


_PARTS_OF_A_PRESET = (
    "teachers",
    "calibration",
    "domain",
    "hit_probability",
    "structure_probability",
    "fine_tuning",
)
# Every setting that a text can change, with its default, which tells its type.
_KNOWN: dict[str, dict[str, Any]] = {
    "architecture": asdict(Architecture()),
    "objective": asdict(Objective()),
    "schedule": asdict(Schedule()),
    "distillation": simple_settings(DistillationSettings()),
    "teachers": asdict(TeacherSettings()),
    "calibration": asdict(CalibrationSettings()),
    "domain": asdict(DomainSettings()),
    "hit_probability": asdict(HitProbabilitySettings()),
    "structure_probability": asdict(StructureProbabilitySettings()),
    "fine_tuning": asdict(FineTuningSettings()),
}
