"""What a model is made of and what it is trained towards, as plain JSON-able settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_args, get_type_hints

from kmaid_nodes.errors import UserError

Discrimination = Literal["K-ID", "SP-ID", "WP-ID"]

MOST_MEMBERS = 16


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise UserError(f"Among the settings, {sentence}.")


def _settings(kind: type, data: dict[str, Any]) -> Any:
    types = get_type_hints(kind)
    if not isinstance(data, dict):
        raise UserError("The settings are not a table of names and values.")
    unknown = set(data) - {f.name for f in fields(kind)}
    if unknown:
        raise UserError(f"Unknown setting {sorted(unknown)[0]!r}.")
    for name, value in data.items():
        allowed = get_args(types[name])
        if allowed and value not in allowed:
            raise UserError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
        if not allowed and not isinstance(value, (int, float) if types[name] is float else types[name]):
            raise UserError(f"{name} is {value!r}; it must be {types[name].__name__}.")
    return replace(kind(), **data)


def _lists_of_text(data: Any, name: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(data, list) or not all(
        isinstance(inner, list) and all(isinstance(text, str) for text in inner) for inner in data
    ):
        raise UserError(f"The settings under {name!r} are not lists of text.")
    return tuple(tuple(inner) for inner in data)


def _truth(data: Any) -> bool:
    if not isinstance(data, bool):
        raise UserError("first_votes is neither true nor false.")
    return data


def _parse(text: str, kind: type, path: str) -> Any:
    try:
        if kind is bool:
            return {"true": True, "false": False}[text.lower()]
        return kind(text)
    except (ValueError, KeyError):
        raise UserError(f"{path} must be {kind.__name__}, not {text!r}.") from None


@dataclass(frozen=True)
class Architecture:
    """The network.

    features: feature set of atoms and bonds; message_passing: "gated" (residual gated graph
    convolutions, Bresson & Laurent 2017, arXiv 1711.07553) or "gin" (Xu et al. 2019, arXiv 1810.00826).
    width, layers: of the graph encoder; spectrum_layers: attention layers over a peak list.
    projection: length of the aligned vectors; channel: communication between the two levels.
    learned_temperature: cosine-like similarity with learned scale, else the plain dot product.
    ppm_start, ppm_stop, ppm_step: the axis on which a carbon's density over ppm is read off.
    dropout: on atoms, peaks and projections; masked: share of atoms and of bonds about which nothing is
    told in training, so that no carbon is known by heart.
    """

    features: str = "default"
    message_passing: Literal["gated", "gin"] = "gated"
    width: int = 192
    layers: int = 6
    spectrum_layers: int = 2
    projection: int = 256
    channel: bool = True
    learned_temperature: bool = True
    ppm_start: float = -30.0
    ppm_stop: float = 260.0
    ppm_step: float = 0.25
    dropout: float = 0.15
    masked: float = 0.05

    def __post_init__(self) -> None:
        _require(self.width >= 8 and self.width % 8 == 0, "width must be a multiple of 8")
        _require(self.layers >= 1 and self.spectrum_layers >= 0, "layers must be at least 1")
        _require(self.projection >= 1, "projection must be at least 1")
        _require(0 <= self.dropout < 1, "dropout must be from 0 to below 1")
        _require(0 <= self.masked < 1, "masked must be from 0 to below 1")
        _require(0 < self.ppm_step <= 10, "ppm_step must be above 0 and at most 10")
        _require(-1000 <= self.ppm_start < self.ppm_stop <= 1000, "ppm_start must be below ppm_stop")

    @property
    def ppm_bins(self) -> int:
        """Points of the ppm axis, both ends included."""
        return round((self.ppm_stop - self.ppm_start) / self.ppm_step) + 1


@dataclass(frozen=True)
class Objective:
    """L = graph * CL_graph + node * CL_node + density * NLL(ppm).

    discrimination: how node-level targets spread over peaks of nearly the same ppm. K-ID: softmax of
    tau2 / (|difference in ppm| + tau1); SP-ID: equal shares on the same ppm; WP-ID: equal shares
    within `weak_pair_ppm`. The density term is the same alignment against all peaks there could be.
    """

    discrimination: Discrimination = "K-ID"
    tau1: float = 0.5
    tau2: float = 5.0
    weak_pair_ppm: float = 0.5
    graph: float = 0.2
    node: float = 0.3
    density: float = 1.0
    density_span_ppm: float = 0.6

    def __post_init__(self) -> None:
        _require(0 < self.tau1 < 1e6 and 0 < self.tau2 < 1e6, "tau1 and tau2 must be above 0")
        _require(self.weak_pair_ppm >= 0, "weak_pair_ppm must not be below 0")
        _require(0 < self.density_span_ppm < 100, "density_span_ppm must be above 0")
        weights = (self.graph, self.node, self.density)
        _require(all(0 <= w < 1e6 for w in weights), "the weights of the losses must not be below 0")
        _require(self.node + self.density > 0, "one of the weights node and density must be above 0")

    @property
    def density_from_nodes(self) -> bool:
        """No density is trained; it is read off the node-level alignment, multiplicity included."""
        return self.density == 0


@dataclass(frozen=True)
class Schedule:
    """How training goes.

    batch: molecules; epochs: at most; patience: epochs without a smaller validation shift error
    before an early stop; average: decay of the exponential moving average of weights (0: none);
    augment: peak lists are varied (multiplicities left out, equal peaks merged, peaks lost or added);
    last_rate: learning rate at the end of the cycle, as a share of the highest: weights averaged while
    the rate stays high learn less by heart; rematch_after: share of the epochs after which recovered labels
    are matched anew (1: never);
    members: networks trained one after the other, each from its own seed, that predict together;
    made: molecules made of halves of training molecules, on which a member that is taught learns as well.
    """

    batch: int = 64
    epochs: int = 20
    patience: int = 6
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    one_cycle: bool = True
    last_rate: float = 0.0
    average: float = 0.997
    augment: bool = True
    rematch_after: float = 1.0
    members: int = 1
    made: int = 0

    def __post_init__(self) -> None:
        _require(self.batch >= 2, "batch must be at least 2")
        _require(self.epochs >= 1, "epochs must be at least 1")
        _require(self.patience >= 1, "patience must be at least 1")
        _require(0 < self.learning_rate <= 1, "learning_rate must be above 0 and at most 1")
        _require(0 <= self.weight_decay <= 1, "weight_decay must be from 0 to 1")
        _require(0 <= self.last_rate <= 1, "last_rate must be from 0 to 1")
        _require(0 <= self.rematch_after <= 1, "rematch_after must be from 0 to 1")
        _require(1 <= self.members <= MOST_MEMBERS, f"members must be from 1 to {MOST_MEMBERS}")
        _require(0 <= self.average < 1, "average must be from 0 to below 1")
        _require(0 <= self.made <= 10_000_000, "made must be from 0 to 10,000,000")


@dataclass(frozen=True)
class Preset:
    """Everything that a training run is told besides its data, device and seed.

    further: settings of the members after the first where they differ from its own, such as
    "architecture.width=192", a list for each; members trained differently err differently.
    taught: settings of a last training in which a member learns from all together, a list for each member
    that does, from the first on; the largest number of made molecules holds for all of them.
    first_votes: the first member's densities count in the mean; where not, it only embeds (alone, it votes).
    """

    name: str = "default"
    architecture: Architecture = field(default_factory=Architecture)
    objective: Objective = field(default_factory=Objective)
    schedule: Schedule = field(default_factory=Schedule)
    further: tuple[tuple[str, ...], ...] = ()
    taught: tuple[tuple[str, ...], ...] = ()
    first_votes: bool = True

    def __post_init__(self) -> None:
        for number in range(len(self.taught)):
            self._check_taught(number)
        for number in range(1, len(self.further) + 1):
            other = self.of_member(number).architecture
            same = ("ppm_start", "ppm_stop", "ppm_step", "features")
            _require(
                all(getattr(other, name) == getattr(self.architecture, name) for name in same),
                f"all members must have the same {', '.join(same)}",
            )

    def _check_taught(self, number: int) -> None:
        before, taught = self.of_member(number).architecture, self.of_taught(number).architecture
        alike = replace(taught, layers=before.layers, dropout=before.dropout, masked=before.masked)
        _require(
            alike == before and taught.layers <= before.layers,
            "taught may change of a member's network only layers (to fewer), dropout and masked",
        )

    def of_member(self, number: int) -> Preset:
        """What one member is told, counted from 0."""
        alone = replace(self, further=(), taught=(), first_votes=True)
        if not 0 < number <= len(self.further):
            return alone
        return alone.with_settings(list(self.further[number - 1]))

    def of_taught(self, number: int) -> Preset:
        """What a member is told when it is taught, counted from 0."""
        return self.of_member(number).with_settings(list(self.taught[number]))

    @property
    def members_taught(self) -> int:
        """How many members are taught at the end, the first ones."""
        return min(len(self.taught), self.schedule.members)

    def finished(self, number: int) -> Preset:
        """What one member was told last, counted from 0."""
        return self.of_taught(number) if number < len(self.taught) else self.of_member(number)

    def to_json(self) -> dict[str, Any]:
        """Nested plain values."""
        lists = {name: [list(told) for told in getattr(self, name)] for name in ("further", "taught")}
        return asdict(self) | lists

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Preset:
        """The preset that `to_json` wrote; UserError naming a setting that is unknown or mistyped."""
        if not isinstance(data, dict):
            raise UserError("The settings are not a table of names and values.")
        return cls(
            str(data.get("name", "custom")),
            _settings(Architecture, data.get("architecture", {})),
            _settings(Objective, data.get("objective", {})),
            _settings(Schedule, data.get("schedule", {})),
            _lists_of_text(data.get("further", []), "further"),
            _lists_of_text(data.get("taught", []), "taught"),
            _truth(data.get("first_votes", True)),
        )

    def with_settings(self, assignments: list[str]) -> Preset:
        """Change settings by text such as `objective.tau1=1` or `architecture.width=128`.

        They hold for further members and for the last training too, whatever those were told before.
        """
        data = self.to_json()
        changed = {}
        for text in assignments:
            path, _, value = text.partition("=")
            part, _, name = path.partition(".")
            if part not in ("architecture", "objective", "schedule") or name not in data[part]:
                raise UserError(f"There is no setting {path!r}; write for example objective.tau1=1.")
            data[part][name] = _parse(value, type(data[part][name]), path)
            changed[path] = text
        for settings in (*data["further"], *data["taught"]):
            settings[:] = [changed.get(told.partition("=")[0], told) for told in settings]
        return Preset.from_json(data)


PAPER = Preset(
    "paper",
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
        patience=200,
    ),
)
DEFAULT = Preset()
_TAUGHT = (
    "architecture.dropout=0.1",
    "architecture.masked=0.0",
    "objective.graph=0.1",
    "schedule.batch=192",
    "schedule.epochs=6",
    "schedule.learning_rate=0.001",
    "schedule.last_rate=0.0",
    "schedule.average=0.998",
    "schedule.rematch_after=1.0",
    "schedule.made=30000",
)
BUNDLED = Preset(
    "bundled",
    Architecture(width=128, dropout=0.15, masked=0.0),
    Objective(graph=0.3),
    Schedule(batch=128, epochs=14, patience=14, average=0.998, members=3),
    (
        (
            "architecture.width=192",
            "architecture.dropout=0.1",
            "schedule.epochs=20",
            "schedule.last_rate=0.87",
            "schedule.average=0.999",
        ),
        ("architecture.width=192", "architecture.dropout=0.25", "architecture.masked=0.05"),
    ),
    # The first embeds alone: narrow, with a layer less, and compared by wholes more than the others.
    (
        (*_TAUGHT, "architecture.layers=5", "objective.graph=0.3", "schedule.epochs=5"),
        _TAUGHT,
        _TAUGHT,
    ),
    first_votes=False,
)


def preset(name: str) -> Preset:
    """The preset called `paper` (the published choices), `default` (ours) or `bundled` (ours, at length)."""
    presets = {"paper": PAPER, "default": DEFAULT, "bundled": BUNDLED}
    if name not in presets:
        raise UserError(f"Unknown preset {name!r}; there are {', '.join(presets)}.")
    return presets[name]
