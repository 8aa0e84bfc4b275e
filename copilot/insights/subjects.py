"""What the messages are about that fit no known topic: the word that most of them share."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from copilot.store.insights import DraftFact
from knowledge.analyse import terms
from knowledge.tokens import encoding

_LEAST = 3  # messages that make a subject
_MOST = 12
_FREQUENT = 2_000  # the rank up to which a word is too common to name a subject
_DESCRIBES = re.compile(r"(?:able|ible|ing|ed|ly|ful|ous|ive)$", re.IGNORECASE)
_WORD_ENDS = " \t\n.,;:!?()\"'„“”‚‘’»«/–-"


def by_subject(facts: Sequence[DraftFact]) -> list[tuple[str, list[DraftFact]]]:
    """The messages under the word that names what they have in common, the largest group
    first; what shares none comes last, under ""."""
    said = {fact.draft_id: _telling(fact) for fact in facts}
    usual = Counter(stem for found in said.values() for stem in found)
    left, groups = list(facts), list[tuple[str, list[DraftFact]]]()
    while len(groups) < _MOST:
        shared = Counter(stem for fact in left for stem in said[fact.draft_id])
        worth = {stem: _worth(n, usual[stem], len(facts)) for stem, n in shared.items()}
        best = max(worth, key=lambda stem: (worth[stem], stem), default="")
        if shared[best] < _LEAST:
            break
        group = [fact for fact in left if best in said[fact.draft_id]]
        left = [fact for fact in left if best not in said[fact.draft_id]]
        groups.append((_written(said[fact.draft_id][best] for fact in group), group))
    groups.sort(key=lambda item: (-len(item[1]), item[0]))
    return [*groups, ("", left)] if left else groups


def _worth(count: int, usual: int, of: int) -> float:
    """Many messages, but a word that stands in every third names no subject."""
    return count * math.log((of + 1) / (usual + 0.5)) ** 2


def _telling(fact: DraftFact) -> dict[str, str]:
    """Stems of the words that may name a subject, each as it was written."""
    found: dict[str, str] = {}
    for question in fact.asked:
        for at, word in enumerate(question.split()):
            bare = word.strip(_WORD_ENDS)
            if len(bare) > 3 and bare.isalpha() and _names(bare, fact.language, first=at == 0):
                for stem in list(terms(bare, fact.language))[:1]:
                    found.setdefault(stem, bare)
    return found


def _names(word: str, language: str, *, first: bool) -> bool:
    """A German noun is known by its capital; elsewhere a rare word that is no adjective."""
    if language == "de":
        return word[:1].isupper() and not first
    return _is_rare(word) and not _DESCRIBES.search(word)


@lru_cache(maxsize=16_384)
def _is_rare(word: str) -> bool:
    """What was merged early by the byte-pair encoding is frequent in the language."""
    spellings = {f" {word}", f" {word.lower()}", f" {word.capitalize()}"}
    ranks = [tokens[0] for s in spellings if len(tokens := encoding().encode_ordinary(s)) == 1]
    return not ranks or min(ranks) > _FREQUENT


def _written(forms: Iterable[str]) -> str:
    """The usual spelling; a noun's capital letter stays."""
    spelt: defaultdict[str, int] = defaultdict(int)
    for form in forms:
        spelt[form] += 1
    return max(spelt, key=lambda form: (spelt[form], form[:1].isupper(), form))
