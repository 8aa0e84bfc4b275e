"""The data that the answer model learns from. Only train parts: never what a suite scores."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copilot.check.training.affinity import TextPair

HELD_OUT = "isabella232/OfficeDocs-AlchemyInsights-pr.de-DE"  # a dev set of embed-pairs
CUT = 1450  # characters: a longer reply of faq-pairs-open may have been cut
LONGEST = 700  # of each part of a composite
SHORTEST = 60  # characters of a section that says something


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with a reply that answers it or does not."""

    question: str
    reply: str
    matches: bool
    language: str
    construction: str
    source: str
    group: str = ""  # what is alike: a section, a topic


def faq_pairs(folder: Path, split: str) -> list[Labelled]:
    """One-question rows of faq-pairs-open; the two-question rows test the whole message."""
    return [
        Labelled(
            row["question"],
            row["reply"],
            row["label"] == "match",
            row["lang"],
            row["construction"],
            row["source"],
            row["domain"],
        )
        for row in _jsonl(folder / "faq-pairs-open" / f"{split}.jsonl")
        if row["construction"] in ("true_pair", "hard_same_domain", "random")
    ]


def composites(rows: Sequence[Labelled], seed: int) -> list[Labelled]:
    """Replies made of two: a right one beside another (right), two wrong ones (wrong).

    Replies to mails say more than one thing: length alone must not speak against them.
    """
    rng = random.Random(seed)  # noqa: S311 -- reproducible, not secret
    wrong: dict[str, list[str]] = {}
    by_language: dict[str, list[str]] = {}
    for row in rows:
        by_language.setdefault(row.language, []).append(row.reply)
        if not row.matches:
            wrong.setdefault(row.question, []).append(row.reply)
    found = []
    for row in rows:
        others = wrong.get(row.question, [])
        if len(others) > 1 and row.matches:
            beside = rng.choice(others)
            found.append(_joined(row, row.reply, beside, rng))
            found.append(_joined(replace(row, matches=False), others[0], others[1], rng))
    return found


def _joined(row: Labelled, one: str, other: str, rng: random.Random) -> Labelled:
    parts = [one[:LONGEST], other[:LONGEST]]
    rng.shuffle(parts)
    return replace(row, reply="\n\n".join(parts), construction="composite")


def left_out_questions(folder: Path, split: str) -> list[Labelled]:
    """Of the two-question rows each question by itself: the one left out is a mismatch.

    Replies that were cut are skipped: what they answer is not known.
    """
    rows = list(_jsonl(folder / "faq-pairs-open" / f"{split}.jsonl"))
    asked = {r["q_id"]: r["question"] for r in rows if r["construction"] == "true_pair"}
    found = []
    for row in rows:
        second = asked.get(row.get("q2_id", ""))
        first = asked.get(row["q_id"])
        if not row["construction"].startswith("two_questions") or len(row["reply"]) > CUT:
            continue
        both = row["label"] == "match"
        for question, answered in ((first, True), (second, both)):
            if question:
                found.append(
                    Labelled(
                        question,
                        row["reply"],
                        answered,
                        row["lang"],
                        "composite",
                        row["source"],
                        row["domain"],
                    )
                )
    return found


def rated_replies(folder: Path, part: str) -> list[Labelled]:
    """dstc-human-eval: clear rows of the entities in our own train or dev half."""
    return [
        Labelled(
            row["question"], row["reply"], row["label"] == "match", "en", "rated", "dstc-human-eval"
        )
        for row in _jsonl(folder / "dstc-human-eval" / "data.jsonl")
        if row["clear"] and row["label"] != "partial" and _half(row["entity"]) == part
    ]


def _half(entity: str) -> str:
    return "dev" if hashlib.sha256(entity.encode()).digest()[0] % 2 else "train"


def headings(folder: Path, most: int, seed: int) -> list[TextPair]:
    """embed-pairs' headings with their sections, at most so many of one source."""
    rows = list(_jsonl(folder / "embed-pairs" / "title_section.jsonl.gz"))
    random.Random(seed).shuffle(rows)  # noqa: S311 -- reproducible, not secret
    taken: Counter[str] = Counter()
    found = []
    for row in rows:
        source = row["source"]
        if source == HELD_OUT or len(row["passage"]) < SHORTEST or taken[source] >= most:
            continue
        taken[source] += 1
        found.append(TextPair(row["query"], row["passage"], source, row["lang"]))
    return found


def customer_pairs(folder: Path, most: int, seed: int) -> list[tuple[str, str, str, str]]:
    """Customer-voiced (question, reply, language, topic) written for this project, at most so
    many questions of a topic and language."""
    rng = random.Random(seed)  # noqa: S311 -- reproducible, not secret
    return [
        (question, row[f"reply_{language}"], language, row["topic"])
        for path in sorted(folder.glob("*.jsonl"))
        for row in _jsonl(path)
        for language in ("de", "en")
        for question in rng.sample(row[language], min(most, len(row[language])))
    ]


def customer_mismatches(pairs: Sequence[tuple[str, str, str, str]], seed: int) -> list[Labelled]:
    """Each customer question with its reply, a reply of the same trade and any other one."""
    rng = random.Random(seed)  # noqa: S311 -- reproducible, not secret
    found = []
    for question, reply, language, topic in pairs:
        others = [(r, t) for _, r, spoken, t in pairs if spoken == language and t != topic]
        near = [r for r, t in others if t.split("-")[0] == topic.split("-")[0]]
        found.append(Labelled(question, reply, True, language, "true_pair", "customer", topic))
        found.append(
            Labelled(question, rng.choice(others)[0], False, language, "random", "customer", topic)
        )
        if near:
            found.append(
                Labelled(
                    question,
                    rng.choice(near),
                    False,
                    language,
                    "hard_same_domain",
                    "customer",
                    topic,
                )
            )
    return found


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return (json.loads(line) for line in text.split("\n") if line.strip())
