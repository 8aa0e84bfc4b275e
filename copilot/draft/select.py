"""Chooses the sentences that answer a question from the units of its evidence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from copilot.draft.likeness import Vectors, WordLikeness, content_words, importance
from copilot.draft.sources import Unit
from copilot.messages import Question
from knowledge.embed import StaticEmbedder
from knowledge.quantities import find_quantities

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue
    from knowledge.embed import Embedder

# Trust in a kind of source where the words fit equally well.
_TRUST = {"policy": 0.05, "product": 0.05, "document": 0.04, "macro": 0.0, "past_answer": -0.03}
# A sentence that points back cannot stand alone.
_ORPHAN = re.compile(
    r"^(?:er|sie|es|diese[rsnm]?|dies|das|dabei|danach|dann|dazu|dadurch|davon|dafür|"
    r"damit|darin|dort|daher|deshalb|außerdem|"
    r"allerdings|jedoch|sonst|ansonsten|andernfalls|ebenso|zusätzlich|anschließend|hierzu|"
    r"hierfür|der (?!\w*[A-ZÄÖÜ])|darunter|"
    r"it|they|this|these|that|those|then|there|afterwards|otherwise|however|in that case|"
    r"if so|after that|also|both)\b",
    re.I,
)
_DEFINITION = re.compile(
    r"^(?:(?:Die|Der|Das|The) )?(?:[A-ZÄÖÜ0-9][\w.-]*\s){1,4}(?:ist|sind|is|"
    r"are) (?:unser\w*|ein\w*|die|der|das|our|an?|the)\b|"
    r"^(?:Bitte nicht|Please do not confuse|Nicht zu verwechseln|"
    r"Nicht verwechseln).{0,80}(?:verwechsel|confuse|:)"
)
_PRICE_ONLY = re.compile(
    r"^(?:(?:Der|Die|Das) (?:Artikel )?.{1,60} kostet [\d.,]+ ?€|"
    r"The price of .{1,60} is €? ?[\d.,]+)"
)
_WANTS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (
        re.compile(
r"\b(?:wie lange|wann|bis wann|wie oft|frist|dauer\w*|how long|when|how often|"
r"how soon|deadline)\b", re.I),
        frozenset({"second", "minute", "hour", "day", "workday", "week", "month", "year"}),
    ),
    (
        re.compile(
r"\b(?:wie ?viel kostet|was kostet|kosten|preis|teuer|gebühr\w*|how much (?:does|is|"
r"do)|cost\w*|price|fee)\b", re.I),
        frozenset({"EUR", "USD", "GBP", "CHF"}),
    ),
)  # fmt: skip
_STEPS_WANTED = re.compile(
    (
        r"\b(?:wie (?!lange|lang|viel|oft|hoch|groß|schwer|teuer|weit|schnell|bald)|how (?:do|"
        r"can|to|should)|anleitung|schritte?|ablauf|instructions?)\b"
    ),
    re.I,
)


_WARNING = re.compile(
    r"\b(?:nicht (?:mehr|weiter)|nie|niemals|sofort|umgehend|gefahr\w*|gefährlich\w*|giftig\w*|"
    r"stecker|ausschalten|ins freie|notruf|giftnotruf|arzt|ärztin|tierarzt|tierärztin|feuerwehr|"
    r"stop|never|no longer|do not|immediately|at once|danger\w*|hazard\w*|toxic|poison\w*|"
    r"unplug|switch off|outdoors|emergency|doctor|vet|fire brigade)\b",
    re.I,
)
_LIFT = 0.25
_PRICE = re.compile(r"kost|preis|teuer|gebühr|cost|price|fee|euro|€", re.I)
_TELLING = 0.4
_SAME = 0.99
_VAGUE = 1.2
_FEW = 6  # among fewer units nothing is common


class ProductSense:
    """Tells sentences about the customer's products from those about others."""

    def __init__(self, catalogue: Catalogue | None = None, skus: Sequence[str] = ()) -> None:
        self._catalogue = catalogue
        self._skus = frozenset(skus)

    def bonus(self, unit: Unit, question: Question) -> float:
        """More for a sentence or heading that names a product in question, less for one
        that names others only."""
        everything = frozenset(question.skus) | self._skus
        wanted = frozenset(question.skus) or self._skus
        if self._catalogue is None or not wanted:
            return 0.0
        said = self._named(unit.text)
        if unit.shape == "row" and said and said <= everything:
            return 0.2  # "How much descaler?": the line of the customer's machine
        named = said or self._named(unit.heading)
        if not named:
            return 0.0
        if named <= wanted:
            return 0.06
        if named <= everything:
            return 0.0
        return -0.05 if named & wanted else -0.2

    def words(self, text: str) -> frozenset[str]:
        """The words of the text, lower case, with which it names products."""
        if self._catalogue is None:
            return frozenset()
        found: set[str] = set()
        for mention in self._catalogue.resolve(text):
            start, end = mention.span
            found |= set(re.findall(r"[\w-]+", text[start:end].lower()))
        return frozenset(found)

    def _named(self, text: str) -> frozenset[str]:
        if self._catalogue is None or not text:
            return frozenset()
        return _skus_in(self._catalogue, text)


@lru_cache(maxsize=8192)
def _skus_in(catalogue: Catalogue, text: str) -> frozenset[str]:
    return frozenset(mention.product.sku for mention in catalogue.resolve(text))


@dataclass(frozen=True, slots=True)
class Scored:
    unit: Unit
    score: float  # about 0..1.5
    own: float  # the share of the question's words that it covers
    fit: float = 0.0  # likeness to the question alone, whatever the search thought of it
    judged: float | None = None  # the probability that it answers, where a judge said so


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a unit. Chosen on the mails of two shops, kept round."""

    words: float = 0.9
    name: float = 0.2  # of a word of a product's name: the search has seen to the product
    added: float = 0.25  # of a word that the understanding added to the question
    heading: float = 0.25  # of a word that only the heading covers
    common: float = 0.9  # how much a word loses that every unit has
    sentence: float = 0.3
    in_context: float = 0.05
    asked: float = 0.35
    wanted: float = 0.16
    steps: float = 0.25
    product: float = 0.8
    aside: float = 0.35  # "The X is a …": answers little that is asked
    orphan: float = 0.1  # what leans on the sentence before it is seldom the answer itself
    found: float = 0.2  # of the search's own score
    trust: float = 0.8


class Scorer:
    """Scores units against a question by words, nearly the same words, and meaning."""

    def __init__(self, embedder: Embedder | None = None, weights: Weights | None = None) -> None:
        self._embedder = embedder
        self._weights = weights or Weights()
        self._vectors = Vectors(embedder) if embedder is not None else None
        # A transformer would take its milliseconds for each single word.
        quick = isinstance(embedder, StaticEmbedder)
        self._likeness = WordLikeness(self._vectors if quick else None)

    def score(
        self,
        question: Question,
        units: Sequence[Unit],
        language: str,
        today: dt.date,
        about: ProductSense,
    ) -> list[Scored]:
        """All units, best first. Equal scores keep the order of the evidence."""
        if not units:
            return []
        w = self._weights
        covers = self._covers(question, units, language, about.words(question.text))
        dense = self._dense(question, units)
        wanted, steps = _wanted(question.text), wants_steps(question)
        other = _priced_thing(question.text, language, about.words(question.text))
        scored = []
        for unit, cover, (alone, around, asked) in zip(units, covers, dense, strict=True):
            fit = w.words * cover + w.sentence * alone + w.in_context * around + w.asked * asked
            fit += w.found * unit.evidence.score - w.aside * is_aside(unit.text, wanted, other)
            fit -= w.orphan * is_orphan(unit.text)
            score = fit + w.steps * (steps and unit.shape == "step")
            score += w.wanted * bool(wanted and wanted & _kinds(unit.text, unit.evidence.language))
            score += w.product * about.bonus(unit, question)
            score += _age(unit, today)
            score += w.trust * _TRUST.get(unit.evidence.kind, 0.0)
            scored.append(Scored(unit, score, cover, fit))
        return sorted(scored, key=lambda item: -item.score)

    def _covers(
        self, question: Question, units: Sequence[Unit], language: str, names: frozenset[str]
    ) -> list[float]:
        """The share of the question's words that each unit covers, telling ones first."""
        asked = list(content_words(question.text, language))
        added = [w for w in content_words(question.query, language) if w not in asked]
        telling = [importance(word) for word in asked]
        telling += [self._weights.added * importance(word) for word in added]
        asked += added
        for at, word in enumerate(asked):
            if word.lower() in names:
                telling[at] *= self._weights.name
        own, around = [], []
        for unit in units:
            spoken = unit.evidence.language or language
            said = content_words(f"{unit.lead} {unit.text}".strip(), spoken)
            own.append(self._likeness.cover(asked, said, spoken))
            context = content_words(_heading(unit), spoken)
            around.append(self._likeness.cover(asked, context, spoken))
        shares = self._shares(own, around, telling)
        heading = self._weights.heading
        return [
            sum(
                share * max(here, heading * there)
                for share, here, there in zip(shares, mine, its, strict=True)
            )
            for mine, its in zip(own, around, strict=True)
        ]

    def _shares(
        self,
        own: Sequence[Sequence[float]],
        around: Sequence[Sequence[float]],
        telling: Sequence[float],
    ) -> list[float]:
        """The weight of each word of the question; a word that every unit has tells little."""
        count = len(own)
        raw = []
        for at, worth in enumerate(telling):
            having = sum(
                mine[at] >= _SAME or its[at] >= _SAME for mine, its in zip(own, around, strict=True)
            )
            others = max(0, having - 1) / max(count, _FEW)
            raw.append(worth * (1.0 - self._weights.common * others))
        total = sum(raw) or 1.0
        return [weight / total for weight in raw]

    def _dense(self, question: Question, units: Sequence[Unit]) -> list[tuple[float, float, float]]:
        """Cosines of the question with the unit, with it under its heading, and with the
        past question that it answered."""
        if self._embedder is None or self._vectors is None:
            return [(0.0, 0.0, 0.0)] * len(units)
        asked = self._embedder.encode_queries([question.text, question.query])
        texts = [f"{unit.lead} {unit.text}".strip() for unit in units]
        texts += [f"{_heading(unit)}: {unit.lead} {unit.text}" for unit in units]
        texts += [unit.evidence.asked or unit.text for unit in units]
        found = self._vectors.of(texts) @ asked.T
        count = len(units)
        return [
            (
                float(found[n, 0]),
                float(found[count + n, 0]),
                float(found[2 * count + n].max()) if units[n].evidence.asked else 0.0,
            )
            for n in range(count)
        ]


def warnings_first(scored: Sequence[Scored]) -> list[Scored]:
    """Where somebody may come to harm, what warns goes before what merely explains."""
    lifted = [
        replace(item, score=item.score + _LIFT, fit=item.fit + _LIFT)
        if _WARNING.search(item.unit.text)
        else item
        for item in scored
    ]
    return sorted(lifted, key=lambda item: -item.score)


def is_orphan(text: str) -> bool:
    """Whether a sentence leans on the one before it."""
    return _ORPHAN.search(text) is not None


def is_vague(question: Question, language: str) -> bool:
    """Whether a question says little by itself: "Was kostet das?", "Was passiert dann?"."""
    return sum(map(importance, content_words(question.text, language))) < _VAGUE


def gives_wanted(question: Question, unit: Unit) -> bool:
    """Whether a unit holds the kind of figure that the question asks for."""
    return bool(_wanted(question.text) & _kinds(unit.text, unit.evidence.language))


def wants_steps(question: Question) -> bool:
    return _STEPS_WANTED.search(question.text) is not None


def is_aside(text: str, wanted: frozenset[str], other: frozenset[str] = frozenset()) -> bool:
    """Whether a sentence introduces its subject, or names a price that nobody asked for.

    `other` are the words for the thing whose price is asked: "the sharpening", not the saw.
    """
    if _PRICE_ONLY.search(text):
        return "EUR" not in wanted or (bool(other) and not any(word in text for word in other))
    return _DEFINITION.search(text) is not None


def _priced_thing(question: str, language: str, names: frozenset[str]) -> frozenset[str]:
    """Telling words of a question about a price, without those that name a product."""
    return frozenset(
        word
        for word in content_words(question, language)
        if importance(word) > _TELLING and word.lower() not in names and not _PRICE.search(word)
    )


def _heading(unit: Unit) -> str:
    return unit.heading or unit.evidence.title.rpartition(" › ")[2]


@lru_cache(maxsize=4096)
def _kinds(text: str, language: str) -> frozenset[str]:
    return frozenset(quantity.unit for quantity in find_quantities(text, language))


def _wanted(question: str) -> frozenset[str]:
    return next((units for pattern, units in _WANTS if pattern.search(question)), frozenset())


def _age(unit: Unit, today: dt.date) -> float:
    """Older past answers yield to newer ones."""
    if unit.evidence.date is None or unit.evidence.kind not in ("past_answer", "macro"):
        return 0.0
    years = max(0.0, (today - unit.evidence.date).days / 365)
    return -min(0.15, 0.05 * years)
