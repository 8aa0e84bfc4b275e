"""Statements that are true of another product: the steps of the twin, its buttons, its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading, ReplySentence
from copilot.check.ruled_out import stems
from copilot.check.subjects import concerned, is_about
from copilot.check.words import shorten
from copilot.messages import Evidence
from knowledge.analyse import sentences

_MET = 0.8  # share of the statement's words that the twin's document has in one sentence
_LEAD = 0.3  # by which that is more than anywhere in the right documents
_LEAST_COMMON = 3  # words


def of_twins(reading: Reading) -> Iterator[Fault]:
    """Sentences of the reply that only another product's document bears out."""
    for sentence in reading.content:
        if sentence.role != "content" or sentence.text.rstrip().endswith("?"):
            continue
        found = _twin(sentence, reading)
        if found is not None:
            values = {
                "text": shorten(sentence.text, 60),
                "source": shorten(found.title or found.source, 60),
            }
            span = (sentence.start, sentence.end)
            yield Fault("claim_product", span, None, (found.id,), values=values)


def _twin(sentence: ReplySentence, reading: Reading) -> Evidence | None:
    skus = concerned(sentence, reading)
    mine = stems(sentence.text, reading.language)
    if not skus or reading.case.given_sources or len(mine) < _LEAST_COMMON:
        return None
    if _share(mine, reading.public_evidence, skus, reading) > 1 - _LEAD:
        return None  # before a search is made for nothing
    known = (*reading.public_evidence, *reading.looked_up(sentence.text))
    others = [e for e in known if e.kind == "product" and not is_about(e, skus, reading)]
    best = max(others, key=lambda e: _met(mine, e, reading), default=None)
    most = _met(mine, best, reading) if best is not None else 0.0
    if most < _MET or most * len(mine) < _LEAST_COMMON:
        return None
    return best if most - _share(mine, known, skus, reading) >= _LEAD else None


def _share(
    mine: frozenset[str], known: Iterable[Evidence], skus: frozenset[str], reading: Reading
) -> float:
    """The share of the words that stand anywhere in the documents of these products or of none."""
    right = {f"{e.title}. {e.text}" for e in known if is_about(e, skus, reading) and not e.internal}
    own = frozenset().union(*(stems(text, reading.language) for text in right))
    return len(mine & own) / len(mine)


def _met(mine: frozenset[str], item: Evidence, reading: Reading) -> float:
    """The largest share of the words that a sentence of the passage and its title have."""
    language = item.language or reading.language
    if not mine or language != reading.language:
        return 0.0
    named = stems(item.title, language)
    parts = [stems(p.text, language) for p in sentences(item.text, language)]
    return max((len(mine & (part | named)) / len(mine) for part in parts), default=0.0)
