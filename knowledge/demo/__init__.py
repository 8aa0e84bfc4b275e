"""A complete small shop: Mokkalund, coffee equipment, German first and English second.

`folder()` is a knowledge folder as `ingest` takes it. `mails()` are sample mails of its
customers with what a good reply must and must not say; they lie beside the folder, so
that they are never ingested. Shop, products, people and orders are invented; addresses
use the domains that are reserved for examples.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["SHOP_NAME", "DemoCustomer", "DemoMail", "Expectations", "folder", "mails", "read_mails"]

SHOP_NAME = "Mokkalund"

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """What the helpdesk knows of the person; empty where it knows nothing."""

    first_name: str = ""
    last_name: str = ""
    salutation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a good reply does.

    `questions` in the order of the mail; `not_covered` are those of them that the knowledge
    does not answer. Each of `key_facts` stands in the reply word for word, upper and lower
    case and white space aside; one written as an ISO date may be written as any date.
    `relevant_sources` are paths within the knowledge folder or ids of table rows, each of
    which helps; none of `forbidden` stands in the reply. `escalate` are topics for a senior
    colleague. `form_of_address` is "du", "sie" or, outside German, None.
    """

    questions: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    relevant_sources: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    complaint: bool = False
    escalate: tuple[str, ...] = ()
    form_of_address: str | None = None


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A customer's message as it came in. `order` is a number of the shop's order table."""

    id: str
    language: str
    channel: str
    subject: str
    text: str
    customer: DemoCustomer
    order: str | None
    skus: tuple[str, ...]
    tags: tuple[str, ...]
    expectations: Expectations


def folder() -> Path:
    """The demo shop's knowledge folder."""
    return _HERE / "shop"


def mails() -> list[DemoMail]:
    """The sample mails of the demo shop's customers."""
    return read_mails(_HERE / "mails.jsonl")


def read_mails(path: Path) -> list[DemoMail]:
    """Sample mails of any shop, one JSON object a line, in the shape of the demo's."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_mail(json.loads(line)) for line in lines if line.strip()]


def _mail(row: Mapping[str, Any]) -> DemoMail:
    expected: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row["expectations"].items()
    }
    return DemoMail(
        id=row["id"],
        language=row["language"],
        channel=row["channel"],
        subject=row["subject"],
        text=row["text"],
        customer=DemoCustomer(**row["customer"]),
        order=row.get("order"),
        skus=tuple(row.get("skus", ())),
        tags=tuple(row.get("tags", ())),
        expectations=Expectations(**expected),
    )
