"""Whole messages with whole replies: what the message model learns from.

Good replies answer all that is asked, `left_out` ones all but one thing, `canned` ones
something else: what the same trade says about another matter, a macro, courtesies. Composed of
mails and answers that were written for this project and of public FAQ pairs.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SEED = 20240601
MAILS = Path(__file__).parent / "mails"
RIGHT = frozenset({"good", "true_pair", "two_questions_both_answered"})
PARTIAL = frozenset({"left_out", "two_questions_one_answered"})
WRONG = frozenset({"canned", "hard_same_domain", "random"})
Part = tuple[str, bool]  # what is asked, and whether the reply answers it
Row = dict[str, Any]

_HELLO = {"de": ("Guten Tag", "Hallo"), "en": ("Hello", "Hi")}
_THANKS = {
    "de": ("vielen Dank für Ihre Nachricht. ", "danke, dass Sie sich melden. "),
    "en": ("thank you for your message. ", "thanks for getting in touch. "),
}
_BYE = {
    "de": (
        "Viele Grüße\nIhr Team",
        "Mit freundlichen Grüßen\nKundenservice",
        "Gern stehen wir für weitere Fragen zur Verfügung.\n\nFreundliche Grüße",
    ),
    "en": (
        "Best wishes\nYour team",
        "Kind regards\nCustomer service",
        "If you have any other questions, just let us know.\n\nBest regards",
    ),
}
_COURTESIES = {
    "de": (
        "wir haben Ihr Anliegen erhalten und kümmern uns bald darum. Bitte haben Sie Geduld.",
        "wir schätzen Ihr Vertrauen und wünschen Ihnen viel Freude mit unseren Produkten.",
    ),
    "en": (
        "we have received your request and will deal with it soon. Please be patient.",
        "we value your trust and hope you will keep enjoying our products.",
    ),
}
_OPENING = {
    "de": ("Guten Tag,", "Hallo zusammen,", "hallo,", "Moin,", ""),
    "en": ("Hello,", "Hi there,", "hi", "Good morning,", ""),
}
_STORY = {
    "de": (
        "Ich habe schon überall gesucht.",
        "Bin seit Jahren Kunde bei Ihnen.",
        "Das ist mir vorher noch nie passiert.",
        "Meine Nachbarin meinte, ich soll einfach mal fragen.",
        "Hoffe auf schnelle Antwort.",
        "",
    ),
    "en": (
        "I looked everywhere already.",
        "I have been a customer for years.",
        "This never happened to me before.",
        "My neighbour said I should just ask.",
        "Hope to hear back soon.",
        "",
    ),
}
_SIGNED = {
    "de": ("Viele Grüße\nM. Berger", "LG", "Danke im Voraus!", ""),
    "en": ("Thanks\nMark", "Best, Jo", "cheers", ""),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message as it arrives and a reply to it. `group` keeps together what is alike."""

    source: str
    group: str
    language: str
    subject: str
    text: str
    reply: str
    construction: str
    parts: tuple[Part, ...] = ()

    def as_row(self) -> Row:
        return asdict(self)


def written() -> Iterator[Exchange]:
    """The mails in `mails/`: each with its own answers, without one, with others'."""
    macros = _rows(MAILS / "macros.jsonl")
    for language in ("de", "en"):
        rows = _rows(MAILS / f"{language}.jsonl")
        texts = [m["text"] for m in macros if m["language"] == language]
        for number, row in enumerate(rows):
            rng = _random(f"{language} {number}")
            yield from _written(row, rows, texts, language, rng)


def _written(
    row: Row, rows: Sequence[Row], macros: Sequence[str], language: str, rng: random.Random
) -> Iterator[Exchange]:
    needs = row["needs"]

    def made(construction: str, said: Sequence[str], answered: Sequence[int] = ()) -> Exchange:
        parts = tuple((question, i in answered) for i, (question, _) in enumerate(needs))
        reply = dressed(" ".join(said), language, row["name"], rng)
        return Exchange(
            "written", row["trade"], language, row["subject"], row["text"], reply,
            construction, parts,
        )  # fmt: skip

    every = range(len(needs))
    yield made("good", [a for _, a in needs], every)
    for missing in every if len(needs) > 1 else ():
        kept = [i for i in every if i != missing]
        yield made("left_out", [needs[i][1] for i in kept], kept)
    siblings = [r for r in rows if r["trade"] == row["trade"] and r is not row]
    strangers = [r for r in rows if r["trade"] != row["trade"]]
    for other in [*rng.sample(siblings, min(2, len(siblings))), rng.choice(strangers)]:
        yield made("canned", [a for _, a in other["needs"]])
    yield made("canned", [rng.choice(rng.choice(siblings)["needs"])[1]])
    yield from (made("canned", [text]) for text in rng.sample(list(macros), 2))
    if rng.random() < 0.3:
        yield made("canned", [rng.choice(_COURTESIES[language])])


def composed(folder: Path, most: int = 2) -> Iterator[Exchange]:
    """Chatty mails of one or two topics of `customer_pairs`, `most` for each topic."""
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]
    for language in ("de", "en"):
        for row in rows:
            rng = _random(f"{language} {row['topic']}")
            for _ in range(most):
                yield from _composed(row, rows, language, rng)


def _composed(
    row: Row, rows: Sequence[Row], language: str, rng: random.Random
) -> Iterator[Exchange]:
    near = [r for r in rows if r["trade"] == row["trade"] and r is not row]
    other = rng.choice(near if near and rng.random() < 0.5 else [r for r in rows if r is not row])
    chosen = [row, other] if rng.random() < 0.7 else [row]
    asked = [rng.choice(r[language]) for r in chosen]
    text = _mail(asked, language, rng)
    answers = [r[f"reply_{language}"] for r in chosen]

    def made(construction: str, said: Sequence[str], answered: Sequence[int] = ()) -> Exchange:
        parts = tuple((question, i in answered) for i, question in enumerate(asked))
        reply = dressed(" ".join(said), language, "", rng)
        return Exchange("composed", row["topic"], language, "", text, reply, construction, parts)

    every = list(range(len(chosen)))
    yield made("good", rng.sample(answers, len(answers)), every)
    if len(chosen) > 1:
        kept = rng.choice(every)
        yield made("left_out", [answers[kept]], [kept])
    strangers = [r for r in rows if r is not row and r is not other]
    siblings = [r for r in strangers if r["trade"] == row["trade"]]
    if siblings:
        yield made("canned", [rng.choice(siblings)[f"reply_{language}"]])
    yield made("canned", [rng.choice(strangers)[f"reply_{language}"]])
    if rng.random() < 0.3:
        yield made("canned", [r[f"reply_{language}"] for r in rng.sample(strangers, 2)])


def _mail(asked: Sequence[str], language: str, rng: random.Random) -> str:
    said = [rng.choice(_STORY[language])]
    for question in asked:
        said.append(question if question[-1] in ".?!" else question + rng.choice((".", "?", "")))
        said.append(rng.choice(_STORY[language]) if rng.random() < 0.4 else "")
    blocks = (rng.choice(_OPENING[language]), _joined(said), rng.choice(_SIGNED[language]))
    return "\n\n".join(block for block in blocks if block)


def _joined(said: Sequence[str]) -> str:
    return " ".join(piece for piece in said if piece)


def dressed(text: str, language: str, name: str, rng: random.Random) -> str:
    """The text between a greeting and a closing."""
    thanks = rng.choice(_THANKS[language]) if rng.random() < 0.4 else ""
    body = thanks + (text[:1].upper() + text[1:] if thanks else text)
    hello = f"{rng.choice(_HELLO[language])} {name}".strip()
    return f"{hello},\n\n{body}\n\n{rng.choice(_BYE[language])}"


def faq(folder: Path, split: str) -> Iterator[Exchange]:
    """faq-pairs-open as it is; `group` is the section, so that neighbours stay together."""
    rows = _rows(folder / "faq-pairs-open" / f"{split}.jsonl")
    asked = {r["q_id"]: r["question"] for r in rows if r["construction"] == "true_pair"}
    for row in rows:
        both = row["construction"] == "two_questions_both_answered"
        ids = ((row["q_id"], True), (row.get("q2_id", ""), both))
        two = row["construction"].startswith("two_questions")
        parts = tuple((asked[i], right) for i, right in ids if i in asked) if two else ()
        yield Exchange(
            f"faq-{split}", row["domain"], row["lang"], "", row["question"], row["reply"],
            row["construction"], parts,
        )  # fmt: skip


def _random(name: str) -> random.Random:
    return random.Random(f"{SEED} {name}")  # noqa: S311 -- reproducible, not secret


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
