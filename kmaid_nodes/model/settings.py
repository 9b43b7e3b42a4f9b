"""The settings of a training, one object for each stage; all values are plain and JSON-able."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from kmaid_nodes.errors import UserError

Discrimination = Literal["K-ID", "SP-ID", "WP-ID"]
DISTILLED_ARCHITECTURE = ("layers", "dropout", "masked")
"""The settings of a distilled member's network that its distillation decides."""


def require(holds: bool, sentence: str) -> None:
    """Raises UserError with the sentence unless the condition holds."""
    if not holds:
        raise UserError(f"Among the settings, {sentence}.")


@dataclass(frozen=True)
class Architecture:
    """The network.

    features: feature set of atoms and bonds; message_passing: "gated" (residual gated graph
    convolutions, Bresson & Laurent 2017, arXiv 1711.07553) or "gin" (Xu et al. 2019, arXiv 1810.00826).
    width, layers: of the graph encoder; spectrum_layers: attention layers over a peak list.
    projection: length of the aligned vectors; channel: communication between the two levels.
    learned_temperature: cosine-like similarity with learned scale, else the plain dot product.
    ppm_start, ppm_stop, ppm_step: the axis on which a carbon's density over ppm is read off.
    dropout: on atoms, peaks and projections; masked: share of atoms and of bonds whose features are hidden
    in training, against overfitting.
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
        require(self.width >= 8 and self.width % 8 == 0, "width must be a multiple of 8")
        require(self.layers >= 1 and self.spectrum_layers >= 0, "layers must be at least 1")
        require(self.projection >= 1, "projection must be at least 1")
        _require_regularisation(self.dropout, self.masked)
        require(0 < self.ppm_step <= 10, "ppm_step must be above 0 and at most 10")
        require(-1000 <= self.ppm_start < self.ppm_stop <= 1000, "ppm_start must be below ppm_stop")

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
    density_span_ppm: a recorded shift counts as a Laplace distribution of this scale.
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
        require(0 < self.tau1 < 1e6 and 0 < self.tau2 < 1e6, "tau1 and tau2 must be above 0")
        require(self.weak_pair_ppm >= 0, "weak_pair_ppm must not be below 0")
        require(0 < self.density_span_ppm < 100, "density_span_ppm must be above 0")
        weights = (self.graph, self.node, self.density)
        require(all(0 <= w < 1e6 for w in weights), "the weights of the losses must not be below 0")
        require(self.node + self.density > 0, "one of the weights node and density must be above 0")

    @property
    def density_from_nodes(self) -> bool:
        """No density is trained; it is read off the node-level alignment, multiplicity included."""
        return self.density == 0


@dataclass(frozen=True)
class Schedule:
    """How one training of one member goes.

    batch: molecules; epochs: at most; patience: epochs without a smaller validation shift error
    before an early stop; average: decay of the exponential moving average of weights (0: none);
    augment: peak lists are varied (multiplicities left out, equal peaks merged, peaks removed or added);
    last_rate: learning rate at the end of the cycle, as a share of the highest: weights averaged while
    the rate stays high overfit less.
    configuration_dropped: share of the training spectra, drawn anew each time, whose structure is shown
    without configuration, 0 to 1, so that a drawing with or without it can be predicted. Half of them, as
    half of the lists are shown without multiplicities.
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
    configuration_dropped: float = 0.5

    def __post_init__(self) -> None:
        require(self.batch >= 2, "batch must be at least 2")
        require(self.epochs >= 1, "epochs must be at least 1")
        require(self.patience >= 1, "patience must be at least 1")
        require(0 < self.learning_rate <= 1, "learning_rate must be above 0 and at most 1")
        require(0 <= self.weight_decay <= 1, "weight_decay must be from 0 to 1")
        require(0 <= self.last_rate <= 1, "last_rate must be from 0 to 1")
        require(0 <= self.average < 1, "average must be from 0 to below 1")
        require(0 <= self.configuration_dropped <= 1, "configuration_dropped must be from 0 to 1")


@dataclass(frozen=True)
class MemberSettings:
    """One network of the model: what it is, what it is trained towards, and how."""

    architecture: Architecture = field(default_factory=Architecture)
    objective: Objective = field(default_factory=Objective)
    schedule: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True)
class DistillationSettings:
    """How a trained member is distilled: trained again on the mean density of all members (soft targets).

    layers: of its graph encoder, at most as many as it has: those left out are spread evenly; dropout,
    masked: as in `Architecture`; soft_share: how much soft targets count where a shift is recorded, 0 to 1;
    recombined_molecules: molecules without a spectrum, made by fragment recombination, that are used besides
    the training spectra. The largest number holds for all members.
    """

    objective: Objective = field(default_factory=lambda: Objective(graph=0.1))
    schedule: Schedule = field(
        default_factory=lambda: Schedule(batch=192, epochs=6, patience=14, learning_rate=1e-3, average=0.998)
    )
    layers: int = 6
    dropout: float = 0.1
    masked: float = 0.0
    soft_share: float = 0.5
    recombined_molecules: int = 30_000

    def __post_init__(self) -> None:
        require(self.layers >= 1, "layers must be at least 1")
        _require_regularisation(self.dropout, self.masked)
        require(0 <= self.soft_share <= 1, "soft_share must be from 0 to 1")
        require(
            0 <= self.recombined_molecules <= 10_000_000,
            "recombined_molecules must be from 0 to 10,000,000",
        )

    def of(self, member: MemberSettings) -> MemberSettings:
        """The settings of a member while it is distilled, and afterwards."""
        own = {name: getattr(self, name) for name in DISTILLED_ARCHITECTURE}
        return MemberSettings(replace(member.architecture, **own), self.objective, self.schedule)


@dataclass(frozen=True)
class TeacherSettings:
    """How members learn from teachers: other predictors' shifts of molecules without a spectrum.

    weight: how much such a molecule counts beside one with a recorded spectrum; error_ppm: the mean error
    expected of a teacher that does not tell its own.
    """

    weight: float = 1.0
    error_ppm: float = 1.0

    def __post_init__(self) -> None:
        require(0 < self.weight <= 100, "the weight of taught molecules must be above 0 and at most 100")
        require(0 < self.error_ppm <= 100, "error_ppm must be above 0 and at most 100")


# Smaller batches make the steps noisy, and those of 16 were no better than those of 32.
_SMALLEST_BATCH = 16


@dataclass(frozen=True)
class FineTuningSettings:
    """How a model is trained further on other spectra.

    soft_share: how much the densities of the model that training starts from count beside the recorded
    shifts, 0 to 1, so that it keeps what it knew; least_validation: with fewer validation spectra, that
    model's calibration is kept, since a few dozen spectra cannot tell ten interval masses and six log odds;
    least_steps: with fewer training spectra than so many batches hold, batches are smaller, and the learning
    rate falls as their square root (`docs/model.md` has the experiment).
    """

    soft_share: float = 0.5
    least_validation: int = 50
    least_steps: int = 10

    def __post_init__(self) -> None:
        require(0 <= self.soft_share <= 1, "soft_share must be from 0 to 1")
        require(self.least_validation >= 0, "least_validation must not be below 0")
        require(self.least_steps >= 1, "least_steps must be at least 1")

    def scaled(self, schedule: Schedule, spectra: int) -> Schedule:
        """The schedule for so many training spectra."""
        batch = min(schedule.batch, max(_SMALLEST_BATCH, spectra // self.least_steps))
        rate = schedule.learning_rate * (batch / schedule.batch) ** 0.5
        return replace(schedule, batch=batch, learning_rate=rate)


@dataclass(frozen=True)
class CalibrationSettings:
    """How confidences are calibrated on the validation spectra.

    draws: how often each list is corrupted anew (`training/corrupt.py`); least_cases: a list hypothesis with
    fewer right or fewer wrong carbons takes the calibration of all lists together.
    """

    draws: int = 3
    least_cases: int = 50

    def __post_init__(self) -> None:
        require(1 <= self.draws <= 100, "draws must be from 1 to 100")
        require(self.least_cases >= 1, "least_cases must be at least 1")


@dataclass(frozen=True)
class DomainSettings:
    """Which carbons count as taught (`model/domain.py`).

    least_compounds: training compounds in which the environment of a taught carbon occurs; least_with_kind:
    training compounds with a kind of atom that is not rare; near_bonds: how far the effect of a rare kind
    reaches;
    least_carbons: validation carbons outside the domain with which their widening is fitted. Chosen on
    validation spectra, so that few carbons are outside and their errors much larger than those of the others.
    """

    least_compounds: int = 2
    least_with_kind: int = 20
    near_bonds: int = 2
    least_carbons: int = 20

    def __post_init__(self) -> None:
        require(1 <= self.least_compounds <= 1000, "least_compounds must be from 1 to 1,000")
        require(0 <= self.least_with_kind <= 1000, "least_with_kind must be from 0 to 1,000")
        require(0 <= self.near_bonds <= 6, "near_bonds must be from 0 to 6")
        require(self.least_carbons >= 1, "least_carbons must be at least 1")


@dataclass(frozen=True)
class HitProbabilitySettings:
    """How the probabilities of retrieved molecules are fitted on validation spectra.

    queries: validation spectra, at most; least_queries: with fewer, nothing is fitted, and hits have no
    probability; candidates: molecules ranked for each query; missing: weight of the searches whose molecule
    was removed from the library, as a share of all; seed: of the random choice of queries.
    """

    queries: int = 150
    least_queries: int = 50
    candidates: int = 200
    missing: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        require(0 <= self.queries <= 10_000, "queries must be from 0 to 10,000")
        require(self.least_queries >= 1, "least_queries must be at least 1")
        require(2 <= self.candidates <= 10_000, "candidates must be from 2 to 10,000")
        require(0 < self.missing < 1, "missing must be above 0 and below 1")
        require(self.seed >= 0, "seed must not be below 0")


@dataclass(frozen=True)
class StructureProbabilitySettings:
    """How the network behind `p_structure` is fitted on validation spectra.

    spectra: at most; least_spectra: with fewer, nothing is fitted, and verdicts have no probability; units:
    of the hidden layer; epochs, weight_decay: of its training; folds: parts of the cross-validation that
    sets the limits of the verdict; contradicted, doubtful: shares of right structures that get these
    verdicts; seed: of the wrong structures and of the training.
    """

    spectra: int = 5_000
    least_spectra: int = 200
    units: int = 24
    epochs: int = 200
    weight_decay: float = 0.0
    folds: int = 5
    contradicted: float = 0.01
    doubtful: float = 0.055
    seed: int = 0

    def __post_init__(self) -> None:
        require(0 <= self.spectra <= 100_000, "spectra must be from 0 to 100,000")
        require(self.least_spectra >= 10, "least_spectra must be at least 10")
        require(1 <= self.units <= 256, "units must be from 1 to 256")
        require(1 <= self.epochs <= 10_000, "epochs must be from 1 to 10,000")
        require(0 <= self.weight_decay <= 1, "weight_decay must be from 0 to 1")
        require(2 <= self.folds <= 20, "folds must be from 2 to 20")
        least, both = min(self.contradicted, self.doubtful), self.contradicted + self.doubtful
        require(least > 0 and both < 1, "contradicted and doubtful must be shares above 0, together below 1")
        require(self.seed >= 0, "seed must not be below 0")


def _require_regularisation(dropout: float, masked: float) -> None:
    require(0 <= dropout < 1, "dropout must be from 0 to below 1")
    require(0 <= masked < 1, "masked must be from 0 to below 1")
