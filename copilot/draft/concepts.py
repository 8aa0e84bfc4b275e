"""What shop questions are about, under any name: "wie schwer" and "Gewicht" are one concept.

Word vectors learn what stands in like places, not what a customer calls the shop's own words.
A concept is a line of the table below: German and English words, compared by their stems, so
that compounds and inflected forms count as well. No line holds a shop's product or rule.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from copilot.draft.wordforms import rejoined, root
from copilot.draft.wordlist import words
from knowledge.analyse import terms

POLICY = words(
    "returning refund shipping label guarantee cancelling changing subscription pausing invoice "
    "payment discount lost late opened pickup address freight locker deduction account contact "
    "exchange lending abroad"
)
PLACES = words("ch at be nl fr it es pl dk se lu gb ie cz us germany")
_IN_EU = words("at be nl fr it es pl dk se lu ie cz")


_WORD = re.compile(r"[\w-]{3,}")

# German verbs whose particle stands far behind: "Ziehen Sie dafür etwas ab?"
_APART = tuple(
    (re.compile(rf"\b(?:{verb})\w*\b[^.?!]{{0,80}}\b{particle}\b", re.I), concept)
    for verb, particle, concept in (
        ("zieh|zog", "ab", "deduction"),
        ("schick|send|geb|gib|nehm|nimm|bring", "zurück", "returning"),
        ("hol", "ab", "pickup"),
        ("leg", "bei", "part"),
        ("bau|schließ|bring", "an", "mounting"),
        ("fang|geh|spring", "an", "starting"),
        ("ruf", "an", "contact"),
        ("probier", "aus", "trying"),
        ("tausch|wechsel", "aus", "replacing"),
        ("lauf|läuf", "aus", "leak"),
    )
)


@lru_cache(maxsize=16_384)
def concepts_of(text: str, language: str) -> frozenset[str]:
    """The concepts that a text speaks of. An unknown language is read as both."""
    known = _by_stem(language if language in ("de", "en") else "")
    found = {concept for verb, concept in _APART if language != "en" and verb.search(text)}
    if language == "de":
        text = rejoined(text)
        for word in _WORD.findall(text):
            found |= known.get(f"~{root(word)}", frozenset())
    for term in terms(text, language):
        found |= known.get(term, frozenset())
    return frozenset(found)


@cache
def _by_stem(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, spoken, said in _lines():
        if language and spoken != language:
            continue
        for word in said:
            stems = terms(word, spoken)
            if stems:  # of a compound its own stem, not its parts'
                keys = {stems[0], f"~{root(word)}"} if spoken == "de" else {stems[0]}
                for key in keys:
                    found.setdefault(key, set()).update(_meanings(name))
    return {stem: frozenset(names) for stem, names in found.items()}


def _meanings(name: str) -> set[str]:
    """A country is abroad; one of the EU stands for what is said of the EU."""
    if name not in PLACES:
        return {name}
    return {name, "abroad", "eu"} if name in _IN_EU else {name, "abroad"}


def _lines() -> list[tuple[str, str, list[str]]]:
    """Name, language and words of each line."""
    found = []
    text = (resources.files("copilot.draft") / "concepts.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, said = line.partition(":")
            name, _, spoken = head.partition(" ")
            found.append((name, spoken, said.split()))
    return found
