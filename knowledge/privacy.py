"""Past answers without other people's data, by all that the shop's own tables tell.

The order table knows who placed the order that a past answer is about, and what the shop's
order numbers look like. Policies and macros tell the shop's own addresses, which stay, and
so do the names of its products.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.documents import Document, digest
from knowledge.entities import find_personal
from knowledge.parse.columns import fold_name
from knowledge.parse.items import PastAnswer
from knowledge.scrub import SCRUBBER_VERSION, scrub
from knowledge.spotting import contacts, places
from knowledge.spotting.orders import representatives, shape_of
from knowledge.store import KnowledgeStore, order_key

_OWN_KINDS = ("email", "phone", "address", "url", "iban")
_OWN_FROM = 3  # different customers that were told the same contact: it is the shop's
_MOST_OWN_DOCUMENTS = 1_000
_PERSONAL_COLUMN = re.compile(
    r"mail|phone|telefon|handy|mobil|adress|address|strasse|street|plz|zip|ort$|city|iban|"
    r"kunde|customer|vorname|nachname|first_name|last_name|^name$|requester|birth|geburt"
)


@dataclass(frozen=True, slots=True)
class ScrubbedAnswer:
    """What may be indexed, and the kind of each thing that was taken."""

    document: Document
    kinds: tuple[str, ...]


class Privacy:
    """Scrubs past answers. Made anew when orders, products or policies changed."""

    def __init__(self, store: KnowledgeStore, keep: Sequence[str] = ()) -> None:
        numbers = store.order_customers()
        self._customers = {order_key(number): name for number, name in numbers.items()}
        self._examples = representatives(numbers)
        self._own = tuple(dict.fromkeys([*keep, *_own_contacts(store)]))
        self._phrases = _Phrases(
            phrase for p in store.products() for phrase in (p.sku, p.name, *p.aliases)
        )
        shapes = sorted({"".join(shape_of(number)) for number in numbers})
        self.fingerprint = digest(
            SCRUBBER_VERSION, *shapes, "own", *self._own, "products", *self._phrases.all
        )

    def learn(self, answers: Iterable[PastAnswer]) -> None:
        """Contacts that several customers were told are the shop's own, not theirs."""
        told: defaultdict[str, set[str]] = defaultdict(set)
        for past in answers:
            person = past.customer_name or past.order_number or past.document.key
            for contact in _contacts(past.document.text, past.document.language):
                told[contact].add(person)
        repeated = [text for text, people in told.items() if len(people) >= _OWN_FROM]
        self._own = tuple(dict.fromkeys([*self._own, *repeated]))

    def scrub(self, past: PastAnswer) -> ScrubbedAnswer:
        """The past answer with marks for personal data, in all that is stored of it."""
        document = past.document
        names = self._names(past)
        kinds: list[str] = []

        def clean(text: str, count: bool = True) -> str:
            scrubbed = scrub(
                text,
                document.language,
                names=names,
                order_numbers=(*self._examples, past.order_number),
                keep=(*self._own, *self._phrases.within(text)),
            )
            kinds.extend(taken.kind for taken in scrubbed.taken if count)
            return scrubbed.text

        extra = {
            name: clean(value)
            for name, value in document.metadata.items()
            if not _PERSONAL_COLUMN.search(fold_name(name))
        }
        cleaned = replace(
            document,
            question=clean(document.question),
            text=clean(document.text),
            title=clean(document.title, count=False),  # mostly the question's first words
            metadata=extra,
        )
        return ScrubbedAnswer(cleaned, tuple(kinds))

    def _names(self, past: PastAnswer) -> tuple[str, ...]:
        known = self._customers.get(order_key(past.order_number), "") if past.order_number else ""
        names = (past.customer_name, known)
        return tuple(dict.fromkeys(name for name in names if name.strip()))


def _own_contacts(store: KnowledgeStore) -> Iterable[str]:
    for document in store.documents(("policy", "macro"), _MOST_OWN_DOCUMENTS):
        for entity in find_personal(document.text, document.language):
            if entity.kind in _OWN_KINDS:
                yield entity.text


def _contacts(text: str, language: str) -> set[str]:
    """Addresses and numbers as written; names and order numbers are never the shop's own."""
    spots = [*contacts.emails(text), *contacts.phones(text, language), *places.addresses(text)]
    return {text[spot.start : spot.end] for spot in spots}


class _Phrases:
    """Many phrases, of which few occur in any one text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all = sorted({phrase for phrase in phrases if phrase.strip()})
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in self.all:
            if words := re.findall(r"\w+", phrase.casefold()):
                self._by_word[words[0]].append(phrase)

    def within(self, text: str) -> list[str]:
        """The phrases whose first word stands in the text; longer ones first."""
        words = set(re.findall(r"\w+", text.casefold())) & self._by_word.keys()
        found = [phrase for word in sorted(words) for phrase in self._by_word[word]]
        return sorted(found, key=len, reverse=True)
