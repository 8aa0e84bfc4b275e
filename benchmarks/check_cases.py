"""Writes what the answer model's message and knowledge parts are fitted on.

    python benchmarks/check_cases.py messages DATA OUT.jsonl
    python benchmarks/check_cases.py knowledge OUT.jsonl

messages: whole mails with whole replies, understood: those of `copilot.check.training.compose`
and the labelled replies of the shops in tests/ that may be learnt from. DATA holds
faq-pairs-open.

knowledge: for each past answer of the demo shop and the shops in tests/: its question with its own
answer, the answers of the most similar other questions, random answers and random macros;
each with the passages that the knowledge finds for question and reply, the past answer's own
row left out, as if a new mail had come in.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.shops import LEARNT, SHOPS
from copilot.check.reading import split_reply
from copilot.check.training import compose
from copilot.config import load_settings
from copilot.messages import Customer, Evidence, Message, Understanding
from copilot.pipeline import Copilot
from copilot.pipeline.lookup import as_evidence
from copilot.retrieve import Retriever
from copilot.understand import Understander
from knowledge import demo
from knowledge.analyse import terms

SEED = 20240601
ROOT = Path(__file__).parent.parent
Row = dict[str, str]


def shops() -> dict[str, Path]:
    """The shops that may be learnt from; every other one in tests/shops is held out."""
    return {"demo": demo.folder()} | {name: SHOPS / name / "shop" for name in LEARNT}


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def alike(one: str, other: str, language: str) -> float:
    a, b = set(terms(one, language)), set(terms(other, language))
    return len(a & b) / max(1, len(a | b))


def replies(row: Row, answers: list[Row], macros: list[Row]) -> Iterator[tuple[str, str, bool]]:
    """(reply, kind, matches) of one past answer's question."""
    rng = random.Random(f"{SEED} {row['id']}")
    language = row["language"]
    others = [
        o
        for o in answers
        if o is not row
        and o["language"] == language
        and alike(row["answer"], o["answer"], language) < 0.25
        and alike(row["question"], o["question"], language) < 0.35
    ]
    others.sort(key=lambda o: -alike(row["question"], o["question"], language))
    yield row["answer"], "true", True
    yield from ((o["answer"], "near", False) for o in others[:2])
    yield from ((o["answer"], "random", False) for o in rng.sample(others, min(2, len(others))))
    canned = [m for m in macros if m["language"] == language]
    for macro in rng.sample(canned, min(2, len(canned))):
        if alike(macro["content"], row["answer"], language) < 0.2:
            yield macro["content"], "macro", False


def as_row(item: Evidence) -> dict[str, Any]:
    names = ("id", "document_id", "source", "kind", "title", "text", "score", "question", "asked")
    return {name: getattr(item, name) for name in names}


class Shop:
    """A shop's knowledge, opened in a throw-away folder."""

    def __init__(self, folder: Path | None, home: str) -> None:
        self.copilot = Copilot.open(load_settings(None, {}, home=home))
        if folder:
            self.copilot.ingest(folder)
        knowledge = self.copilot.knowledge
        self.understander = Understander(lambda: knowledge.catalogue, knowledge.order)
        self._retriever = Retriever(knowledge)

    def understand(self, row: Row) -> Understanding:
        message = Message(row["question"], language=row["language"])
        return self.understander.understand(message, Customer())

    def evidence(self, understanding: Understanding, own: str) -> list[Evidence]:
        found = self._retriever.retrieve(understanding)
        return [e for e in found if e.source != own and not e.internal]

    def lookup(self, reply: str, language: str, own: str) -> list[Evidence]:
        empty = ("greeting", "closing", "thanks", "offer")
        text = " ".join(s.text for s in split_reply(reply, language) if s.role not in empty)
        if not text.strip():
            return []
        found = [as_evidence(h) for h in self.copilot.knowledge.search(text[:500], k=8)]
        return [e for e in found if e.source != own and not e.internal][:4]


def cases(name: str, folder: Path) -> Iterator[dict[str, Any]]:
    answers, macros = rows(folder / "past_answers.csv"), rows(folder / "macros.csv")
    with tempfile.TemporaryDirectory() as home:
        shop = Shop(folder, home)
        for row in answers:
            understood = shop.understand(row)
            evidence = shop.evidence(understood, row["id"])
            for reply, kind, matches in replies(row, answers, macros):
                yield {
                    "shop": name,
                    "language": row["language"],
                    "message": row["question"],
                    "questions": [q.query or q.text for q in understood.questions],
                    "asked": [q.text for q in understood.questions],
                    "reply": reply,
                    "kind": kind,
                    "matches": matches,
                    "evidence": [as_row(e) for e in evidence],
                    "lookup": [as_row(e) for e in shop.lookup(reply, row["language"], row["id"])],
                }
        shop.copilot.close()


def labelled(name: str) -> Iterator[compose.Exchange]:
    """The replies of a shop in tests/ to its mails."""
    mails = {m.id: m for m in demo.read_mails(SHOPS / name / "mails.jsonl")}
    for line in (SHOPS / name / "replies.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        mail = mails[row["mail"]]
        yield compose.Exchange(
            name, row["mail"], row["lang"], mail.subject, mail.text, row["reply"],
            row["construction"], (("", row["label"] == "match"),),
        )  # fmt: skip


def understood(
    found: Iterable[compose.Exchange], understander: Understander
) -> Iterator[dict[str, Any]]:
    """The exchanges with what the copilot makes of their messages; silent ones left out."""
    read: dict[tuple[str, str], Understanding] = {}
    for item in found:
        key = (item.subject, item.text)
        if key not in read:
            read[key] = understander.understand(Message(item.text, item.subject), Customer())
        it = read[key]
        if it.questions:
            questions = [{"id": q.id, "text": q.text, "query": q.query} for q in it.questions]
            more = {"body": it.body, "language": it.language, "questions": questions}
            yield item.as_row() | more


def messages(data: Path) -> Iterator[dict[str, Any]]:
    plain = (
        *compose.written(),
        *compose.composed(ROOT / "knowledge" / "training" / "customer_pairs"),
        *compose.faq(data, "train"),
        *compose.faq(data, "dev"),
    )
    with tempfile.TemporaryDirectory() as home:
        yield from understood(plain, Shop(None, home).understander)
    for name in LEARNT:
        with tempfile.TemporaryDirectory() as home:
            yield from understood(labelled(name), Shop(SHOPS / name / "shop", home).understander)


def main(what: str, *paths: str) -> None:
    if what == "messages":
        found = messages(Path(paths[0]))
    else:
        found = (case for name, folder in shops().items() for case in cases(name, folder))
    with Path(paths[-1]).open("w", encoding="utf-8") as lines:
        for case in found:
            lines.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
