"""The demo shop is complete and consistent, and so are the shops that tests use."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from knowledge import demo
from tests.shop_files import text_of

SHOPS = Path(__file__).resolve().parents[1] / "shops"
TABLES = {
    "products.csv": ("sku", "name", "aliases", "category", "price_eur"),
    "macros.csv": ("id", "title", "content", "language"),
    "past_answers.csv": (
        "id",
        "question",
        "answer",
        "language",
        "sku",
        "date",
        "customer_name",
        "order_number",
    ),
    "orders.csv": (
        "order_number",
        "customer_name",
        "email",
        "date",
        "items",
        "status",
        "tracking_url",
        "eta",
    ),
}
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)|(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)")
RESERVED = re.compile(r"(^|\.)example(\.com|\.org|\.net)?$")
TOPICS = {"legal", "withdrawal", "safety", "fraud", "press", "privacy"}
CHANNELS = {"email", "chat", "form", "phone", "review", "social"}


@dataclass(frozen=True)
class Counts:
    products: int
    policies: int
    macros: int
    past_answers: int
    orders: int
    mails: int


DEMO = Counts(products=12, policies=7, macros=25, past_answers=60, orders=30, mails=40)
SMALL = Counts(products=8, policies=5, macros=12, past_answers=25, orders=15, mails=40)


@dataclass(frozen=True)
class Shop:
    name: str
    folder: Path
    mails: tuple[demo.DemoMail, ...]

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def files(self, under: str) -> list[Path]:
        return sorted(path for path in (self.folder / under).iterdir() if path.is_file())

    def texts(self) -> dict[str, str]:
        """What each source says, by its path or its row's id."""
        found = {
            path.relative_to(self.folder).as_posix(): text_of(path)
            for under in ("products", "policies")
            for path in self.files(under)
        }
        found |= {row["id"]: row["content"] for row in self.table("macros.csv")}
        found |= {row["id"]: row["answer"] for row in self.table("past_answers.csv")}
        return found

    def everything(self) -> Iterator[tuple[str, str]]:
        yield from self.texts().items()
        for name in TABLES:
            yield name, (self.folder / name).read_text(encoding="utf-8")
        for mail in self.mails:
            yield mail.id, f"{mail.subject}\n{mail.text}\n{mail.customer.email}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _shops() -> list[Shop]:
    others = [
        Shop(path.parent.name, path.parent / "shop", tuple(demo.read_mails(path)))
        for path in sorted(SHOPS.glob("*/mails.jsonl"))
    ]
    return [Shop("demo", demo.folder(), tuple(demo.mails())), *others]


ALL = _shops()


@pytest.fixture(params=ALL, ids=lambda shop: shop.name)
def shop(request: pytest.FixtureRequest) -> Shop:
    found = request.param
    assert isinstance(found, Shop)
    return found


def test_it_has_everything_it_promises(shop: Shop) -> None:
    promised = DEMO if shop.name == "demo" else SMALL
    counted = Counts(
        products=len(shop.table("products.csv")),
        policies=len({path.name for path in shop.files("policies") if ".en." not in path.name}),
        macros=len(shop.table("macros.csv")),
        past_answers=len(shop.table("past_answers.csv")),
        orders=len(shop.table("orders.csv")),
        mails=len(shop.mails),
    )
    short = [
        field.name
        for field in fields(Counts)
        if getattr(counted, field.name) < getattr(promised, field.name)
    ]
    assert not short, counted


def test_the_demo_shop_has_exactly_what_the_docs_say() -> None:
    shop = ALL[0]
    assert len(shop.table("products.csv")) == DEMO.products
    assert len(shop.table("macros.csv")) == DEMO.macros
    assert len(shop.table("past_answers.csv")) == DEMO.past_answers
    languages = Counter(mail.language for mail in shop.mails)
    assert languages == {"de": 26, "en": 14}
    assert {path.suffix for path in shop.files("products")} == {
        ".md",
        ".html",
        ".txt",
        ".pdf",
        ".docx",
    }


@pytest.mark.parametrize("table", TABLES)
def test_tables_have_the_columns_of_the_convention(shop: Shop, table: str) -> None:
    with (shop.folder / table).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert tuple(reader.fieldnames or ()) == TABLES[table]
        assert all(None not in row and None not in row.values() for row in reader)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("products.csv", "sku"),
        ("macros.csv", "id"),
        ("past_answers.csv", "id"),
        ("orders.csv", "order_number"),
    ],
)
def test_keys_are_unique(shop: Shop, table: str, key: str) -> None:
    doubled = [k for k, n in Counter(row[key] for row in shop.table(table)).items() if n > 1]
    assert not doubled


def test_every_product_has_a_document_that_names_its_sku(shop: Shop) -> None:
    texts = [text_of(path) for path in shop.files("products")]
    silent = [
        row["sku"]
        for row in shop.table("products.csv")
        if not any(row["sku"] in text for text in texts)
    ]
    assert not silent


def test_internal_policies_say_so(shop: Shop) -> None:
    internal = {
        path.name.split(".")[0]
        for path in shop.files("policies")
        if "internal: true" in path.read_text(encoding="utf-8")
    }
    assert internal & {"kulanz", "goodwill"}
    assert internal & {"tonfall", "tone"}


def test_rows_name_only_skus_and_dates_that_exist(shop: Shop) -> None:
    skus = {row["sku"] for row in shop.table("products.csv")}
    for row in shop.table("past_answers.csv"):
        assert row["sku"] in skus | {""}, row["id"]
        assert dt.date.fromisoformat(row["date"]), row["id"]
        assert row["language"] in {"de", "en"}, row["id"]
    for row in shop.table("orders.csv"):
        assert set(row["items"].split(";")) <= skus, row["order_number"]
        assert dt.date.fromisoformat(row["date"]), row["order_number"]
        assert not row["eta"] or dt.date.fromisoformat(row["eta"]), row["order_number"]


def test_mails_refer_only_to_what_exists(shop: Shop) -> None:
    skus = {row["sku"] for row in shop.table("products.csv")}
    orders = {row["order_number"] for row in shop.table("orders.csv")}
    sources = shop.texts().keys()
    for mail in shop.mails:
        expected = mail.expectations
        assert set(mail.skus) <= skus, mail.id
        assert mail.order is None or mail.order in orders, mail.id
        assert set(expected.relevant_sources) <= sources, mail.id
        assert set(expected.not_covered) <= set(expected.questions), mail.id
        assert set(expected.escalate) <= TOPICS, mail.id
        assert mail.channel in CHANNELS, mail.id
        assert expected.form_of_address in ({"du", "sie"} if mail.language == "de" else {None})


def test_an_order_belongs_to_the_customer_who_writes(shop: Shop) -> None:
    owners = {row["order_number"]: row["email"] for row in shop.table("orders.csv")}
    strangers = [
        mail.id
        for mail in shop.mails
        if mail.order and mail.customer.email and owners[mail.order] != mail.customer.email
    ]
    assert not strangers


def test_key_facts_stand_in_the_relevant_sources_or_the_order(shop: Shop) -> None:
    texts = {source: _plain(text) for source, text in shop.texts().items()}
    orders = {row["order_number"]: _plain(str(row)) for row in shop.table("orders.csv")}
    lost = [
        (mail.id, fact)
        for mail in shop.mails
        for fact in mail.expectations.key_facts
        if not any(_plain(fact) in texts[s] for s in mail.expectations.relevant_sources)
        and _plain(fact) not in orders.get(mail.order or "", "")
    ]
    assert not lost


def test_facts_are_neither_forbidden_nor_missing_where_a_question_is_covered(shop: Shop) -> None:
    for mail in shop.mails:
        expected = mail.expectations
        for wrong, fact in itertools.product(expected.forbidden, expected.key_facts):
            assert wrong.casefold() not in fact.casefold(), mail.id
        if set(expected.questions) - set(expected.not_covered):
            assert expected.key_facts or "lawyer" in mail.tags, mail.id


def test_no_public_policy_repeats_an_internal_rule(shop: Shop) -> None:
    texts = [text_of(path) for path in shop.files("policies")]
    public = [_plain(text) for text in texts if "internal: true" not in text]
    internal = "\n".join(text for text in texts if "internal: true" in text)
    rows = [line for line in internal.splitlines() if line.startswith("- ") and len(line) > 40]
    assert rows
    assert not [row for row in rows if any(_plain(row[2:]) in text for text in public)]


def test_addresses_lie_on_reserved_domains(shop: Shop) -> None:
    real = [
        (where, found.group())
        for where, text in shop.everything()
        for found in ADDRESS.finditer(text)
        if not RESERVED.search((found.group(1) or found.group(2)).lower())
    ]
    assert not real


def test_no_two_texts_are_nearly_the_same(shop: Shop) -> None:
    groups = (
        {row["id"]: row["question"] for row in shop.table("past_answers.csv")},
        {row["id"]: row["content"] for row in shop.table("macros.csv")},
        {mail.id: mail.text for mail in shop.mails},
    )
    twins = [
        (a, b)
        for texts in groups
        for a, b in itertools.combinations(texts, 2)
        if fuzz.ratio(_plain(texts[a]), _plain(texts[b])) >= 88
    ]
    assert not twins


def test_texts_are_clean_utf8(shop: Shop) -> None:
    broken = re.compile("Ã.|â€|\ufffd|\x00")
    assert not [where for where, text in shop.everything() if broken.search(text)]
