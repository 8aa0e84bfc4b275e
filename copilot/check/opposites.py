"""Words that exclude each other: "high" where the source says "low", "red" where it says "blue"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from copilot.check.case import Fault
from copilot.check.facts import context
from copilot.check.polarity import mentions_denial
from copilot.check.reading import Reading, ReplySentence
from copilot.check.subjects import OWN_WORD, concerned, is_about
from copilot.check.words import shorten
from copilot.messages import Evidence
from knowledge.analyse import sentences

#: Each line a set whose members exclude each other; a member may be several forms of a word.
_SETS: tuple[tuple[str, ...], ...] = (
    (r"hoh(?:e[nmrs]?)|hoch|höher\w*", r"niedrig\w*"),
    (r"heiß(?:e[nmrs]?)?", r"kalt\w*", r"lauwarm\w*"),
    (r"nass\w*|feucht\w*", r"trocken\w*"),
    (r"links|linke[nmrs]?", r"rechts|rechte[nmrs]?"),
    (r"oben|obere[nmrs]?", r"unten|untere[nmrs]?"),
    (r"innen|innere[nmrs]?", r"außen|äußere[nmrs]?"),
    (r"vorn|vorne|vordere[nmrs]?", r"hinten|hintere[nmrs]?"),
    (r"täglich", r"wöchentlich", r"monatlich", r"jährlich"),
    (r"volle?[nmrs]?", r"leere?[nmrs]?"),
    (r"liegend\w*", r"stehend\w*|aufrecht\w*"),
    (r"alle[nrs]?|gesamte[nrs]?|ganze[nrs]?|sämtliche[nrs]?", r"hälfte|halbe[nrs]?"),
    (r"einmal(?:ig\w*)?", r"jederzeit|beliebig oft|so oft|immer wieder"),
    (r"einseitig\w*", r"beidseitig\w*|beide\w* seiten"),
    (r"vorwärts\w*", r"rückwärts\w*"),
    (r"von hand|handwäsche", r"maschine|maschinenwäsche|waschmaschine\w*|spülmaschine\w*"),
    (r"mit einer hand|einhändig", r"mit (?:beiden|zwei) händen|beidhändig"),
    (r"morgens", r"mittags", r"abends"),
    (r"montags", r"dienstags", r"mittwochs", r"donnerstags", r"freitags", r"samstags", r"sonntags"),
    (r"als gutschein", r"in bar|bar ausgezahlt|auf (?:ihr|dein|das) (?:\w+ )?konto"),
    (r"aus (?:\w+ )?holz", r"aus (?:\w+ )?kunststoff", r"aus (?:\w+ )?metall", r"aus (?:\w+ )?glas",
     r"aus (?:\w+ )?leder", r"aus (?:\w+ )?baumwolle", r"aus (?:\w+ )?wolle",
     r"aus (?:\w+ )?edelstahl", r"aus (?:\w+ )?aluminium"),
    (r"rote?[nmrs]?", r"grüne?[nmrs]?", r"blaue?[nmrs]?", r"gelbe?[nmrs]?", r"weiße?[nmrs]?",
     r"orange\w*", r"lila|violette?[nmrs]?", r"schwarze?[nmrs]?"),
    (r"high(?:er|est)?", r"low(?:er|est)?"),
    (r"hot", r"cold", r"lukewarm"),
    (r"wet|damp|moist", r"dry"),
    (r"top|upper", r"bottom|lower"),
    (r"inside|inner", r"outside|outer"),
    (r"front", r"rear|back"),
    (r"daily", r"weekly", r"monthly", r"yearly|annually"),
    (r"all|whole|entire|full", r"half"),
    (r"once", r"any time|as often as|every time|unlimited|always"),
    (r"forwards?", r"backwards?|rearwards?|rear"),
    (r"upright|standing", r"lying|flat|on its side"),
    (r"by hand|hand[- ]wash(?:ed|ing)?", r"machine|machine[- ]wash(?:ed|able|ing)?|dishwasher"),
    (r"one[- ]hand(?:ed)?|with one hand", r"two hands|both hands|two[- ]handed"),
    (r"one person|alone|single[- ]handed\w*", r"two people|two persons"),
    (r"mondays?", r"tuesdays?", r"wednesdays?", r"thursdays?", r"fridays?", r"saturdays?",
     r"sundays?"),
    (r"vouchers?|store credit", r"cash|bank transfer|original (?:means of )?payment|money back"),
    (r"wooden|wood", r"plastic", r"metal|steel", r"glass", r"leather", r"cotton", r"wool"),
    (r"clockwise", r"anti-?clockwise|counter-?clockwise"),
    (r"red", r"green", r"blue", r"yellow", r"white", r"orange", r"purple|violet", r"black"),
)  # fmt: skip
_MEMBERS = {
    f"m{i}_{j}": (i, re.compile(rf"\b(?:{member})\b", re.IGNORECASE))
    for i, members in enumerate(_SETS)
    for j, member in enumerate(members)
}
_ANY = re.compile(
    r"\b(?:" + "|".join(member for members in _SETS for member in members) + r")\b", re.IGNORECASE
)
_IF = re.compile(r"\b(?:wenn|falls|ob|sobald|bis|if|when|whether|until|should)\b|\?", re.IGNORECASE)
_LEAST_COMMON = 2  # words that both sentences have; one where the customer asks which it is
_ABOUT = 0.55  # weight of the reply's words that the source's sentence has
_LEAD = 0.2  # by which it fits better than any that agrees


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: what it is about, and which members of which set it has."""

    text: str
    words: frozenset[str]
    members: frozenset[str]
    evidence: Evidence | None = None


def opposites(reading: Reading) -> Iterator[Fault]:
    """Statements that the shop's documents make with a word that excludes the reply's."""
    said = [s for s in reading.content if s.role == "content" and _says(s.text)]
    mine = [s for s in said if not mentions_denial(s.text)]  # "not at the back"
    if not mine:
        return
    sources = list(_sources(reading))
    count = Counter(word for said in sources for word in said.words)
    for sentence in mine:
        skus = concerned(sentence, reading)
        right = [s for s in sources if s.evidence is None or is_about(s.evidence, skus, reading)]
        yield from _faults(sentence, right, count, reading)


def _named(sentence: ReplySentence, reading: Reading) -> frozenset[str]:
    """Words of the products' names: whole documents speak of them."""
    catalogue = reading.case.catalogue
    if catalogue is None:
        return frozenset()
    skus = concerned(sentence, reading) & set(catalogue.by_sku)
    return frozenset().union(*(context(catalogue.by_sku[s].name, reading.language) for s in skus))


def _faults(
    sentence: ReplySentence, sources: Sequence[Said], count: Counter[str], reading: Reading
) -> Iterator[Fault]:
    words = context(_ANY.sub(" ", sentence.text), reading.language) - _named(sentence, reading)
    asked = _members(" ".join(q.text for q in reading.questions))
    for name in _members(sentence.text):
        group, pattern = _MEMBERS[name]
        others = {m for m, (g, _) in _MEMBERS.items() if g == group and m != name}
        agreeing = max((_share(words, s, count) for s in sources if name in s.members), default=0.0)
        against = [s for s in sources if s.members & others and name not in s.members]
        best = max(against, key=lambda s: _share(words, s, count), default=None)
        if best is None or best.evidence is None or others & _members(sentence.text):
            continue
        share = _share(words, best, count)
        least = 1 if asked & {name, *others} else _LEAST_COMMON
        if share >= _ABOUT and share - agreeing > _LEAD and len(words & best.words) >= least:
            yield _fault(sentence, pattern, next(iter(best.members & others)), best, best.evidence)


def _fault(
    sentence: ReplySentence, mine: re.Pattern[str], theirs: str, said: Said, item: Evidence
) -> Fault:
    match, found = mine.search(sentence.text), _MEMBERS[theirs][1].search(said.text)
    start, end = match.span() if match else (0, len(sentence.text))
    values = {
        "text": sentence.text[start:end],
        "found": found.group() if found else shorten(said.text, 60),
        "source": shorten(item.title or item.source, 60),
    }
    span = (sentence.start + start, sentence.start + end)
    return Fault("claim_opposite", span, item.question or None, (item.id,), values=values)


def _share(words: frozenset[str], said: Said, count: Counter[str]) -> float:
    """The weight of my words that the other has, of those that any source has."""
    known = {word: 1 / count[word] for word in words if count[word]}
    total = sum(known.values())
    return sum(w for word, w in known.items() if word in said.words) / total if total else 0.0


def _sources(reading: Reading) -> Iterator[Said]:
    given = reading.case.given_sources
    for item in reading.public_evidence:
        if given or item.kind in OWN_WORD:
            language = item.language or reading.language
            for said in _said(item.text, language, reading.language):
                yield Said(said.text, said.words, said.members, item)


@lru_cache(maxsize=4096)
def _said(text: str, language: str, words_as: str) -> tuple[Said, ...]:
    """A passage's sentences; remembered, because the same passages come up again."""
    return tuple(
        Said(part.text, context(_ANY.sub(" ", part.text), words_as), _members(part.text))
        for part in sentences(text, language)
        if _says(part.text) and not part.text.startswith("|")  # a table names, it does not say
    )


def _says(text: str) -> bool:
    """Whether the text states one of the words: not for the case that something happens."""
    return _ANY.search(text) is not None and _IF.search(text) is None


@lru_cache(maxsize=4096)
def _members(text: str) -> frozenset[str]:
    if not _ANY.search(text):
        return frozenset()
    return frozenset(name for name, (_, pattern) in _MEMBERS.items() if pattern.search(text))
