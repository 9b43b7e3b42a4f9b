"""Which numbers the descriptors of a molecule are; known from a model's settings, without PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kmaid_nodes.model.config import Preset

MODEL_COLUMN = "descriptor_model"
_PARTS = 4
_LEAST_DIGITS = 3


@dataclass(frozen=True)
class DescriptorLayout:
    """Descriptors pool the atom states of one network, `width` numbers for each atom, after two layers.

    In this order: the sums over the atoms after the first layer, then the sums, means and standard deviations
    after the middle layer. The first layer has seen the neighbours of each atom, the middle one its
    environment; later ones know more about shifts and less about the molecule. Chosen among 60 other ways of
    pooling, on molecules that no published figure comes from (`docs/descriptors.md`).

    member: the number of the network, from 0: the first one whose densities count. An embedder that only
    embeds is narrower, and its descriptors are weaker. layers: of its graph encoder.
    """

    member: int
    width: int
    layers: int

    @classmethod
    def of(cls, preset: Preset) -> DescriptorLayout:
        """The layout of a model with these settings."""
        member = 0 if preset.embedder_in_ensemble or len(preset.members) == 1 else 1
        architecture = preset.finished(member).architecture
        return cls(member, architecture.width, architecture.layers)

    @property
    def first_layer(self) -> int:
        """The earlier of the two layers; layers count from 1."""
        return 1

    @property
    def middle_layer(self) -> int:
        """The later of the two layers; it is the first one as well if there is no other."""
        return min(self.layers, max(2, (self.layers + 1) // 2))

    @property
    def length(self) -> int:
        """How many numbers describe a molecule."""
        return _PARTS * self.width

    @property
    def names(self) -> Sequence[str]:
        """`descriptor_001` and so on: the columns of all tables, in KNIME too."""
        digits = max(_LEAST_DIGITS, len(str(self.length)))
        return [f"descriptor_{number:0{digits}d}" for number in range(1, self.length + 1)]
