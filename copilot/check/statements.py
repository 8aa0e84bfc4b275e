"""Statements without a figure: yes or no, and names that no source knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from copilot.check.case import Fault
from copilot.check.countries import countries, named_regions
from copilot.check.facts import context
from copilot.check.polarity import limits, mentions_denial, negated, without_denial
from copilot.check.reading import Reading, ReplySentence
from copilot.check.ruled_out import denied_too, stems
from copilot.check.subjects import OWN_WORD
from copilot.check.words import shorten
from copilot.messages import Evidence
from knowledge.analyse import sentences

_IDLE = re.compile(  # words of any statement about what is possible
    r"\b(?:möglich|geht|gibt|haben|hat|ist|sind|kann|können|darf|dürfen|muss|müssen|wird|werden|bitte|auch"
    r"|leider|dafür|es|possible|can|may|must|need|has|have|is|are|there|unfortunately|please|also)\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(r"\b(?:außerhalb|ausserhalb|jenseits|outside|beyond)\b", re.IGNORECASE)
_YES = re.compile(
    r"^\W*(?:ja|jawohl|gern(?:e)?|natürlich|selbstverständlich|klar|kein problem"
    r"|das (?:machen wir|geht)(?: gern(?:e)?)?|yes|sure|certainly|of course|no problem"
    r"|gladly|absolutely)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:nein|leider (?:nein|nicht|gar nicht)|no(?=\s*[,.;:!–-])|unfortunately not"
    r"|(?:i['’]?m|we['’]?re) afraid not)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:(?:und|and|oder|or|also|hallo|hi|hello|bitte)\W+)*(?:kann|können|könnt|könnte|kannst|darf"
    r"|dürfen|ist|sind|hat|haben|habt|gibt|geht|passt|passen|muss|müssen|soll|liefer\w+|versend\w+|funktioniert"
    r"|nehm\w+|nimmt|wird|werden|can|could|do|does|is|are|has|have|will|would|may|should)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[,;:]\s+|\s*[()]\s*|\s[–—-]\s|\s(?:aber|sondern|weil|obwohl|wenn|falls|but|because|since|although"
    r"|if|when|unless)\s|\s(?:und|and)\s(?=(?:\w+ (?:nicht|not)|(?:do|does|did|is|are|will|can)\s?"
    r"(?:not|n['’]t)|not|no|nicht|kein\w*)\b)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:ob|whether|if|falls|wenn|sobald|as soon as)\b", re.IGNORECASE)
_OTHERWISE = re.compile(r"\W*(?:sonst|otherwise|or else)\b", re.IGNORECASE)
_LEAST_WORDS = 2  # of a statement that is compared
_COVERED = 0.7  # weight of the statement's words that the source's sentence has
_BACK = 0.45  # share of that sentence's words that the reply or the question has
_LONG_WORD = 6  # letters of a single word that says enough
_ON_TOPIC = 0.6  # of the weight of what was asked
_NEAR = 0.75  # share of words that two wordings of the same statement have in common
_LEAST_SAME = 3  # words of a statement that is denied in the same words
_LEAD = 0.1  # by which it must fit better than any sentence that agrees
_SERVES = re.compile(
    r"liefer|versand|versend|verschick|schick|deliver|ship|send|dispatch", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause or sentence: what it is about, and whether it denies it."""

    text: str
    words: frozenset[str]
    negated: bool
    evidence: Evidence


def denials(reading: Reading) -> Iterator[Fault]:
    """Statements of the reply of which a document of the shop says the opposite."""
    stated = list(_statements(reading))
    if not stated:
        return
    weigh = Counter(word for s in stated for word in s.words)
    for sentence in reading.content:
        if sentence.role != "content" or sentence.text.rstrip().endswith("?"):
            continue
        if _OPEN.search(sentence.text):
            continue
        other = _answered_wrongly(sentence, reading, stated, weigh)
        if other is None:
            found = (_opposite(words, stated, weigh) for words in _claimed(sentence, reading))
            other = next((o for o in found if o is not None), None)
            other = other or _wrongly_denied(sentence, stated, reading.language)
        if other is None or _repeats(sentence, other, reading.language):
            continue
        if not (other.negated and other.words & denied_too(reading)):
            yield _denied(sentence, other)


def _repeats(sentence: ReplySentence, other: Statement, language: str) -> bool:
    """Whether the sentence has the denial in full: "Plumbed-in water: no." """
    denies = other.negated and negated(sentence.text)
    return denies and other.words <= _subject(sentence.text, language)


def _answered_wrongly(
    sentence: ReplySentence, reading: Reading, stated: Sequence[Statement], count: Counter[str]
) -> Statement | None:
    """A yes to what was asked, where all that the documents say on it is a no."""
    if not _YES.match(sentence.text):
        return None
    rest = sentence.text[_mark_end(sentence.text) :]
    topic = frozenset(word for word in _asked(reading) if count[word])
    if not _says_enough(topic) or negated(rest) or limits(rest):
        return None
    shares = [(_share(topic, s.words, count), s) for s in stated]
    best = max(share for share, _ in shares)
    if best < _ON_TOPIC:
        return None
    near = [s for share, s in shares if share >= best - _LEAD]
    ruled = all(s.negated and not _BEYOND.search(s.text) for s in near)
    return near[0] if ruled else None


def _says_enough(topic: frozenset[str]) -> bool:
    return len(topic) >= _LEAST_WORDS or any(len(word) >= _LONG_WORD for word in topic)


def _claimed(sentence: ReplySentence, reading: Reading) -> Iterator[frozenset[str]]:
    """What the sentence affirms, clause by clause, as words. What it denies is left to
    `ruled_out`: many things are not so that are so elsewhere."""
    for text in _even(sentence.text[_mark_end(sentence.text) :]):
        words = _subject(text, reading.language)
        if len(words) >= _LEAST_WORDS and not (negated(text) or limits(text)):
            yield words


def _mark_end(text: str) -> int:
    match = _YES.match(text) or _NO.match(text)
    return match.end() if match else 0


def _asked(reading: Reading) -> frozenset[str]:
    """The words of the one question that can be answered with yes or no."""
    closed = [q.text for q in reading.questions if _YES_NO.match(q.text)]
    return _subject(closed[0], reading.language) if len(closed) == 1 else frozenset()


def _opposite(
    words: frozenset[str], stated: Iterable[Statement], count: Counter[str]
) -> Statement | None:
    """The statement that denies it, if it fits clearly better than those that affirm."""
    against: tuple[float, Statement | None] = (0.0, None)
    with_it = 0.0
    for statement in stated:
        covered = _share(words, statement.words, count)
        if not statement.negated:
            with_it = max(with_it, covered)
        elif covered > against[0] and _is_about(statement, words):
            against = (covered, statement)
    best, found = against
    return found if best >= _COVERED and best - with_it > _LEAD else None


def _wrongly_denied(
    sentence: ReplySentence, stated: Sequence[Statement], language: str
) -> Statement | None:
    """What a document affirms in the same words, and none denies. Many things are not so that
    are so elsewhere: parts of compounds do not count as words."""
    for text in _even(sentence.text[_mark_end(sentence.text) :]):
        words = stems(text, language)
        if not negated(text) or len(words) < _LEAST_SAME:
            continue
        near = [s for s in stated if _close(words, stems(s.text, language))]
        # "Was kein Mangel ist": what stands below it is denied.
        if near and not any(s.negated or mentions_denial(s.evidence.title) for s in near):
            return near[0]
    return None


def _close(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= max(_NEAR * max(len(one), len(other)), _LEAST_SAME)


def _is_about(statement: Statement, words: frozenset[str]) -> bool:
    common = statement.words & words
    return len(common) >= _LEAST_WORDS and len(common) >= _BACK * len(statement.words)


def _share(mine: frozenset[str], theirs: frozenset[str], count: Counter[str]) -> float:
    """The weight of my words that the other has; rare words weigh more, unknown ones most."""
    total = sum(1 / (1 + count[word]) for word in mine)
    return sum(1 / (1 + count[word]) for word in mine & theirs) / total if total else 0.0


def _denied(sentence: ReplySentence, other: Statement) -> Fault:
    item = other.evidence
    values = {"source": shorten(item.title or item.source, 60), "found": shorten(other.text, 90)}
    span = (sentence.start, sentence.end)
    return Fault("claim_negated", span, item.question or None, (item.id,), values=values)


def _statements(reading: Reading) -> Iterator[Statement]:
    given = reading.case.given_sources
    for item in reading.public_evidence:
        if not given and item.kind not in OWN_WORD:
            continue
        language = item.language or reading.language
        for text, words, denies in _stated(item.text, language, reading.language):
            yield Statement(text, words, denies, item)


@lru_cache(maxsize=8192)
def _stated(
    text: str, language: str, words_as: str
) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The statements of a passage; remembered, because the same passages come up again."""
    parts = [p.text for p in sentences(text, language) if not p.text.rstrip().endswith("?")]
    found = [
        (clause, _subject(clause, words_as), negated(clause))
        for part in parts
        for clause in _even(part)
        if not _OTHERWISE.match(clause)
    ]
    return tuple(
        (text, words, denies) for text, words, denies in found if len(words) >= _LEAST_WORDS
    )


def _even(text: str) -> list[str]:
    """The sentence, in clauses where some deny and others do not."""
    clauses = [c for c in _CUT.split(text) if c.strip()]
    return [text] if len({negated(c) for c in clauses}) <= 1 else clauses


def _subject(text: str, language: str) -> frozenset[str]:
    """What a sentence speaks of, whether it affirms or denies it."""
    return context(_IDLE.sub(" ", without_denial(text)), language)


def unknown_countries(reading: Reading) -> Iterator[Fault]:
    """Countries that no source names as served."""
    for sentence in reading.content:
        if sentence.role != "content" or negated(sentence.text):
            continue
        for start, end, text in _named(sentence, reading):
            span = (sentence.start + start, sentence.start + end)
            yield Fault("claim_missing", span, values={"text": text})


def _named(sentence: ReplySentence, reading: Reading) -> Iterator[tuple[int, int, str]]:
    if not _SERVES.search(sentence.text):
        return
    for code, (start, end) in countries(sentence.text):
        if code not in _served(sentence.text, reading):
            yield start, end, sentence.text[start:end]


def _served(sentence: str, reading: Reading) -> frozenset[str]:
    """Codes of the countries of which some source speaks without a "not"."""
    texts = _known_texts(sentence, reading)
    return frozenset(code for text in texts for code in _granted_by(text))


@lru_cache(maxsize=8192)
def _granted_by(text: str) -> frozenset[str]:
    """The same passages come again with every reply."""
    return frozenset(
        code
        for line in text.splitlines()
        for part in re.split(r"(?<=[.!?])\s+", line)
        for code in _granted(part)
    )


def _granted(sentence: str) -> Iterator[str]:
    """Countries of a sentence up to its "not", and those after a "but" that takes it back."""
    denied = False
    for clause in re.split(r"(?<=[,;:])\s+|\s(?=(?:aber|sondern|but)\s)", sentence):
        turned = re.match(r"(?:aber|sondern|but)\b", clause, re.IGNORECASE)
        denied = negated(clause) or (denied and not turned)
        if not denied:
            yield from named_regions(clause)


def _known_texts(sentence: str, reading: Reading) -> list[str]:
    """Sources, policies and what the knowledge says about the sentence; no past answers."""
    found = list(reading.case.evidence)
    if not reading.case.given_sources:
        found += reading.looked_up(sentence)
    texts = [e.text for e in found if e.kind != "past_answer"]
    return texts + [p.text for p in reading.case.policies]
