"""First lesson: German sentences come to mean to the pupil what the teacher reads in English.

After Reimers and Gurevych, "Making Monolingual Sentence Embeddings Multilingual" (EMNLP 2020).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from knowledge.crossencoder.bundled import id_of
from knowledge.embed import Embedder
from knowledge.training.crossencoder.steps import (
    EVERY,
    Progress,
    batches,
    descend,
    set_rates,
    smoothed,
    to_train,
)


@dataclass(frozen=True)
class Recipe:
    """Everything that can be chosen about this lesson."""

    steps: int = 1_700
    tokens: int = 64  # of a text
    batch: int = 3072  # tokens
    words_rate: float = 1e-3  # of the input vectors, most of which are new
    rate: float = 1.5e-4
    english: float = 0.125  # share of English texts, so that what was known stays
    contrast: float = 0.3  # of finding the right one in the batch, beside likeness itself
    temperature: float = 0.05
    most: int = 160  # texts of a batch
    warm_up: int = 100  # steps
    pool: int = 20_000  # texts that are sorted by length together

    @property
    def rates(self) -> tuple[float, float]:
        return self.words_rate, self.rate


def translate(
    body: Any,
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    teacher: Embedder,
    recipe: Recipe,
    *,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> None:
    """Teaches `body` in place. `pairs` are German texts with their English translations."""
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    taught = teacher.encode_documents([english for _, english in pairs])
    texts = _texts(tokenizer, pairs, recipe, rng)
    to_train(body, dropout=0.0)
    optimiser = _optimiser(body)
    likeness = 0.0
    lengths = [len(ids) for ids, _ in texts]
    drawn = batches(lengths, tokens=recipe.batch, most=recipe.most, pool=recipe.pool, rng=rng)
    for step, places in enumerate(islice(drawn, recipe.steps)):
        done = step / recipe.steps
        set_rates(optimiser, recipe.rates, done, (step + 1) / recipe.warm_up)
        found = _vectors(body, [texts[place][0] for place in places])
        wanted = torch.tensor(taught[[texts[place][1] for place in places]])
        alike = _learn(body, optimiser, found, wanted, recipe)
        likeness = smoothed(likeness, alike, step)
        if step % EVERY == EVERY - 1:
            progress(f"{step + 1} steps, {done:.0%}, likeness to the teacher {likeness:.3f}")


def _texts(
    tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]], recipe: Recipe, rng: random.Random
) -> list[tuple[list[int], int]]:
    """Token ids, and the row of what the teacher says."""
    start, end = id_of(tokenizer, "[CLS]"), id_of(tokenizer, "[SEP]")

    def ids(texts: Sequence[str]) -> list[list[int]]:
        found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [[start, *encoding.ids[: recipe.tokens - 2], end] for encoding in found]

    some = rng.sample(range(len(pairs)), int(len(pairs) * recipe.english))
    german = list(zip(ids([pair[0] for pair in pairs]), range(len(pairs)), strict=True))
    return german + list(zip(ids([pairs[row][1] for row in some]), some, strict=True))


def _optimiser(body: Any) -> torch.optim.Optimizer:
    words = [p for name, p in body.named_parameters() if "word_embeddings" in name]
    others = [p for name, p in body.named_parameters() if "word_embeddings" not in name]
    return torch.optim.AdamW(
        [
            {"params": words, "weight_decay": 0.0},
            {"params": others, "weight_decay": 0.01},
        ],
        lr=0.0,
    )


def _vectors(body: Any, rows: Sequence[Sequence[int]]) -> Tensor:
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in rows])
    hidden = body(input_ids=ids, attention_mask=mask).last_hidden_state
    mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return functional.normalize(mean)


def _learn(
    body: Any, optimiser: torch.optim.Optimizer, found: Tensor, wanted: Tensor, recipe: Recipe
) -> float:
    """One step; the likeness before it."""
    alike = (found * wanted).sum(1).mean()
    contrast = functional.cross_entropy(
        found @ wanted.T / recipe.temperature, torch.arange(len(found))
    )
    loss = 2 * (1 - alike) + recipe.contrast * contrast
    descend(body, optimiser, loss)
    return float(alike.detach())
