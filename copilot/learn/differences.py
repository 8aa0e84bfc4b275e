"""What an edit changed, by kind: the sentences of draft and final reply laid side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from rapidfuzz.fuzz import ratio

from copilot.messages import Draft
from knowledge.analyse import Sentence, sentences, terms
from knowledge.entities import find_personal
from knowledge.quantities import Quantity, find_quantities, same_quantity

Difference = Literal[
    "fact",  # a number, a contact or a yes became another
    "tone",  # greeting, closing, thanks, apology, Du and Sie
    "missing_answer",  # something was added that the draft did not say
    "too_long",  # something was taken out
    "placeholder",  # a gap was filled
    "structure",  # the same sentences in another order or layout
    "wording",  # the same said otherwise
]

_PAIRED = 55.0  # likeness in percent from which a new sentence replaces an old one
_COURTESY = re.compile(
    r"^\W*(?:hallo|hi|hey|moin|servus|guten (?:tag|morgen|abend)|sehr geehrte|liebe[rs]?|dear|"
    r"hello|good (?:morning|afternoon))\b|\b(?:grü(?:ß|ss)en?|regards|sincerely|vielen dank|danke|"
    r"thank you|thanks|tut (?:mir|uns)(?: sehr| wirklich)? leid|entschuldig\w*|verzeih\w*|"
    r"bedaue\w+|sorry|apolog\w+|freuen uns|schönen tag|nice day|happy to help|gern(?:e)? "
    r"(?:für|wieder)|melden sie sich|melde dich|let us know if)\b",
    re.IGNORECASE,
)
_FORMAL = re.compile(r"(?<![.!?]\s)\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
_FAMILIAR = re.compile(r"\b(?:du|dich|dir|deine?[mnrs]?|euch|eure?[mnrs]?)\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:nicht|kein\w*|nie|ohne|weder|not|no|never|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
_GAP = re.compile(r"⟦\w+⟧|\[[^\]\n]{2,40}\]|\{\{?[^}\n]{2,40}\}\}?|_{3,}|\bXX+\b")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `span` lies in the draft's reply; None where something was added."""

    kind: Difference
    before: str = ""
    after: str = ""
    span: tuple[int, int] | None = None


def changes(draft: Draft, reply: str) -> tuple[Change, ...]:
    """What leads from the draft's reply to the agent's, in the order of the draft."""
    old = list(sentences(draft.reply, draft.language))
    new = list(sentences(reply, draft.language))
    before, after = [s.text for s in old], [s.text for s in new]
    if Counter(map(_plain, before)) == Counter(map(_plain, after)):
        same = draft.reply.strip() == reply.strip()
        return () if same else (Change("structure", span=(0, len(draft.reply))),)
    found: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _hunk(old[i1:i2], new[j1:j2], draft.language)
    return tuple(_without_moves(found))


def _plain(text: str) -> str:
    return re.sub(r"^\W*(?:\d+[.)])?\s*|\W+$", "", text)


def _hunk(old: list[Sentence], new: list[Sentence], language: str) -> list[Change]:
    """Each old sentence with the new one that it is most like, the rest gone or added."""
    found: list[Change] = []
    left = list(new)
    for sentence in old:
        best = max(left, key=lambda other: ratio(sentence.text, other.text), default=None)
        span = (sentence.start, sentence.end)
        if best is not None and ratio(sentence.text, best.text) >= _PAIRED:
            left.remove(best)
            if best.text != sentence.text:
                kind = _replaced(sentence.text, best.text, language)
                found.append(Change(kind, sentence.text, best.text, span))
        else:
            found.append(Change(_removed(sentence.text), sentence.text, "", span))
    found += [Change(_added(sentence.text), "", sentence.text) for sentence in left]
    return found


def _replaced(before: str, after: str, language: str) -> Difference:
    if _GAP.search(before) and not _GAP.search(after):
        return "placeholder"
    if not _same_facts(before, after, language):
        return "fact"
    if bool(_NEGATED.search(before)) != bool(_NEGATED.search(after)):
        return "fact"
    if _form(before) != _form(after) or _COURTESY.search(before):
        return "tone"
    new_words = set(terms(after, language)) - set(terms(before, language))
    return "missing_answer" if len(after) > 1.6 * len(before) and len(new_words) >= 4 else "wording"


def _same_facts(before: str, after: str, language: str) -> bool:
    """The same numbers and contacts, in whatever units and order."""
    if not _equal(find_quantities(before, language), find_quantities(after, language)):
        return False
    return _contacts(before, language) == _contacts(after, language)


def _equal(mine: list[Quantity], theirs: list[Quantity]) -> bool:
    return len(mine) == len(theirs) and all(
        any(same_quantity(one, other) for other in theirs) for one in mine
    )


def _contacts(text: str, language: str) -> set[str]:
    wanted = ("email", "phone", "url", "iban", "order_number")
    return {e.value for e in find_personal(text, language) if e.kind in wanted}


def _form(text: str) -> tuple[bool, bool]:
    return bool(_FORMAL.search(text)), bool(_FAMILIAR.search(text))


def _removed(text: str) -> Difference:
    if _GAP.search(text):
        return "placeholder"
    return "tone" if _COURTESY.search(text) else "too_long"


def _added(text: str) -> Difference:
    return "tone" if _COURTESY.search(text) else "missing_answer"


def _without_moves(found: list[Change]) -> list[Change]:
    """A sentence that is taken out here and put in there was moved."""
    gone = {_plain(change.before) for change in found if not change.after}
    come = {_plain(change.after) for change in found if not change.before}
    moved = gone & come
    if not moved:
        return found
    kept = [c for c in found if _plain(c.before or c.after) not in moved]
    first = next(c for c in found if _plain(c.before) in moved)
    return [*kept, Change("structure", first.before, first.before, first.span)]


def nothing_stands(draft: Draft, found: Sequence[Change]) -> bool:
    """Whether an edit let none of the quoted sentences stand and put another answer there."""
    gone = [change.span for change in found if change.span and not change.after]
    added = any(change.kind == "missing_answer" and not change.before for change in found)
    return (
        added
        and bool(draft.citations)
        and all(
            any(start < cited.end and cited.start < end for start, end in gone)
            for cited in draft.citations
        )
    )
