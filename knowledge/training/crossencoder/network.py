"""The network: a small BERT that reads a question and a text at once and gives one number.

The number is made of three looks at the last layer: how alike the means of both texts are, how
well each word of the question meets one of the text (late interaction), and what the first token
has gathered. The first two make it useful before it has learnt anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from knowledge.crossencoder.bundled import Tokens, batch_of
from knowledge.embed import Vectors

_START = 6.0  # log-odds that full likeness is worth before training
_PRIOR = -5.0


def teacher_body(folder: Path) -> Any:
    """The packaged MiniLM, without what it does not need here."""
    from transformers import AutoModel

    body = AutoModel.from_pretrained(str(folder), add_pooling_layer=False)
    body.set_attn_implementation("eager")  # what the export can trace
    return body


def with_words(body: Any, vectors: Vectors) -> Any:
    """The body with another table of input vectors."""
    table = nn.Embedding(vectors.shape[0], vectors.shape[1], padding_idx=0)
    table.weight.data = torch.tensor(vectors)
    body.embeddings.word_embeddings = table
    body.config.vocab_size = len(vectors)
    return body


class Network(nn.Module):
    """[pairs] log-odds that the text answers the question."""

    def __init__(self, body: Any) -> None:
        super().__init__()
        self.body = body
        size = body.config.hidden_size
        self.likeness = nn.Parameter(torch.tensor([_START, _START]))
        self.prior = nn.Parameter(torch.tensor(_PRIOR))
        self.gathered = nn.Linear(3 * size, 1)
        nn.init.normal_(self.gathered.weight, std=0.002)
        nn.init.zeros_(self.gathered.bias)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.body(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        asked = (attention_mask * (1 - token_type_ids)).unsqueeze(-1).to(hidden.dtype)
        told = (attention_mask * token_type_ids).unsqueeze(-1).to(hidden.dtype)
        one, other = _mean(hidden, asked), _mean(hidden, told)
        product = functional.normalize(one, dim=-1) * functional.normalize(other, dim=-1)
        gathered = torch.cat(
            [hidden[:, 0], product * hidden.shape[-1] ** 0.5, (one - other).abs()], -1
        )
        met = _met(functional.normalize(hidden, dim=-1), asked, told)
        alike = torch.stack([product.sum(-1), met], -1)
        found: Tensor = self.gathered(gathered).squeeze(-1) + self.prior
        return found + (alike * self.likeness).sum(-1)


def _mean(hidden: Tensor, part: Tensor) -> Tensor:
    return (hidden * part).sum(1) / part.sum(1)


def _met(hidden: Tensor, asked: Tensor, told: Tensor) -> Tensor:
    """Mean over the question's tokens of the likeness to the text's nearest token."""
    alike = hidden @ hidden.transpose(1, 2) - 2 * (1 - told.transpose(1, 2))
    nearest = alike.max(-1).values.unsqueeze(-1)
    return (nearest * asked).sum((1, 2)) / asked.sum((1, 2))


def batch(rows: Sequence[Tokens]) -> tuple[Tensor, ...]:
    """Ids, kinds (0 question, 1 text) and mask, each [pairs, tokens]."""
    return tuple(torch.from_numpy(array) for array in batch_of(rows).values())
