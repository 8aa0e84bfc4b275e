"""Passages and questions for growth: sentences of public help pages, recombined by a seed.

Real words in real frequencies, and every passage is new; nothing here measures quality.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents import KINDS, Document

SETS = ("xquad", "cwa-faq", "covid-faq", "stackfaq", "arduino-help")
SKUS = 200
SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SEED = 5


def data_folder() -> Path:
    """Where COPILOT_EVAL_DATA points; ends the program where it points nowhere."""
    folder = Path(os.environ.get("COPILOT_EVAL_DATA", "no-such-folder"))
    if not (folder / SETS[0]).is_dir():
        raise SystemExit("Set COPILOT_EVAL_DATA to the folder of the public data sets.")
    return folder


def documents() -> Iterator[Document]:
    """Endless: half German, half English, of all kinds, about 120 of 1,000 about a product."""
    sentences, titles = _material("corpus.jsonl")
    rng = random.Random(_SEED)
    number = 0
    while True:
        language = ("de", "en")[number % 2]
        text = " ".join(rng.choice(sentences[language]) for _ in range(rng.randint(2, 5)))
        about = (f"SKU-{rng.randrange(SKUS)}",) if rng.random() < 0.12 else ()
        yield Document(
            origin="growth",
            path=f"{number:07}.md",
            kind=rng.choice(KINDS),
            title=rng.choice(titles[language]),
            text=f"{text} ({rng.randrange(10**6)})",
            language=language,
            skus=about,
            valid_until=dt.date(2020, 1, 1) if rng.random() < 0.05 else None,
        )
        number += 1


def questions(count: int) -> list[tuple[str, str]]:
    """(text, language) of real questions, in a shuffled order that stays the same."""
    found, _ = _material("queries.jsonl", whole=True)
    both = [(text, language) for language, texts in sorted(found.items()) for text in texts]
    random.Random(_SEED).shuffle(both)
    return both[:count]


def _material(
    name: str, *, whole: bool = False
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Texts, as sentences or whole, and titles by language."""
    texts: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, list[str]] = defaultdict(list)
    for part in SETS:
        for line in (data_folder() / part / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            language = row.get("lang", "en")
            pieces = [row["text"]] if whole else SENTENCE.split(row["text"])
            texts[language] += [piece for piece in pieces if 20 <= len(piece) <= 300]
            titles[language].append(str(row.get("title") or row["text"][:60]))
    return texts, titles
