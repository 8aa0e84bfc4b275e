"""A small shop's knowledge for tests: three documents, a past answer, a product, an order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from knowledge.base import KnowledgeBase
from knowledge.documents import Document, Product, ShopOrder
from knowledge.store import KnowledgeStore

_ORIGIN = "tiny"
TINY_DOCUMENTS: tuple[Document, ...] = (
    Document(
        _ORIGIN,
        "policies/rueckgabe.md",
        "policy",
        "Rückgabe",
        "# Rückgabe\n\nSie können Ihre Bestellung innerhalb von 30 Tagen zurückgeben. "
        "Die Rücksendung ist kostenlos.",
        "de",
    ),
    Document(
        _ORIGIN,
        "policies/returns.en.md",
        "policy",
        "Returns",
        "# Returns\n\nYou can return your order within 30 days. Returns are free of charge.",
        "en",
    ),
    Document(
        _ORIGIN,
        "policies/tonfall.md",
        "policy",
        "Tonfall",
        "Schluss: „Herzliche Grüße\nIhr Testladen“",
        "de",
        internal=True,
    ),
    Document(
        _ORIGIN,
        "past_answers.csv",
        "past_answer",
        "Wie wasche ich die Decke?",
        "Bitte waschen Sie die Decke bei 30 °C.",
        "de",
        key="pa-1",
        question="Wie wasche ich die Decke?",
        skus=("DEC-1",),
    ),
)
TINY_PRODUCTS: tuple[Product, ...] = (
    Product("DEC-1", "Wolldecke Nord", ("Decke Nord",), "Decken", "59.00"),
)
TINY_ORDERS: tuple[ShopOrder, ...] = (
    ShopOrder(
        "TL-1001",
        "Kim Sommer",
        "kim@example.org",
        dt.date(2026, 5, 4),
        ("DEC-1",),
        "versendet",
        "https://track.example/TL1001",
        "2026-05-08",
    ),
)


def tiny_knowledge(
    home: Path,
    documents: Sequence[Document] = TINY_DOCUMENTS,
    products: Sequence[Product] = TINY_PRODUCTS,
    orders: Sequence[ShopOrder] = TINY_ORDERS,
) -> KnowledgeBase:
    """A searchable base in the folder `home`, by keywords alone: no embedding is loaded.

    The caller closes it.
    """
    home.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{home / 'knowledge.db'}")
    KnowledgeStore(engine).create_tables()
    base = KnowledgeBase.open(home, engine, None, keywords_only=True)
    base.store.put_products(products, origin=_ORIGIN)
    base.store.put_orders(orders, origin=_ORIGIN)
    base.add(documents)
    return base
