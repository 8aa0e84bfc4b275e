"""Personal data out of what a model reads, and back into what it writes.

Each value becomes a placeholder such as `LASTNAME_1`; the same spelling always the same
one. Nothing of the mapping leaves the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from copilot.draft.case import DraftCase
from knowledge.entities import find_entities

_KINDS = {
    "name": "PERSON",
    "order_number": "ORDER",
    "tracking_number": "TRACKING",
    "email": "EMAIL",
    "phone": "PHONE",
    "iban": "IBAN",
    "address": "ADDRESS",
}
_NUMBER = re.compile(r"\b[A-Z]{1,5}-?\d{4,}\b|\b\d{6,}\b")
_PLACEHOLDER = re.compile(
    r"\b(?:FIRSTNAME|LASTNAME|PERSON|ORDER|TRACKING|EMAIL|PHONE|IBAN|ADDRESS|LINK)_\d+", re.I
)
_BEGUN = re.compile(r"[A-Za-z]{1,10}(?:_\d*)?$")
_WORD_ONLY = 4  # shorter values are replaced as whole words only


class Pseudonyms:
    """The placeholders of one request."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}  # value, lower case -> label
        self._by_surface: dict[str, str] = {}
        self._by_placeholder: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, case: DraftCase) -> Pseudonyms:
        """Knows the personal data of a case: request, order, and what the texts name."""
        made = cls()
        for customer in (case.request.customer, case.understanding.customer):
            made.add("EMAIL", customer.email)
            made.add("LASTNAME", customer.last_name)
            made.add("FIRSTNAME", customer.first_name)
        for name in case.understanding.signature_name.split():
            made.add("PERSON", name.strip(".,"))
        made.add("PERSON", case.request.agent)
        for order in (case.request.order, case.understanding.order):
            if order is not None:
                made.add("ORDER", order.number)
                made.add("LINK", order.tracking_url)
        made.add("ORDER", case.understanding.unknown_order)
        made._add_entities(case)
        return made

    @classmethod
    def in_text(cls, text: str, language: str, names: Iterable[str] = ()) -> Pseudonyms:
        """Knows the personal data that one text names, and these people."""
        made = cls()
        for name in names:
            made.add("PERSON", name)
        made._add_found(text, language)
        for number in _NUMBER.findall(text):  # in a language whose words for it nobody here knows
            made.add("ORDER", number)
        return made

    def add(self, label: str, value: str) -> None:
        """Values of one character and bare titles are nobody's name."""
        value = value.strip()
        if len(value) > 1 and value.lower() not in {"frau", "herr", "mr", "ms", "mrs", "dr"}:
            self._values.setdefault(value.lower(), label)
            self._pattern = None

    def mask(self, text: str) -> str:
        """The text with every known value replaced, whatever its case."""
        if not self._values:
            return text
        if self._pattern is None:
            self._pattern = _alternatives(self._values)
        return self._pattern.sub(self._placeholder, text)

    def restore(self, text: str) -> str:
        """The text with every known placeholder turned back."""
        return _PLACEHOLDER.sub(
            lambda match: self._by_placeholder.get(match.group().upper(), match.group()), text
        )

    def unknown(self, text: str) -> list[str]:
        """Placeholders in a restored text that were never given out."""
        return [match.group() for match in _PLACEHOLDER.finditer(text)]

    def _placeholder(self, match: re.Match[str]) -> str:
        surface = match.group()
        if surface not in self._by_surface:
            label = self._values[surface.lower()]
            self._counts[label] = self._counts.get(label, 0) + 1
            placeholder = f"{label}_{self._counts[label]}"
            self._by_surface[surface] = placeholder
            self._by_placeholder[placeholder] = surface
        return self._by_surface[surface]

    def _add_entities(self, case: DraftCase) -> None:
        message = case.request.message
        texts = [message.text, message.subject, case.understanding.body, case.request.instruction]
        # An agent may have typed a number into the earlier draft that stands nowhere else.
        texts += [case.previous, *(fault.message for fault in case.faults)]
        for text in texts:
            self._add_found(text, case.understanding.language)
        for entity in case.understanding.entities:
            if label := _KINDS.get(entity.kind):
                self.add(label, entity.text)

    def _add_found(self, text: str, language: str) -> None:
        for entity in find_entities(text, language):
            if label := _KINDS.get(entity.kind):
                self.add(label, entity.text)
                if entity.kind == "name":
                    for part in entity.text.split():
                        self.add("PERSON", part.strip(".,"))


class StreamRestorer:
    """`Pseudonyms.restore` for a text that comes in pieces."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown: a word that may become a placeholder is held back."""
        text = self._held + piece
        begun = _BEGUN.search(text)
        cut = begun.start() if begun else len(text)
        self._held = text[cut:]
        return self._pseudonyms.restore(text[:cut])

    def rest(self) -> str:
        held, self._held = self._held, ""
        return self._pseudonyms.restore(held)


def _alternatives(values: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(values, key=len, reverse=True)
    return re.compile(
        "|".join(
            re.escape(value) if len(value) >= _WORD_ONLY else rf"(?<!\w){re.escape(value)}(?!\w)"
            for value in longest_first
        ),
        re.I,
    )


def is_placeholder(text: str) -> bool:
    """Whether the text is one stand-in and nothing else."""
    return _PLACEHOLDER.fullmatch(text) is not None
