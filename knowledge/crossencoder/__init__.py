"""Models that read two texts at once: the bundled one, and those that an operator names."""

from knowledge.crossencoder.bundled import BundledCrossEncoder, load_bundled
from knowledge.crossencoder.model import MOST_CHARACTERS, CrossEncoder

__all__ = ["MOST_CHARACTERS", "BundledCrossEncoder", "CrossEncoder", "load_bundled"]
