"""What kind of answer a question calls for: a time, an amount, steps, a place, yes or no."""

from __future__ import annotations

import re
from functools import lru_cache

from copilot.draft.concepts import concepts_of
from copilot.draft.wordlist import words
from knowledge.quantities import find_quantities

_TIME = words("second minute hour day workday week fortnight month quarter year")
_MONEY = frozenset(["EUR", "USD", "GBP", "CHF", "cent"])
_LENGTH = frozenset(["mm", "cm", "dm", "m", "inch", "foot", "m²", "cm²"])
_UNITS = {  # by concept
    "weight": frozenset(["mg", "g", "kg", "t", "lb", "oz", "Pfund"]),
    "size": _LENGTH | {"l", "ml"},
    "length": _LENGTH,
    "width": _LENGTH,
    "height": _LENGTH,
    "depth": _LENGTH,
    "spacing": _LENGTH,
    "volume": frozenset(["ml", "cl", "l", "m³"]),
    "noise": frozenset({"dB"}),
    "power": frozenset(["W", "kW", "V", "kWh", "Wh", "A"]),
    "battery": frozenset(["Ah", "mAh", "Wh", "V"]),
    "temperature": frozenset({"°C", "°F"}),
    "winter": frozenset({"°C", "°F"}),
    "reach": frozenset({"km", "m"}),
    "pressure": frozenset(["bar", "mbar", "psi"]),
    "torque": frozenset({"Nm"}),
    "speed": frozenset({"km/h"}),
    "amount": frozenset(["g", "kg", "ml", "l", "%", "m²"]),
    "price": _MONEY,
    "period": _TIME,
    "frequency": _TIME | {"km"},
}
_ASKING = re.compile(r"\b(?:wie|wann|welche[rnms]?|was|wo|how|when|what|which)\b", re.I)
_WHEN = re.compile(
    r"\b(?:wie lange|wann|bis wann|wie oft|frist|dauer\w*|how long|when|how often|how soon|"
    r"deadline)\b",
    re.I,
)
_WHAT_PRICE = re.compile(
    r"\b(?:wie ?viel kostet|was kostet|kosten|preis|teuer|gebühr\w*|how much (?:does|is|do)|"
    r"cost\w*|price|fee)\b",
    re.I,
)
_HOW_MUCH = re.compile(
    r"\b(?:wie ?viele?|wieviel\w*|wie (?:groß|schwer|hoch|tief|breit|lang|weit|warm|stark|dick|"
    r"laut|leise)|welche[rnms]? (?:größe|menge|druck|temperatur|gewicht|abstand|drehmoment|maße?|"
    r"reichweite|leistung|fassungs\w*)|how (?:much|many|big|large|heavy|wide|tall|hot|far|deep|"
    r"long|high|thick|loud)|what (?:size|pressure|torque|weight|temperature|distance|"
    r"dimensions?|voltage))\b",
    re.I,
)
_STEPS = re.compile(
    (
        r"\b(?:wie (?!lange|lang|viel|oft|hoch|groß|schwer|teuer|weit|schnell|bald)|how (?:do|"
        r"can|to|should)|anleitung|schritte?|ablauf|instructions?)\b"
    ),
    re.I,
)
_WHERE = re.compile(r"\b(?:wo|wohin|woher|where)\b", re.I)
_CLOSED = re.compile(
    r"^\W*(?:(?:und|and|also|oder|or) )?(?:kann|können|könnte\w*|darf|dürfen|geht|passt|passen|ist|"
    r"sind|hat|habt|haben|gibt|muss|müssen|soll\w*|can|could|may|do|does|is|are|has|have|will|"
    r"would|should)\b",
    re.I,
)


def units_wanted(question: str) -> frozenset[str]:
    """Time or money, where the question asks for one of them in so many words."""
    if _WHEN.search(question):
        return _TIME
    return _MONEY if _WHAT_PRICE.search(question) else frozenset()


def units_expected(question: str, language: str) -> frozenset[str]:
    """Units of what the question asks about: "wie schwer" is told in kilograms."""
    if not _ASKING.search(question):
        return frozenset()
    return frozenset[str]().union(
        *(_UNITS.get(concept, frozenset()) for concept in concepts_of(question, language))
    )


@lru_cache(maxsize=8192)
def units_in(text: str, language: str) -> frozenset[str]:
    """The units of all quantities that a text states."""
    return frozenset(quantity.unit for quantity in find_quantities(text, language))


def wants_amount(question: str) -> bool:
    return _HOW_MUCH.search(question) is not None


def wants_steps(question: str) -> bool:
    return _STEPS.search(question) is not None


def wants_place(question: str) -> bool:
    return _WHERE.search(question) is not None


def wants_yes_or_no(question: str) -> bool:
    return _CLOSED.search(question) is not None
