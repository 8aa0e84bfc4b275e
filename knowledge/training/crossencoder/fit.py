"""Second lesson: does the text answer the question? And how well that was learnt."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from knowledge.crossencoder.bundled import Tokens, tokens_of
from knowledge.training.crossencoder.network import Network, batch
from knowledge.training.crossencoder.rows import Choice, Row
from knowledge.training.crossencoder.steps import (
    EVERY,
    Progress,
    batches,
    descend,
    set_rates,
    smoothed,
    to_train,
)

Scores = Callable[[Sequence[tuple[str, str]]], NDArray[np.float64]]
_AT_ONCE = 48


@dataclass(frozen=True)
class Recipe:
    """Everything that can be chosen about this lesson."""

    steps: int = 1_130
    batch: int = 2_600  # tokens
    most: int = 64  # pairs of a batch
    words_rate: float = 2e-4
    rate: float = 1e-4
    head_rate: float = 1e-3
    dropout: float = 0.05
    warm_up: int = 60  # steps
    pool: int = 3_000  # rows that are sorted by length together

    @property
    def rates(self) -> tuple[float, float, float]:
        return self.words_rate, self.rate, self.head_rate


def fit(
    network: Network,
    tokenizer: Tokenizer,
    rows: Sequence[Row],
    recipe: Recipe,
    *,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> None:
    """Teaches `network` in place."""
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    tokens = tokens_of(tokenizer, [(row.question, row.text) for row in rows])
    to_train(network, recipe.dropout)
    optimiser = _optimiser(network)
    mean = 0.0
    lengths = [len(question) + len(text) for question, text in tokens]
    drawn = batches(lengths, tokens=recipe.batch, most=recipe.most, pool=recipe.pool, rng=rng)
    for step, places in enumerate(islice(drawn, recipe.steps)):
        done = step / recipe.steps
        set_rates(optimiser, recipe.rates, done, (step + 1) / recipe.warm_up)
        loss = _step(network, optimiser, [tokens[p] for p in places], [rows[p] for p in places])
        mean = smoothed(mean, loss, step)
        if step % EVERY == EVERY - 1:
            progress(f"{step + 1} steps, {done:.0%}, loss {mean:.4f}")
    network.eval()


def _step(
    network: Network,
    optimiser: torch.optim.Optimizer,
    tokens: Sequence[Tokens],
    rows: Sequence[Row],
) -> float:
    found = network(*batch(tokens))
    wanted = torch.tensor([float(row.answers) for row in rows])
    weights = torch.tensor([row.weight for row in rows])
    losses = functional.binary_cross_entropy_with_logits(found, wanted, reduction="none")
    loss = (losses * weights).sum() / weights.sum()
    descend(network, optimiser, loss)
    return float(loss.detach())


def _optimiser(network: Network) -> torch.optim.Optimizer:
    def named(wanted: Callable[[str], bool]) -> list[nn.Parameter]:
        return [p for name, p in network.named_parameters() if wanted(name)]

    words = named(lambda name: "word_embeddings" in name)
    body = named(lambda name: name.startswith("body.") and "word_embeddings" not in name)
    head = named(lambda name: not name.startswith("body."))
    return torch.optim.AdamW(
        [
            {"params": words, "weight_decay": 0.0},
            {"params": body, "weight_decay": 0.01},
            {"params": head, "weight_decay": 0.0},
        ],
        lr=0.0,
    )


def scores(network: Network, tokenizer: Tokenizer) -> Scores:
    """A function from pairs to log-odds, for measuring."""

    def score(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        tokens = tokens_of(tokenizer, pairs)
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at][0]) + len(tokens[at][1]))
        found = np.zeros(len(tokens))
        with torch.inference_mode():
            for start in range(0, len(order), _AT_ONCE):
                part = order[start : start + _AT_ONCE]
                found[part] = network(*batch([tokens[at] for at in part])).numpy()
        return found

    return score


def measure(score: Scores, choices: Sequence[Choice]) -> dict[str, float]:
    """`first`: of answered questions, how often the best sentence is a right one. `answered`: how
    surely an answered question's best sentence lies above an unanswered one's (AUC)."""
    pairs = [(choice.question, text) for choice in choices for text in choice.texts]
    found, at = score(pairs), 0
    first: list[bool] = []
    best: dict[bool, list[float]] = {True: [], False: []}
    for choice in choices:
        mine = found[at : at + len(choice.texts)]
        at += len(choice.texts)
        best[bool(choice.answers)].append(float(mine.max()))
        if choice.answers:
            first.append(int(mine.argmax()) in choice.answers)
    return {
        "questions": float(len(choices)),
        "first": float(np.mean(first)),
        "answered": auc(best[True], best[False]),
    }


def auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often a number of `higher` lies above one of `lower`; ties count half."""
    above = np.asarray(higher)[:, None] - np.asarray(lower)[None]
    return float(((above > 0) + 0.5 * (above == 0)).mean())
