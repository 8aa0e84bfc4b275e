"""The held-out scores along the decisions."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.learning.score import Score, by_topic
from benchmarks.learning.topics import KNOWN
from evals.intervals import bootstrap

_NAMES = {
    "none": "nothing of the answer",
    "partly": "something near it",
    "full": "the answer",
}
_COLOURS = {"none": "#3d6fb4", "partly": "#d99a2b", "full": "#2f7d5b"}


def plot(curve: Sequence[Sequence[Score]], decisions: int, every: int, path: Path) -> None:
    """Key facts and edit distance, by what the knowledge held before; bands: 95 % bootstrap."""
    import matplotlib as mpl

    mpl.use("svg" if path.suffix == ".svg" else "agg")
    from matplotlib import pyplot as plt

    made = [min(n * every, decisions) for n in range(len(curve))]
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained")
    panels: list[tuple[str, Callable[[Score], float]]] = [
        ("key facts in the draft", lambda one: one.facts),
        ("edit distance as decided", lambda one: one.as_decided),
    ]
    for axis, (title, value) in zip(axes, panels, strict=True):
        for known in KNOWN:
            points = [
                _values([s for s in scores if s.knowledge == known], value) for scores in curve
            ]
            means = [statistics.mean(point) for point in points]
            low, high = zip(*(bootstrap(point) for point in points), strict=True)
            axis.plot(made, means, color=_COLOURS[known], marker="o", ms=4, label=_NAMES[known])
            axis.fill_between(made, low, high, color=_COLOURS[known], alpha=0.13, lw=0)
        axis.set(title=title, xlabel="decisions", ylim=(0, 1), xticks=made)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].legend(frameon=False, fontsize=9, title="Before, the shop knew", title_fontsize=9)
    figure.savefig(path)


def _values(scores: Sequence[Score], value: Callable[[Score], float]) -> list[float]:
    return list(by_topic(scores, value).values())
