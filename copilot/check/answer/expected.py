"""What a question's form leads us to expect of the reply's form.

"How much" expects an amount, "when" a time; "yes" or "no" at the start of a reply belongs to
a question that can be answered so. Looked at in the question's own words alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.check.answer.kinds import KINDS
from copilot.check.free import FREE, FREE_WORD

NAMES = ("kind_missing", "polarity_met", "polarity_clash")
_LOOKED_AT = 3  # sentences of a reply in which yes or no may stand first
_I = re.IGNORECASE

_STRICT = {
    "amount": re.compile(
        r"\bwie ?viele?n?\b|\bwas (?:kostet|kosten|macht)\b|\bwie (?:teuer|hoch|groß|schwer"
        r"|breit|lang"
        r"|tief|warm|heiß)\b(?! (?:dauer|brauch))|\bwelche[rnms]? (?:menge|preis|größe|druck"
        r"|temperatur)\b"
        r"|\bhow (?:much|many|big|large|heavy|wide|tall|hot|expensive)\b|\bwhat(?:'s| is| does)?\b"
        r".{0,25}\b(?:price|cost|fee|size|weight|temperature)\b",
        _I,
    ),
    "when": re.compile(
        r"\b(?:bis |ab |seit )?wann\b|\bwie (?:lange|oft|schnell|bald)\b|\bwhen (?:will|is|are"
        r"|do|does"
        r"|can|was|did|should|would)\b|\bhow (?:long|often|soon|fast|quickly)\b|\bwhat time\b",
        _I,
    ),
}
_GIVES_AMOUNT = re.compile(
    r"\d|\b(?:kostenlos\w*|kostenfrei\w*|gratis|umsonst|keine (?:kosten|gebühr\w*)"
    r"|no charge|no cost"
    r"|(?:ein(?:en?|em|er)?|one|zwei|drei|vier|fünf|sechs|acht|zehn|two|three|four|five|six"
    r"|eight|ten"
    r"|halb\w*|half|doppelt\w*|alle|jede[nrsm]?|beliebig\w*|unbegrenzt|unlimited|any number|pro|per"
    r"|voll\w*|ganz\w*|full|whole|viel|mehr|weniger|much|more|less|höchstens|mindestens))\b|[€$£%]"
    rf"|{FREE_WORD}",
    _I,
)
_GIVES_TIME = re.compile(
    r"\d|\b(?:tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten?|sekunden?|werktage?n?|sofort"
    r"|umgehend"
    r"|heute|gestern|morgen|über?morgen|täglich|wöchentlich|monatlich|jährlich|bald|demnächst"
    r"|nie|immer"
    r"|sobald|wenn|nachdem|bevor|solange|einmal|zweimal|jede[nsmr]?|regelmäßig|montags?|dienstags?"
    r"|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|jederzeit|unbegrenzt|dauerhaft|januar"
    r"|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|frühjahr|sommer"
    r"|herbst|winter|noch nicht|seconds?|minutes?|hours?|days?|weeks?|months?|years?"
    r"|immediately|today"
    r"|yesterday|tomorrow|daily|weekly|monthly|soon|never|always|as soon as|when|once|after"
    r"|before|until"
    r"|twice|every|each|regularly|anytime|january|february|march|may|june|july|october|december"
    r"|spring"
    r"|summer|autumn|fall|not yet|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    _I,
)
_GIVEN = {"amount": _GIVES_AMOUNT, "when": _GIVES_TIME}
# Asked for and told so plainly that the words around them hardly matter.
_ALONE = {
    "when": _STRICT["when"],
    "price": re.compile(
        r"\b(?:was|wie ?viel) (?:kost\w+|macht|zahl\w+)\b|\bwas .{0,30}\bkostet\b|\bwie teuer\b"
        r"|\bkostet (?:\w+ ){0,3}?(?:was|etwas|extra)\b|\bwer (?:be)?zahlt\b"
        r"|\b(?:muss|müsste|soll) ich (?:\w+ ){0,4}?(?:be|drauf|dazu|nach)?zahlen\b"
        r"|\bzahle? ich (?:\w+ ){0,3}?(?:drauf|dazu|extra|was|etwas)\b"
        r"|\bhow (?:much|expensive)\b(?! (?:time|space|room|water))"
        r"|\bwhat\b.{0,30}\b(?:cost|charge)\b|\bwho pays\b"
        r"|\b(?:do|would|will) i (?:\w+ ){0,3}?pay\b|\b(?:do|would|will) you charge\b"
        r"|\b(?:does|would|will) (?:it|that|this) cost\b",
        _I,
    ),
}
_TELLS = {
    "when": KINDS["when"].given,
    "price": re.compile(
        r"\d[\d.,]*\s?(?:€|EUR\b|Euro\b|£|\$|CHF\b)|[€£$]\s?\d"
        r"|\b(?:ohne|keine\w*) (?:\w+ )?(?:kosten|gebühr\w*|aufpreis|zuschlag)\b"
        r"|\bno (?:extra )?cost\b"
        rf"|{FREE}",
        _I,
    ),
}
_POLAR = re.compile(
    r"^\W*(?:(?:aber|also|oh|ach|well|leider|unfortunately|bitte|lieber|besser|ganz|das)\W+){0,2}"
    r"(?:ja|jein|nein|nicht|kein\w*|doch|klar|natürlich|selbstverständlich|sicher|gerne?|genau"
    r"|richtig"
    r"|stimmt|yes|yep|no|nope|not|sure|of course|certainly|absolutely|indeed|correct"
    r"|(?:das )?(?:geht|stimmt|passt|klappt|funktioniert|machen wir|ist (?:nicht )?(?:möglich"
    r"|richtig))"
    r"|(?:that|it) (?:is|works|fits|does|will|can|isn't|doesn't|won't|can't)|we (?:do|can|don't"
    r"|cannot))\b",
    _I,
)
_SAID = re.compile(r"^\W*(?:leider )?(?:ja|nein|doch|yes|no|nope|yep)\b(?=\s*(?:[,.:;!–—-]|$))", _I)
_WH = re.compile(
    r"\b(?:wann|wie|wo|wohin|woher|wer|wem|wen|was|warum|wieso|weshalb|welche[nmrs]?|wofür"
    r"|womit|wozu"
    r"|woran|when|how|where|who|what|why|which)\b",
    _I,
)
_VERB_FIRST = re.compile(  # "Mahlt ihr …?"
    r"(?:^|[.!?,;:]\s+)\w+(?:t|en|e)\s+(?:ihr|sie|du|es|er|man|wir|ich|der|die|das|den|dem|ein\w*"
    r"|mein\w*|euer|eure|ihre?)\b[^.!?]*\?",
    _I,
)
_ELLIPSIS = re.compile(rf"^(?!.*(?:{_WH.pattern}))\W*\w+(?:\s\w+){{0,4}}\?\s*$", _I)  # "Kaputt?"


def expected(question: str, questions: Sequence[str], units: Sequence[str]) -> dict[str, float]:
    """Features by name, each 0 or 1. `questions` are all of the message (a "yes" may belong to
    another one), `units` the sentences of the reply that may answer."""
    kinds = [kind for kind, pattern in _STRICT.items() if pattern.search(question)]
    missing = bool(kinds) and not any(_GIVEN[kind].search(u) for kind in kinds for u in units)
    first = units[:_LOOKED_AT]
    met = _closed(question) and not _WH.search(question) and any(map(_POLAR.search, first))
    clash = not any(map(_closed, questions)) and _WH.search(question) is not None
    said = bool(first) and _SAID.search(first[0]) is not None
    return dict(zip(NAMES, (float(missing), float(met), float(clash and said)), strict=True))


def sole_kind(question: str, others: Sequence[str], sentences: Sequence[str]) -> float:
    """1 where the question alone asks "when" or "what does it cost", and a sentence tells a time
    or a price, however it is worded; else 0."""
    return float(
        any(
            pattern.search(question)
            and not any(pattern.search(other) for other in others)
            and any(_TELLS[kind].search(sentence) for sentence in sentences)
            for kind, pattern in _ALONE.items()
        )
    )


def _closed(question: str) -> bool:
    """Whether yes or no may answer."""
    if KINDS["yes_no"].asked.search(question) is not None:
        return True
    return _VERB_FIRST.search(question) is not None or _ELLIPSIS.match(question) is not None
