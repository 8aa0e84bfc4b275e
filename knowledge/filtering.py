"""What a `SearchFilter` lets through: the one meaning that every index has to keep."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from knowledge.documents import Passage, SearchFilter

EVERYTHING_PUBLIC = SearchFilter()  # no filter but that for internal documents
NO_SKU = "-"  # stands for "about no product in particular" where a list must not be empty
UNKNOWN_LANGUAGE = "und"
FIRST_DAY = dt.date.min.toordinal()
LAST_DAY = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be filtered by, in the form that the indexes store."""

    kind: str
    language: str
    skus: tuple[str, ...]
    internal: bool
    first_day: int  # proleptic ordinals, both inclusive
    last_day: int


def facets(passage: Passage) -> Facets:
    return Facets(
        kind=passage.kind,
        language=passage.language or UNKNOWN_LANGUAGE,
        skus=passage.skus or (NO_SKU,),
        internal=passage.internal,
        first_day=passage.valid_from.toordinal() if passage.valid_from else FIRST_DAY,
        last_day=passage.valid_until.toordinal() if passage.valid_until else LAST_DAY,
    )


def wanted_languages(where: SearchFilter) -> tuple[str, ...]:
    """The asked languages and the unknown one: a price table belongs to every language."""
    return (*where.languages, UNKNOWN_LANGUAGE) if where.languages else ()


def wanted_skus(where: SearchFilter) -> tuple[str, ...]:
    return (*where.skus, NO_SKU) if where.skus else ()


def admits(where: SearchFilter, facet: Facets) -> bool:
    return (
        (not where.kinds or facet.kind in where.kinds)
        and (not where.languages or facet.language in wanted_languages(where))
        and (not where.skus or not set(wanted_skus(where)).isdisjoint(facet.skus))
        and (where.internal or not facet.internal)
        and (where.on is None or facet.first_day <= where.on.toordinal() <= facet.last_day)
    )
