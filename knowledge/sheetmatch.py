"""Which questions a product's data sheet may answer.

A sheet is short and full of its product's name, so that it resembles whatever is asked about
that product. It says nothing of cleaning, warranty or returns: it may be found where the
price is asked for, or something that one of its columns tells, or the product itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.analyse import terms
from knowledge.documents import Passage

_PRICE = re.compile(
    r"(?i)\b(?:kost(?:et|en|ete|eten)|preis\w*|\w+preis(?:e|en|es)?|teuer\w*|teure\w*|"
    r"wie ?viel (?:euro|geld)|euro|price\w*|pricing|costs?|how much(?! longer| time)|expensive|"
    r"artikel-?n(?:umme)?r\w*|bestell-?nr|item (?:number|no)|part number|sku)\b|€"
)
# What else has a price: asked for together with one of these, it is not the product's.
_OTHER_PRICE = re.compile(
    r"(?i)\b(?:\w*versand\w*|versend\w*|porto\w*|\w*rücksend\w*|rückversand\w*|retour\w*|"
    r"zurück\w*|\w*liefer\w*|zustell\w*|express\w*|\w*reparatur\w*|reparier\w*|wartung\w*|"
    r"einbau\w*|montage\w*|werkstatt\w*|inspektion\w*|austausch\w*|gebühr\w*|zoll\w*|"
    r"ersatzteil\w*|zubehör\w*|leih\w*|miete\w*|shipping|ship|postage|deliver\w*|return\w*|"
    r"send(?:ing)? (?:it |them |this )?back|repair\w*|service|servicing|install\w*|fitting|"
    r"replac\w*|kostet mich|kostet (?:das|es) (?:et)?was|cost me|extra|aufpreis|spare|"
    r"loan|rent\w*|fees?|duty|duties|customs|label|refund\w*|erstatt\w*)\b"
)
# What is asked in one word and told in a column of another name.
_ASKED_AS = tuple(
    (re.compile(rf"(?i)\b(?:{asked})\b"), frozenset(told.split()))
    for asked, told in (
        ("schwer|wiegt|wiegen|gewicht|heavy|weighs?", "gewicht weight masse"),
        (
            (
                "groß|gross|größe|maße|abmessung\\w*|hoch|höhe|breit|breite|tief|tiefe|lang|"
                "länge|big|large|size|dimensions?|tall|high|height|wide|width|deep|depth|length"
            ),
            (
                "groesse masse abmessung hoehe breite tiefe laenge durchmesser size dimension "
                "dimensions height width depth length diameter"
            ),
        ),
        ("laut|leise|dezibel|loud|noisy|quiet", "lautstaerke geraeusch schallpegel noise volume"),
        ("farben?|farbig|colou?rs?", "farbe color colour"),
        (
            "fasst|fassen|passt rein|liter|volumen|inhalt|capacity|holds?|litres?|liters?",
            "kapazitaet volumen inhalt fuellmenge fassungsvermoegen capacity volume content tank",
        ),
        ("strom|watt|leistung|power|wattage", "leistung watt power stromverbrauch wattage"),
        ("woraus|material|made of|made from", "material"),
        (
            "auf lager|lieferbar|verfügbar|vorrätig|in stock|available|availability",
            "lager bestand lagerbestand verfuegbarkeit lieferbar stock availability",
        ),
    )
)
# The sheet's own frame: it tells nothing about the product.
_FRAME = (
    "Der Artikel kostet Preis und Daten Artikelnummer Nummer The price of the is and details "
    "Item number"
)


def is_sheet(passage: Passage) -> bool:
    """Whether a passage is a row of the catalogue; `source` is its SKU then."""
    return passage.kind == "product" and passage.skus == (passage.source,)


class SheetMatch:
    """What one query says about any sheet."""

    def __init__(self, query: str, language: str) -> None:
        self._price = bool(_PRICE.search(query)) and not _OTHER_PRICE.search(query)
        self._terms = frozenset(terms(query, language))
        self._columns = frozenset(
            word for asked, told in _ASKED_AS if asked.search(query) for word in told
        )

    def admits(self, passage: Passage) -> bool:
        """Whether the sheet may answer; any other passage may."""
        if not is_sheet(passage) or self._price:
            return True
        name, told = _said(passage.title, passage.text, passage.language)
        asked = self._terms - name
        return not asked or bool(asked & told) or bool(_stems(self._columns, passage) & told)


def _stems(words: Iterable[str], passage: Passage) -> frozenset[str]:
    return frozenset(term for word in words for term in _stem(word, passage.language))


@lru_cache(maxsize=1_000)
def _stem(word: str, language: str) -> tuple[str, ...]:
    return tuple(terms(word, language))


@lru_cache(maxsize=4_000)
def _said(title: str, text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The terms of the sheet's title, and those of its columns without them."""
    named = frozenset(terms(title, language))
    frame = frozenset(terms(_FRAME, language))
    words = frozenset(term for term in terms(text, language) if not term[:1].isdigit())
    return named, words - named - frame
