"""What customers ask again and again, with the wordings of the stream and the held-out ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Known = Literal["none", "partly", "full"]
KNOWN: tuple[Known, ...] = get_args(Known)


@dataclass(frozen=True, slots=True)
class Topic:
    """See the head of topics.de.yaml for what the fields say."""

    id: str
    language: str
    knowledge: Known
    facts: tuple[str, ...]
    train: tuple[str, ...]
    held_out: tuple[str, ...]
    reply: str
    reference: str
    slip: str = ""

    def told(self, text: str) -> float:
        """Share of the key facts that stand in a text, case and white space aside."""
        said = _plain(text)
        met = (any(_plain(way) in said for way in fact.split("|")) for fact in self.facts)
        return sum(met) / len(self.facts)


def load() -> list[Topic]:
    """The German topics, then the English ones."""
    found: list[Topic] = []
    for language in ("de", "en"):
        path = Path(__file__).with_name(f"topics.{language}.yaml")
        found += [_topic(raw, language) for raw in yaml.safe_load(path.read_text("utf-8"))]
    return found


def _topic(raw: Mapping[str, Any], language: str) -> Topic:
    lists = {name: tuple(raw[name]) for name in ("facts", "train", "held_out")}
    return Topic(**{**raw, **lists, "language": language})


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
