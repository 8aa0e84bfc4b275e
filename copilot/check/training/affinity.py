"""Trains the word vectors of `copilot.check.answer.affinity` (torch, one or two cores).

Loss: InfoNCE over a batch of question-text pairs of one source, so that the other texts of
the batch are hard negatives. It starts from random vectors and inverse document frequencies,
that is from weighted word overlap, and learns which words answer which.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import save_file

from copilot.check.answer.affinity import (
    BUCKETS,
    WEIGHT_BUCKETS,
    pieces,
    weight_bucket,
    words_of,
)

if TYPE_CHECKING:  # torch costs seconds to import: only training needs it
    import torch


@dataclass(frozen=True, slots=True)
class TextPair:
    """A question or heading and the text that answers it. `group` shares hard negatives."""

    question: str
    text: str
    group: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    dimension: int = 64
    batch: int = 128
    question_words: int = 16
    text_words: int = 90
    epochs: int = 1
    rate: float = 2e-3
    weight_rate: float = 2e-2
    temperature: float = 0.05
    seed: int = 20240601


def train(pairs: Sequence[TextPair], recipe: Recipe, out: Path, *, log: bool = True) -> None:
    """Trains on the pairs and writes the int8 weights."""
    import torch

    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)  # noqa: S311 -- reproducible, not secret
    encoded = [
        (words_of(p.question)[: recipe.question_words], words_of(p.text)[: recipe.text_words])
        for p in pairs
    ]
    model = _Model(recipe, _log_idf(text for _, text in encoded))
    batches = list(_batches(pairs, recipe, rng))
    total = recipe.epochs * len(batches)
    step = 0
    for _ in range(recipe.epochs):
        rng.shuffle(batches)
        for rows in batches:
            loss = model.step([encoded[i] for i in rows], 1 - step / total)
            step += 1
            if log and step % 50 == 0:
                print(f"step {step}/{total} loss {loss:.3f}", flush=True)
    _save(model, out)


def _log_idf(texts: Iterator[list[str]]) -> np.ndarray:
    """log(idf) by weight bucket; a word never seen weighs as much as a rare one."""
    seen: Counter[int] = Counter()
    total = 0
    for text in texts:
        total += 1
        seen.update({weight_bucket(w) for w in text})
    counts = np.full(WEIGHT_BUCKETS, 2.0)
    for bucket, count in seen.items():
        counts[bucket] += count
    return np.log(np.log1p(total / counts))


def _batches(pairs: Sequence[TextPair], recipe: Recipe, rng: random.Random) -> Iterator[list[int]]:
    """Batches from one group where it is large enough; the rest is mixed."""
    groups: dict[str, list[int]] = {}
    for i, pair in enumerate(pairs):
        groups.setdefault(pair.group, []).append(i)
    rest: list[int] = []
    for rows in groups.values():
        rng.shuffle(rows)
        whole = len(rows) // recipe.batch * recipe.batch
        yield from (rows[i : i + recipe.batch] for i in range(0, whole, recipe.batch))
        rest += rows[whole:]
    rng.shuffle(rest)
    yield from (rest[i : i + recipe.batch] for i in range(0, len(rest), recipe.batch))


class _Model:
    """The two tables and their optimiser."""

    def __init__(self, recipe: Recipe, log_idf: np.ndarray) -> None:
        import torch

        self.recipe = recipe
        start = torch.randn(BUCKETS, recipe.dimension) / recipe.dimension**0.5
        self.vectors = torch.nn.EmbeddingBag.from_pretrained(
            start, freeze=False, mode="sum", sparse=True
        )
        self.weights = torch.nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]
            torch.tensor(log_idf, dtype=torch.float32)[:, None], freeze=False, sparse=True
        )
        self.optimisers = (
            torch.optim.SparseAdam(list(self.vectors.parameters()), lr=recipe.rate),
            torch.optim.SparseAdam(list(self.weights.parameters()), lr=recipe.weight_rate),
        )

    def step(self, rows: Sequence[tuple[list[str], list[str]]], decay: float) -> float:
        import torch

        for optimiser, rate in zip(
            self.optimisers, (self.recipe.rate, self.recipe.weight_rate), strict=True
        ):
            optimiser.param_groups[0]["lr"] = rate * decay
            optimiser.zero_grad()
        scores = self.scores([q for q, _ in rows], [t for _, t in rows])
        same = _same_text([t for _, t in rows])
        scores = scores.masked_fill(torch.tensor(same), -1.0)  # the same reply is no mismatch
        target = torch.arange(len(rows))
        logits = scores / self.recipe.temperature
        loss = torch.nn.functional.cross_entropy(logits, target)
        loss = loss + 0.5 * torch.nn.functional.cross_entropy(logits.T, target)
        loss.backward()  # type: ignore[no-untyped-call]
        for optimiser in self.optimisers:
            optimiser.step()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    def scores(self, questions: list[list[str]], texts: list[list[str]]) -> torch.Tensor:
        """[questions, texts] weighted mean of the best cosine."""
        import torch

        vocabulary = {w: i for i, w in enumerate({w for t in (*questions, *texts) for w in t})}
        flat = [pieces(w) for w in vocabulary]
        offsets = np.cumsum([0, *(len(p) for p in flat)])[:-1]
        table = torch.nn.functional.normalize(
            self.vectors(torch.tensor([b for p in flat for b in p]), torch.tensor(offsets)),
            dim=1,
        )
        weights = self.weights(torch.tensor([weight_bucket(w) for w in vocabulary])).exp()[:, 0]
        asked, asked_mask = _padded(questions, vocabulary)
        said, said_mask = _padded(texts, vocabulary)
        left, right = table[asked], table[said]
        sims = torch.einsum("qid,tjd->qtij", left, right)
        sims = sims.masked_fill(~said_mask[None, :, None, :], -1.0)
        best = sims.amax(dim=3)  # [q, t, i]
        share = weights[asked] * asked_mask
        mean: torch.Tensor = torch.einsum("qti,qi->qt", best, share)
        found: torch.Tensor = mean / share.sum(1).clamp(min=1e-6)[:, None]
        return found


def _same_text(texts: list[list[str]]) -> np.ndarray:
    """[n, n] whether two different rows have the same text."""
    names = [" ".join(t) for t in texts]
    ids = np.asarray([names.index(n) for n in names])
    same: np.ndarray = (ids[:, None] == ids[None, :]) & ~np.eye(len(ids), dtype=bool)
    return same


def _padded(
    texts: list[list[str]], vocabulary: dict[str, int]
) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    width = max(1, *(len(t) for t in texts))
    rows = torch.zeros(len(texts), width, dtype=torch.long)
    mask = torch.zeros(len(texts), width, dtype=torch.bool)
    for i, text in enumerate(texts):
        rows[i, : len(text)] = torch.tensor([vocabulary[w] for w in text], dtype=torch.long)
        mask[i, : len(text)] = True
    return rows, mask


def _save(model: _Model, out: Path) -> None:
    vectors = model.vectors.weight.detach().numpy()
    scales = np.abs(vectors).max(axis=1) / 127
    quantised = np.round(vectors / np.maximum(scales, 1e-9)[:, None]).astype(np.int8)
    weights = model.weights.weight.detach().numpy()[:, 0]
    save_file(
        {
            "vectors": quantised,
            "scales": scales.astype(np.float16),
            "weights": weights.astype(np.float16),
        },
        out,
    )
