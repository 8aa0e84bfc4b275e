"""Reads what the models are fitted on and measured with.

`messages/TRADE.jsonl`: whole messages, each sentence labelled; those in `messages/held_out` are
for measuring alone. `short.jsonl`: a line or two each, labelled as a whole. Topics of
`knowledge/training/customer_pairs` are complaints or not by what they are about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from copilot.messages import Channel, Message
from copilot.understand.body import clean
from copilot.understand.clauses import Clause, clauses
from copilot.understand.needs import Need, implied, needs_of
from knowledge.analyse import detect_language
from knowledge.demo import read_mails

HERE = Path(__file__).parent
TRADES, HELD_OUT = HERE / "messages", HERE / "messages" / "held_out"
SHORT = HERE / "short.jsonl"
_ASKS = ("ask", "implicit")
#: Topics that tell of a shop's failing, and those of which some do and some do not.
COMPLAINTS = frozenset({
    "parcel-late", "tracking-stuck", "delivered-not-received", "courier-behaviour",
    "double-charged", "wrong-item", "damaged-transport", "missing-part", "bottle-broken-delivery",
    "book-damaged", "food-expired", "toy-missing-piece", "complaint-service", "review-complain",
    "refund-too-low",
})  # fmt: skip
UNCLEAR = frozenset({
    "partial-delivery", "cold-chain", "corked-wine", "perfume-fake", "stone-fell-out",
    "returned-to-sender", "cancelled-by-shop", "preorder-charged", "print-cropped",
    "print-colours-off", "refund-when", "repair-duration", "return-parcel-lost",
    "returned-wrong-thing", "return-rejected", "goodwill-compensation", "data-breach-mail",
    "cream-rash", "hair-dye-result", "voucher-fails", "preorder-date", "hamper-contents",
    "customs-charge", "engraving", "reminder-fee", "battery-swollen", "microwave-sparks",
    "confirmation-missing", "newsletter-off", "low-yield", "human-contact", "review-verified",
    "fake-shop", "account-hacked", "plant-dying", "tshirt-print-peels",
})  # fmt: skip
#: Trades of the shops that are held out of everything.
LEFT_OUT = frozenset({"furniture", "office", "stationery", "bedding"})


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it is read, with what is right about it."""

    group: str  # trade or shop: never on both sides of a measurement
    subject: str
    body: str
    language: str
    complaint: bool
    wanted: int  # how many questions it has
    parts: Sequence[Clause]
    needs: Sequence[Need]  # the rules' finding


@dataclass(frozen=True, slots=True)
class Short:
    """A line or two. `wants`: anything at all."""

    text: str
    language: str
    complaint: bool
    wants: bool


def read(message: Message, names: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """Body and language, as `Understander` finds them."""
    body = clean(message.text, message.channel, names).text
    return body, detect_language(body or message.subject or message.text)


def told(
    group: str, seen: tuple[str, str], *, subject: str = "", complaint: bool, wanted: int
) -> Told:
    body, language = seen
    parts = clauses(body, language)
    needs = needs_of(parts, language) or implied(parts, language)
    return Told(group, subject, body, language, complaint, wanted, parts, needs)


def written(folder: Path) -> Iterator[Told]:
    """The labelled messages of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            seen = read(Message(composed(row["sentences"]), channel=row["channel"]))
            yield told(row["trade"], seen, complaint=row["complaint"], wanted=wanted_in(row))


def of_shop(folder: Path) -> Iterator[Told]:
    """The mails of a shop: how many questions they have is known, not where."""
    for mail in read_mails(folder / "mails.jsonl"):
        message = Message(mail.text, subject=mail.subject, channel=cast("Channel", mail.channel))
        names = (mail.customer.first_name, mail.customer.last_name)
        expected = mail.expectations
        yield told(
            folder.name,
            read(message, names),
            subject=mail.subject,
            complaint=expected.complaint,
            wanted=len(expected.questions),
        )


def composed(sentences: Sequence[Mapping[str, Any]]) -> str:
    """The message's text."""
    text = ""
    for sentence in sentences:
        text += ("\n" if sentence.get("newline") else " ") * bool(text)
        text += " ".join(sentence["parts"])
    return text


def wanted_in(row: Mapping[str, Any]) -> int:
    """A part of a sentence that asks is one thing asked for."""
    return sum(len(s["parts"]) for s in row["sentences"] if s["label"] in _ASKS)


def short() -> Iterator[Short]:
    """The lines of `short.jsonl`."""
    for line in SHORT.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Short(row["text"], row["language"], row["complaint"], row["wants"])


def topics(folder: Path) -> Iterator[Short]:
    """Customers' short questions by topic."""
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem in LEFT_OUT:
            continue
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["topic"] in UNCLEAR:
                continue
            for language in ("de", "en"):
                for text in row[language]:
                    yield Short(text, language, row["topic"] in COMPLAINTS, wants=True)
