"""From when a period runs: "within 10 days of your order" where the source says "of delivery"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.claims import Claim, claims
from copilot.check.facts import Fact, agree, dimension, evidence_facts, is_own_word
from copilot.check.reading import Reading
from copilot.check.words import shorten

_FROM = re.compile(
    r"^[^.!?;:\n]{0,24}?\b(?P<from>nach(?:dem)?|ab|seit|sobald|from|after|of|since|once)\b"
    r"(?P<event>[^.!?;\n]{0,60})",
    re.IGNORECASE,
)
_EVENTS = {
    "order": r"bestell\w*|auftrag\w*|\border(?:ed|ing)?\b|placing",
    "payment": r"zahlung\w*|bezahl\w*|überweis\w*|payment|\bpaid\b|paying",
    "dispatch": r"versand\w*|verschick\w*|abgeschickt|aufgegeben|aufgabe|absend\w*|losgeschickt"
    r"|dispatch\w*"
    r"|shipp\w*|\bposted\b|posting|sending|sent off|hand(?:ed|ing)",
    "receipt": r"erhalt\w*|zugestellt|zustellung|lieferung|geliefert|ankunft|angekommen"
    r"|delivery|delivered"
    r"|receiv\w*|receipt|arriv\w*",
    "return": r"eingang|eintreff\w*|eingetroffen|(?:bei|reached|back with|back at|with"
    r"|here at) (?:uns|us)\b"
    r"|reached us|our (?:warehouse|workshop)|prüf\w*|geprüft|checked|inspect\w*",
    "cancellation": r"widerruf\w*|storn\w*|kündig\w*|cancel\w*|withdraw\w*",
    "purchase": r"kauf\w*|purchas\w*|bought|buying",
    "opening": r"öffn\w*|angebrochen|anbruch|open(?:ed|ing)",
    "year": r"jahresende|(?:ende|schluss) des\b|kaufjahr\w*|end of (?:the|that) year|year['’]s end",
}
_EVENT = {name: re.compile(rf"\b(?:{words})", re.IGNORECASE) for name, words in _EVENTS.items()}
#: Events that people do not tell apart.
_SAME = (
    frozenset({"order", "purchase"}),
    frozenset({"receipt", "return"}),  # "after receipt of the goods" may be ours
    frozenset({"order", "payment"}),
)


def other_events(reading: Reading) -> Iterator[Fault]:
    """Periods that the shop's documents count from something else."""
    for claim in claims(reading):
        if dimension(claim.quantity) != "period":
            continue
        said = _event(claim.sentence.text, claim.span[1] - claim.sentence.start)
        if said is None:
            continue
        event, start, end = said
        same = [f for f in evidence_facts(reading) if _is_same(claim, f)]
        theirs = [_event_of(f) for f in same]
        if not theirs or any(t is None or _may_be(event, t[0]) for t in theirs):
            continue
        best = max(same, key=lambda f: len(f.words & claim.words))
        found = _event_of(best)
        if found is not None and best.evidence is not None:
            begin = claim.sentence.start
            values = {
                "text": claim.sentence.text[start:end].strip(),
                "source": shorten(best.source, 60),
                "found": found[3].strip(),
            }
            span = (begin + start, begin + end)
            ids = (best.evidence.id,)
            yield Fault("claim_opposite", span, best.evidence.question or None, ids, values=values)


def _is_same(claim: Claim, fact: Fact) -> bool:
    """Whether the fact is the claim's figure, in the shop's own words and of no other product."""
    item = fact.evidence
    if item is None or item.internal or not is_own_word(fact):
        return False
    other = bool(fact.skus) and bool(claim.skus) and not claim.skus & set(fact.skus)
    return agree(claim.quantity, fact.quantity) and not other and bool(claim.words & fact.said)


def _event_of(fact: Fact) -> tuple[str, int, int, str] | None:
    if fact.evidence is None:
        return None
    text, at = fact.evidence.text, fact.quantity.span[1]
    found = _event(text, at)
    return None if found is None else (*found, text[found[1] : found[2]])


def _event(text: str, at: int) -> tuple[str, int, int] | None:
    """The event that a period before `at` runs from, and where it stands."""
    match = _FROM.match(text[at:])
    if match is None:
        return None
    found = [
        (m.start(), name, m.end())
        for name, words in _EVENT.items()
        if (m := words.search(match["event"])) is not None
    ]
    if not found:
        return None
    if {name for _, name, _ in found} >= {"receipt", "return"}:
        found = [f for f in found if f[1] == "return"]
    _, name, end = min(found)
    return name, at + match.start("from"), at + match.start("event") + end


def _may_be(one: str, other: str) -> bool:
    return one == other or frozenset({one, other}) in _SAME
