"""What a candidate is to the best of its constitution, as stable codes."""

from enum import StrEnum


class Relation(StrEnum):
    """COPY: the same structure; STEREOISOMER: the same constitution with another configuration."""

    COPY = "copy"
    STEREOISOMER = "stereoisomer"
