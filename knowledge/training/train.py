"""Trains the table of token vectors: a text is the mean of its tokens' vectors.

Loss: symmetric InfoNCE within a batch (each text must find its partner among all partners) plus,
where the teacher has read the text or its translation, the distance to the teacher's vector.
Batches hold pairs of one kind, and in part of one source, so that the negatives are hard.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from knowledge.embed import Vectors
from knowledge.training.data import Corpus, Kind, Pair
from knowledge.training.teacher import Lessons
from knowledge.training.typos import misspelt

Ids = NDArray[np.int64]
_TRANSLATED = ("parallel", "sentences")
# Texts handled at once while the table is begun: bounds the memory that takes.
_BLOCK = 4096


@dataclass(frozen=True)
class Recipe:
    """Everything that can be chosen about a run."""

    dimension: int = 256
    tokens: int = 128
    batch: int = 1024
    epochs: int = 2
    rate: float = 0.02
    temperature: float = 0.05
    teaching: float = 1.0
    same_source: float = 0.5
    typos: float = 0.2
    rare: float = 1e-3
    #: How often a pair of a kind comes in an epoch, on average.
    weights: dict[Kind, float] = field(
        default_factory=lambda: {"customer": 3, "article": 3, "cloze": 0.5}
    )


@dataclass(frozen=True)
class Bags:
    """Token ids of many texts, one after the other; text i is ids[starts[i]:starts[i + 1]]."""

    ids: Ids
    starts: Ids

    @classmethod
    def of(cls, texts: Sequence[str], tokenizer: Tokenizer, longest: int) -> Bags:
        found = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        rows = [encoding.ids[:longest] or [0] for encoding in found]
        starts = np.cumsum([0, *map(len, rows)])
        return cls(np.fromiter((token for row in rows for token in row), np.int64), starts)

    def pick(self, chosen: Ids) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and offsets of the chosen texts, as torch's embedding bags take them."""
        sizes = self.starts[chosen + 1] - self.starts[chosen]
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1]) + np.repeat(self.starts[chosen] - (ends - sizes), sizes)
        return torch.from_numpy(self.ids[places]), torch.from_numpy(ends - sizes)


@dataclass(frozen=True)
class Material:
    """Pairs as numbers: which text stands left and right, what the teacher says of each."""

    pairs: Sequence[Pair]
    texts: Sequence[str]
    left: Ids
    right: Ids
    left_lesson: Ids
    right_lesson: Ids


def prepare(corpus: Corpus, lessons: Lessons) -> Material:
    pairs = corpus.pairs
    texts = sorted({text for pair in pairs for text in (pair.left, pair.right)})
    place = {text: index for index, text in enumerate(texts)}
    left_lesson = [lessons.row(pair.left) for pair in pairs]
    right_lesson = [lessons.row(pair.right) for pair in pairs]
    for index, pair in enumerate(pairs):
        if pair.kind in _TRANSLATED:
            known = max(left_lesson[index], right_lesson[index])
            left_lesson[index] = right_lesson[index] = known
    return Material(
        pairs,
        texts,
        np.array([place[pair.left] for pair in pairs]),
        np.array([place[pair.right] for pair in pairs]),
        np.array(left_lesson),
        np.array(right_lesson),
    )


def first_table(
    material: Material, bags: Bags, lessons: Lessons, size: int, rare: float
) -> Vectors:
    """Each token starts as the mean lesson of the texts that hold it, frequent ones shorter."""
    dimension = lessons.vectors.shape[1]
    texts = np.concatenate([material.left, material.right])
    rows = np.concatenate([material.left_lesson, material.right_lesson])
    texts, first = np.unique(texts[rows >= 0], return_index=True)
    said = torch.from_numpy(lessons.vectors)[rows[rows >= 0][first]]
    sums, counts = torch.zeros(size, dimension), torch.zeros(size)
    for start in range(0, len(texts), _BLOCK):
        held, offsets = bags.pick(texts[start : start + _BLOCK])
        ends = torch.cat([offsets[1:], torch.tensor([len(held)])])
        of_text = torch.repeat_interleave(said[start : start + _BLOCK], ends - offsets, dim=0)
        sums.index_add_(0, held, of_text)
        counts.index_add_(0, held, torch.ones(len(held)))
    mean = (sums.sum(0) / counts.sum().clamp(min=1)).numpy()
    centred = sums.numpy() / counts.clamp(min=1).numpy()[:, None] - mean
    noise = np.random.default_rng(0).normal(0, 0.3 / dimension**0.5, (size, dimension))
    share = np.bincount(bags.ids, minlength=size) / len(bags.ids)
    return np.asarray((centred + noise) * rarity(share, rare)[:, None], np.float32)


def rarity(share: NDArray[np.float64], rare: float) -> NDArray[np.float64]:
    """Smooth inverse frequency: near 1 for rare tokens, small for those in every sentence."""
    return (rare / (rare + share)) ** 0.5


def plan(pairs: Sequence[Pair], recipe: Recipe, seed: int) -> list[Ids]:
    """The batches of one epoch, shuffled: lists of places in `pairs`."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    groups: dict[tuple[Kind, str], list[int]] = defaultdict(list)
    for index, pair in enumerate(pairs):
        alike = pair.kind == "article" or (
            pair.kind == "section" and rng.random() < recipe.same_source
        )
        group = (pair.kind, pair.source if alike else "")
        weight = recipe.weights.get(pair.kind, 1.0)
        groups[group] += [index] * int(weight + rng.random())
    batches: list[Ids] = []
    for members in groups.values():
        rng.shuffle(members)
        parts = [members[at : at + recipe.batch] for at in range(0, len(members), recipe.batch)]
        batches += [np.array(part) for part in parts if len(part) >= min(32, len(members))]
    rng.shuffle(batches)
    return batches


def train(
    corpus: Corpus,
    lessons: Lessons,
    tokenizer: Tokenizer,
    recipe: Recipe,
    *,
    seed: int = 0,
    progress: Callable[[str], None] = lambda line: None,
) -> Vectors:
    """The trained table, one row per token. The same seed on the same machine repeats itself."""
    torch.manual_seed(seed)
    material = prepare(corpus, lessons)
    bags = Bags.of(material.texts, tokenizer, recipe.tokens)
    table = first_table(material, bags, lessons, tokenizer.get_vocab_size(), recipe.rare)
    layer = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(table), freeze=False)
    optimiser = torch.optim.Adam(layer.parameters(), lr=recipe.rate, betas=(0.9, 0.99))
    epochs = [plan(material.pairs, recipe, seed * 1000 + epoch) for epoch in range(recipe.epochs)]
    total, done = sum(map(len, epochs)), 0
    for epoch, batches in enumerate(epochs):
        noisy = _with_typos(material, tokenizer, recipe, seed * 1000 + epoch)
        for batch in batches:
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate * (1 - done / total)
            loss = _loss(layer, material, (noisy, bags), batch, lessons, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            done += 1
            if done % 50 == 0:
                progress(f"step {done}/{total} loss {loss.item():.3f}")
    share = np.bincount(bags.ids, minlength=len(table)) / len(bags.ids)
    return np.asarray(layer.weight.detach().numpy() * rarity(share, recipe.rare)[:, None])


def _with_typos(material: Material, tokenizer: Tokenizer, recipe: Recipe, seed: int) -> Bags:
    """All texts again, some short ones misspelt as customers do."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    texts = [
        misspelt(text, rng) if len(text) < 200 and rng.random() < recipe.typos else text
        for text in material.texts
    ]
    return Bags.of(texts, tokenizer, recipe.tokens)


def _loss(
    layer: torch.nn.EmbeddingBag,
    material: Material,
    bags: tuple[Bags, Bags],
    batch: Ids,
    lessons: Lessons,
    recipe: Recipe,
) -> torch.Tensor:
    left = functional.normalize(layer(*bags[0].pick(material.left[batch])), dim=1)
    right = functional.normalize(layer(*bags[1].pick(material.right[batch])), dim=1)
    scores = left @ right.T / recipe.temperature
    scores = scores.masked_fill(_also_right(material, batch), -1e4)
    wanted = torch.arange(len(batch))
    loss = (
        functional.cross_entropy(scores, wanted) + functional.cross_entropy(scores.T, wanted)
    ) / 2
    for vectors, rows in ((left, material.left_lesson), (right, material.right_lesson)):
        for distance in _distance(vectors, rows[batch], lessons):
            loss = loss + recipe.teaching * distance
    return loss


def _distance(vectors: torch.Tensor, rows: Ids, lessons: Lessons) -> Iterator[torch.Tensor]:
    known = np.flatnonzero(rows >= 0)
    if len(known):
        said = torch.from_numpy(lessons.vectors[rows[known]])
        yield (1 - (vectors[torch.from_numpy(known)] * said).sum(1)).mean() * (
            len(known) / len(rows)
        )


def _also_right(material: Material, batch: Ids) -> torch.Tensor:
    """Partners that are no negatives: the same text again, or another of the same topic."""
    left, right = material.left[batch], material.right[batch]
    same = (left[:, None] == left[None]) | (right[:, None] == right[None])
    same |= left[:, None] == right[None]
    topics = np.array([material.pairs[index].topic for index in batch])
    same |= (topics[:, None] == topics[None]) & (topics != "")[None]
    np.fill_diagonal(same, val=False)
    return torch.from_numpy(same)
