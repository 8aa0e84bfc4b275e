"""Drops what holds for something else: another product's row, the line of another country."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.draft.concepts import PLACES, concepts_of
from copilot.draft.features import Asked, asks_product_price
from copilot.draft.products import ProductSense
from copilot.draft.selector import Scored
from copilot.draft.sources import Unit
from copilot.draft.wording import is_price_only
from knowledge.analyse import terms

_SOMEWHERE = PLACES | {"eu"}
_LIMITS = re.compile(r"\b(?:nur|nicht|kein\w*|only|not|no)\b", re.I)
_REPLIES = ("past_answer", "macro")
# "Auf alle anderen Geräte …": a rule that names one product and holds for the others.
_EVERYONE = re.compile(r"\b(?:all\w*|ander\w*|übrig\w*|sonst\w*|every|other\w*|else|any)\b", re.I)
_OPENING = re.compile(
    r"^(?:(?:für|bei|beim|for|with|in case of)\s+)?(?:(?:den|die|das|the)\s+)?", re.I
)
_NO_FIT = re.compile(
    r"\b(?:passt|passen|eignet sich|geeignet|kompatibel|"
    r"freigegeben)\b[^.;]{0,40}\b(?:nicht|kein\w*)\b|"
    r"\b(?:nicht|kein\w*)\b[^.;]{0,60}\b(?:passend|geeignet|kompatibel|freigegeben)\b|"
    r"\b(?:not|n't|never)\b[^.;]{0,20}\b(?:fit|compatible|suitable|suit|work with|approved)\b",
    re.I,
)


def told_apart(
    scored: Sequence[Scored], asked: Asked, about: ProductSense, said: Sequence[Unit] = ()
) -> list[Scored]:
    """The units again without those that plainly are about another case than the message's.

    Of a table whose rows are cases (products, countries, tests) only the rows stay that the
    message names, if it names any, and of the sentences that begin with such a case likewise.
    Of a product that the reply has just `said` not to fit no figures are told any more.
    """
    unfit = _unfit(said, asked, about)
    priced = asks_product_price(asked, about)
    left = [
        item
        for item in scored
        if not _is_anothers(item.unit, asked, about)
        and not _is_unfit(item.unit, unfit, about)
        and (priced or not is_price_only(item.unit.text))
    ]
    left = _of_the_country(left, asked)
    named = _named(asked.body, asked.language)
    tables: dict[tuple[str, str, str], list[Unit]] = {}
    for item in left:
        if item.unit.shape == "row":
            tables.setdefault(_table(item.unit), []).append(item.unit)
    dropped = [unit for rows in tables.values() for unit in _unnamed(rows, named)]
    kept = [u for rows in tables.values() for u in rows if u not in dropped] if dropped else []
    places = {(unit.evidence.id, unit.position) for unit in dropped}
    return [
        item
        for item in left
        if (item.unit.evidence.id, item.unit.position) not in places
        and not _is_of_a_row(item.unit, dropped, kept)
    ]


def _is_of_a_row(unit: Unit, rows: Sequence[Unit], kept: Sequence[Unit]) -> bool:
    """Whether a sentence begins with the case of one of the rows, its own document's; or a
    past reply answered somebody who asked about that case and not about a kept one."""
    if unit.shape == "row":
        return False
    start = _OPENING.sub("", unit.text, count=1)
    own = [row for row in rows if row.evidence.document_id == unit.evidence.document_id]
    if any(re.match(_name(row), start, re.I) for row in own):
        return True
    asked = unit.evidence.asked if unit.evidence.kind in _REPLIES else ""
    return any(re.search(_name(row), asked, re.I) for row in rows) and not any(
        re.search(_name(row), asked, re.I) for row in kept
    )


def _name(row: Unit) -> str:
    """A pattern for what the row is about, that matches nothing where that is nothing."""
    return rf"\b{re.escape(label(row))}\b" if label(row) else r"(?!)"


def _unfit(said: Sequence[Unit], asked: Asked, about: ProductSense) -> frozenset[str]:
    """The products that the reply says do not fit one that the message has in mind."""
    words = set(re.findall(r"[\w-]+", asked.body.lower()))
    found: set[str] = set()
    for unit in said:
        own = frozenset(unit.evidence.skus)
        if _NO_FIT.search(unit.text) and about.words(unit.text, besides=own) & words:
            found |= own
    return frozenset(found) - about.named(asked.question.text)


def _is_unfit(unit: Unit, unfit: frozenset[str], about: ProductSense) -> bool:
    own = frozenset(unit.evidence.skus)
    return bool(own) and own <= unfit and not about.named(unit.text) - own


def _of_the_country(scored: Sequence[Scored], asked: Asked) -> list[Scored]:
    """Where the message names a country and some unit speaks of it, what is said of other
    countries goes, but not what limits: "only to Germany"."""
    said = concepts_of(asked.body, asked.language)
    wanted = said & (PLACES - {"germany"})
    told = [_told_of(item.unit, asked.language) for item in scored]
    met = wanted | (said & {"eu"})
    if not wanted or not any(there & met for there in told):
        return list(scored)
    return [
        item
        for item, there in zip(scored, told, strict=True)
        if _holds_for(there, said, wanted) or _LIMITS.search(item.unit.text)
    ]


def _holds_for(there: frozenset[str], said: frozenset[str], wanted: frozenset[str]) -> bool:
    """What names no country holds for all; "the rest of the EU" for those of its countries."""
    countries = there & PLACES
    return bool(countries & wanted) if countries else "eu" not in there or "eu" in said


def _told_of(unit: Unit, language: str) -> frozenset[str]:
    """What a unit says of countries; a past reply that names none speaks of those it was asked
    about."""
    spoken = unit.evidence.language or language
    own = concepts_of(unit.text, spoken) & _SOMEWHERE
    if own or unit.evidence.kind != "past_answer":
        return own
    return concepts_of(unit.evidence.asked, spoken) & _SOMEWHERE


def _places(text: str, language: str) -> frozenset[str]:
    return concepts_of(text, language) & PLACES


def _is_anothers(unit: Unit, asked: Asked, about: ProductSense) -> bool:
    """A row, or words of a rule or past reply, about products that the message is not about."""
    if about.is_beside_the_family(unit):
        return True
    if unit.shape == "row":
        return about.is_others(label(unit), asked.question)
    if unit.evidence.kind not in _REPLIES and not unit.evidence.skus:
        return about.is_others(unit.text, asked.question) and not _EVERYONE.search(unit.text)
    if unit.evidence.kind not in _REPLIES or not about.is_others(unit.text, asked.question):
        return False
    # "Nein, dafür brauchen Sie den X3": what the shop says to a customer of this very product.
    return not about.asked(asked.question) & frozenset(unit.evidence.skus)


def _unnamed(rows: Sequence[Unit], said: frozenset[str]) -> list[Unit]:
    labels = [_named(label(row), row.evidence.language or "und") for row in rows]
    if len(rows) < 2 or not all(_has_columns(row) for row in rows):
        return []
    common = frozenset.intersection(*labels)
    named = [bool((words - common) & said) for words in labels]
    if not any(named):
        return []
    return [row for row, there in zip(rows, named, strict=True) if not there]


def label(unit: Unit) -> str:
    """What a table row is about: its first cell."""
    return re.split(r"[:–]", unit.text, maxsplit=1)[0].strip()


def _has_columns(unit: Unit) -> bool:
    return " – " in unit.text


def _named(text: str, language: str) -> frozenset[str]:
    """Stems, and the countries that towns stand for."""
    places = {f"place {name}" for name in _places(text, language)}
    return frozenset(terms(text, language)) | places


def _table(unit: Unit) -> tuple[str, str, str]:
    """A table may be cut into several passages."""
    columns = re.sub(r": [^;]*", "", unit.text.partition(" – ")[2])
    return unit.evidence.document_id, unit.heading, columns
