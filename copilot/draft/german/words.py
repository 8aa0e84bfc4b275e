"""A German text as words in clauses: what the Sie ↔ du rewriter works on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from copilot.draft.wordlist import words

_WORD = re.compile(
    r"\{\{[^{}]*\}\}|\[[A-ZÄÖÜ][^\[\]a-zäöü]*\]|⟦\w+⟧|https?://\S+|[\w.+-]+@[\w.-]+\w|"
    r"\w+(?:[-'’]\w+)*"
)
_END = re.compile(r"[.!?:;\n•|]|\s[-–—]\s")

# Words that send the finite verb to the end of their clause.
SUBORDINATORS = words(
    """
    wenn falls sobald dass ob weil damit bis bevor nachdem während sofern solange obwohl sodass
    indem ehe seit seitdem soweit wie wo was wann warum wer wen wem woher wohin wodurch womit
    wofür worauf woran welche welcher welches welchen welchem deren dessen wonach soviel worüber
    """
)
RELATIVES = words("der die das den dem denen deren dessen")
QUESTION_WORDS = words(
    """
    wie wo was wann warum wer wen wem woher wohin womit wofür worauf woran welche welcher
    welches welchen welchem wodurch wonach worüber
    """
)


_ABBREVIATIONS = words(
    """
    bzw ggf evtl inkl exkl zzgl usw art nr tel ca dr hr fr str st max min mind abs vgl std jan
    feb mrz apr jun jul aug sept sep okt nov dez gem lt
    """
)


@dataclass(slots=True)
class Word:
    """One word; `now` is what it becomes (None: it goes, with the space before it)."""

    text: str
    start: int
    end: int
    sentence: int  # number of the sentence
    clause: int  # number of the clause: sentences and commas end one
    now: str | None = field(default="")

    def __post_init__(self) -> None:
        self.now = self.text

    @property
    def lower(self) -> str:
        return self.text.lower()


@dataclass(slots=True)
class Text:
    """The words of a text and the clauses that they stand in."""

    source: str
    words: list[Word]

    @classmethod
    def of(cls, source: str) -> Text:
        words: list[Word] = []
        sentence = clause = at = 0
        for match in _WORD.finditer(source):
            between = source[at : match.start()]
            if words and _is_end(between, words[-1].text, match.group()):
                sentence += 1
                clause += 1
            elif "," in between:
                clause += 1
            words.append(Word(match.group(), match.start(), match.end(), sentence, clause))
            at = match.end()
        return cls(source, words)

    def clause(self, index: int) -> range:
        """The indices of the clause that word `index` stands in."""
        return self._same(index, "clause")

    def sentence(self, index: int) -> range:
        return self._same(index, "sentence")

    def before(self, index: int, offset: int = 1) -> Word | None:
        """The word `offset` places before, in the same clause."""
        at = index - offset
        if at < 0 or self.words[at].clause != self.words[index].clause:
            return None
        return self.words[at]

    def after(self, index: int, offset: int = 1) -> Word | None:
        at = index + offset
        if at >= len(self.words) or self.words[at].clause != self.words[index].clause:
            return None
        return self.words[at]

    def is_question(self, index: int) -> bool:
        last = self.words[self.sentence(index)[-1]]
        return self.source[last.end : last.end + 2].lstrip('“”"» ').startswith("?")

    def opens_with_comma(self, index: int) -> bool:
        """Whether a comma stands before the clause of this word."""
        first = self.clause(index)[0]
        if first == 0:
            return False
        between = self.source[self.words[first - 1].end : self.words[first].start]
        return between.strip() == ","

    def render(self) -> str:
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        at = 0
        for word in self.words:
            between = self.source[at : word.start]
            if word.now is None:
                yield between.rstrip(" ")
            else:
                yield between + word.now
            at = word.end
        yield self.source[at:]

    def _same(self, index: int, attribute: str) -> range:
        value = getattr(self.words[index], attribute)
        first = last = index
        while first > 0 and getattr(self.words[first - 1], attribute) == value:
            first -= 1
        while last + 1 < len(self.words) and getattr(self.words[last + 1], attribute) == value:
            last += 1
        return range(first, last + 1)


def _is_end(between: str, last: str, following: str) -> bool:
    """Whether a sentence ends between two words: not at "z. B.", "Nr. 4" or "3. Mai"."""
    match = _END.search(between)
    if match is None:
        return False
    if match.group() != ".":
        return True
    if "\n" in between:
        return True
    if len(last) == 1 or last.isdigit() or following[:1].islower():
        return False
    return last.lower() not in _ABBREVIATIONS


def like(model: str, word: str) -> str:
    """`word` with the first letter's case of `model`."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
