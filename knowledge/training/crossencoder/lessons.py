"""First lesson: German sentences come to mean to the pupil what the teacher reads in English.

After Reimers and Gurevych, "Making Monolingual Sentence Embeddings Multilingual" (EMNLP 2020).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from knowledge.crossencoder.bundled import id_of
from knowledge.embed import Embedder, Vectors

Progress = Callable[[str], None]
EVERY = 20  # steps between two lines of progress


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
    warm_up: int = 100  # steps
    pool: int = 20_000  # texts that are sorted by length together


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
    _still(body)
    optimiser = _optimiser(body, recipe)
    likeness = 0.0
    for step, rows in enumerate(islice(_batches(texts, recipe, rng), recipe.steps)):
        done = step / recipe.steps
        share = min(1.0, (step + 1) / recipe.warm_up) * max(0.02, 1 - done)
        for group, rate in zip(
            optimiser.param_groups, (recipe.words_rate, recipe.rate), strict=True
        ):
            group["lr"] = rate * share
        found = _vectors(body, [ids for ids, _ in rows])
        alike = _learn(body, optimiser, found, _wanted(taught, rows), recipe)
        likeness = alike if not step else 0.98 * likeness + 0.02 * alike
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


def _batches(
    texts: list[tuple[list[int], int]], recipe: Recipe, rng: random.Random
) -> Iterator[list[tuple[list[int], int]]]:
    """Without end, of texts of like length."""
    while True:
        rng.shuffle(texts)
        for start in range(0, len(texts), recipe.pool):
            cut, rows = [], []
            for item in sorted(texts[start : start + recipe.pool], key=lambda item: len(item[0])):
                rows.append(item)
                if len(rows) * len(item[0]) >= recipe.batch or len(rows) == 160:
                    cut.append(rows)
                    rows = []
            rng.shuffle(cut)
            yield from cut


def _still(body: Any) -> None:
    for module in body.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    body.train()


def _optimiser(body: Any, recipe: Recipe) -> torch.optim.Optimizer:
    words = [p for name, p in body.named_parameters() if "word_embeddings" in name]
    others = [p for name, p in body.named_parameters() if "word_embeddings" not in name]
    return torch.optim.AdamW(
        [
            {"params": words, "lr": recipe.words_rate, "weight_decay": 0.0},
            {"params": others, "lr": recipe.rate, "weight_decay": 0.01},
        ]
    )


def _vectors(body: Any, rows: Sequence[Sequence[int]]) -> Tensor:
    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in rows])
    hidden = body(input_ids=ids, attention_mask=mask).last_hidden_state
    mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return functional.normalize(mean)


def _wanted(taught: Vectors, rows: Sequence[tuple[list[int], int]]) -> Tensor:
    return torch.tensor(taught[[row for _, row in rows]])


def _learn(
    body: Any, optimiser: torch.optim.Optimizer, found: Tensor, wanted: Tensor, recipe: Recipe
) -> float:
    """One step; the likeness before it."""
    alike = (found * wanted).sum(1).mean()
    contrast = functional.cross_entropy(
        found @ wanted.T / recipe.temperature, torch.arange(len(found))
    )
    loss = 2 * (1 - alike) + recipe.contrast * contrast
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(body.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()
    return float(alike.detach())
