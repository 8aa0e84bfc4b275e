"""Which pairs are worth keeping: scrubbed, judged, and no two that say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from copilot.imports.archive import ORIGIN
from copilot.imports.likeness import Likeness, signature
from copilot.imports.quality import USUAL, quality
from copilot.imports.turns import Pair
from knowledge.catalogue import Catalogue
from knowledge.documents import Document
from knowledge.parse.items import PastAnswer
from knowledge.privacy import Privacy
from knowledge.scrub import scrub

Fate = Literal["take", "low_quality", "duplicate", "repeated", "erased"]
MOST_WORDINGS = 5  # questions that are kept with one and the same answer
_SURE = 0.75


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair as it would be stored. `twin` is the key of the one that it repeats."""

    document: Document
    score: float
    reasons: tuple[str, ...]
    taken: tuple[str, ...]  # kinds of personal data, one by one
    fate: Fate
    twin: str = ""


class Selector:
    """Judges pairs one after the other and remembers those that it took.

    `erased` says of a pair whether somebody in it wanted to be forgotten.
    """

    def __init__(
        self,
        privacy: Privacy,
        catalogue: Catalogue,
        *,
        min_quality: float = USUAL,
        erased: Callable[[Pair], bool] = lambda _pair: False,
    ) -> None:
        self._privacy = privacy
        self._catalogue = catalogue
        self._least = min_quality
        self._erased = erased
        self._questions = Likeness(0.7)
        self._answers = Likeness()

    def know(self, documents: Iterable[Document]) -> None:
        """Past answers that are stored already."""
        for document in documents:
            self._remember(document)

    def judge(self, pair: Pair) -> Judged:
        document, taken = self._scrubbed(pair)
        told = quality(pair, document.question, document.text)
        judged = Judged(document, told.score, told.reasons, taken, "take")
        if self._erased(pair):
            return replace(judged, fate="erased")
        if told.score < self._least:
            return replace(judged, fate="low_quality")
        return self._compared(judged)

    def _compared(self, judged: Judged) -> Judged:
        document = judged.document
        group = document.language
        answers = self._answers.find(signature(document.text), group)
        questions = self._questions.find(signature(document.question), group)
        if document.id in answers or document.id in questions:  # stored by an earlier import
            return judged
        if answers and questions:
            return replace(judged, fate="duplicate", twin=questions[0])
        if len(answers) >= MOST_WORDINGS:
            return replace(judged, fate="repeated", twin=answers[0])
        self._remember(document)
        return judged

    def _remember(self, document: Document) -> None:
        group = document.language
        self._questions.add(document.id, signature(document.question), group)
        self._answers.add(document.id, signature(document.text), group)

    def _scrubbed(self, pair: Pair) -> tuple[Document, tuple[str, ...]]:
        question = pair.question
        if pair.subject and pair.subject.casefold() not in question.casefold():
            question = f"{pair.subject}\n{question}" if len(question) < 120 else question
        document = Document(
            origin=ORIGIN,
            path="",
            key=pair.key[:200],
            kind="past_answer",
            title=(pair.subject or question.partition("\n")[0])[:90],
            text=pair.answer,
            question=question,
            language=pair.language,
            date=pair.at.date() if pair.at else None,
            skus=self._about(f"{pair.subject}\n{pair.question}"),
        )
        scrubbed = self._privacy.scrub(PastAnswer(document, pair.customer, pair.order_number))
        return _without_names(scrubbed.document, pair, scrubbed.kinds)

    def _about(self, text: str) -> tuple[str, ...]:
        if not self._catalogue.products:
            return ()
        sure = (m for m in self._catalogue.resolve(text[:2000]) if m.score >= _SURE)
        return tuple(dict.fromkeys(mention.product.sku for mention in sure))[:5]


def _without_names(
    document: Document, pair: Pair, kinds: tuple[str, ...]
) -> tuple[Document, tuple[str, ...]]:
    """Everybody else whom the ticket names goes as well: agents, people in copy."""
    taken = list(kinds)
    names = (*pair.names, *pair.emails)
    if not names:
        return document, kinds

    def clean(text: str) -> str:
        found = scrub(text, document.language, names=names)
        taken.extend(replacement.kind for replacement in found.taken)
        return found.text

    cleaned = replace(
        document,
        question=clean(document.question),
        text=clean(document.text),
        title=clean(document.title),
    )
    return cleaned, tuple(taken)
