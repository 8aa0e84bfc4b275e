"""Reads text pairs for training: files of pairs in, cleaned and deduplicated pairs out.

Three kinds of file, all optional except that something must be there:

- a folder with `parallel.jsonl[.gz]` {de, en, source}, `title_section.jsonl[.gz]` and
  `cross_title_section.jsonl[.gz]` {query, passage, lang, source};
- tab-separated sentence pairs, English first (`deu.txt` of manythings.org/anki);
- `customer_pairs/*.jsonl` of this package {topic, trade, de: [questions], en: [questions],
  reply_de, reply_en}, and `articles/*.jsonl` {lang, title, sentences, questions: [{text,
  answers}]}, where `answers` are the places of the sentences that answer the question.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["parallel", "sentences", "section", "cross", "cloze", "customer", "article"]

#: German help articles kept out of training, to choose settings on.
HELD_OUT = "isabella232/OfficeDocs-AlchemyInsights-pr.de-DE"
CUSTOMER_PAIRS = Path(__file__).parent / "customer_pairs"
ARTICLES = Path(__file__).parent / "articles"
STORIES = Path(__file__).parent / "stories"
#: Trades whose articles are kept apart, to choose settings on.
HELD_OUT_TRADES = ("bicycles", "headphones", "toys", "vouchers")
PASSAGE_CHARACTERS = 700
SENTENCES_SOURCE = "tatoeba.org"
# A passage or heading that returns this often is boilerplate ("See also", a preview notice).
_BOILERPLATE = 4
_SENTENCE_END = re.compile(r"(?<=[.!?:]) (?=[A-ZÄÖÜ])")
_SPACES = re.compile(r"\s+")
# What is left of links and includes in documentation: not language.
_MARKUP = re.compile(r"\]\([^)]*\)|\(includes/[^)]*\)|!?\[|\]|[{}|`*_<>#]+|https?://\S+")


@dataclass(frozen=True)
class Pair:
    """Two texts that mean the same or belong together.

    `languages` is ("de", "en") for left and right; `source` groups pairs that make hard
    negatives for one another; texts of one `topic` never do.
    """

    left: str
    right: str
    languages: tuple[str, str]
    source: str
    kind: Kind
    topic: str = ""


def clean(text: str, limit: int = PASSAGE_CHARACTERS) -> str:
    """The text without markup and runs of white space, cut at `limit` characters."""
    return _SPACES.sub(" ", _MARKUP.sub(" ", text[: limit + 200])).strip()[:limit]


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file, gzipped or not."""
    raw = path.read_bytes()
    with io.StringIO((gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()) as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _find(folder: Path, name: str) -> Path | None:
    for candidate in (folder / f"{name}.jsonl.gz", folder / f"{name}.jsonl"):
        if candidate.exists():
            return candidate
    return None


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = _find(folder, name)
    return read_rows(path) if path else iter(())


def parallel(folder: Path) -> Iterator[Pair]:
    """Translations, German first."""
    for row in _rows(folder, "parallel"):
        yield Pair(clean(row["de"]), clean(row["en"]), ("de", "en"), row["source"], "parallel")


def sections(folder: Path) -> Iterator[Pair]:
    """Headings with their text, both in one language."""
    for row in _rows(folder, "title_section"):
        lang, source = row["lang"], row["source"]
        yield Pair(clean(row["query"]), clean(row["passage"]), (lang, lang), source, "section")


def crossed(folder: Path) -> Iterator[Pair]:
    """Headings whose text is in the other language; which is which is not recorded."""
    for row in _rows(folder, "cross_title_section"):
        left, right = clean(row["query"]), clean(row["passage"])
        languages = ("en", "de") if looks_german(right) else ("de", "en")
        yield Pair(left, right, languages, row["source"], "cross")


def sentences(path: Path) -> Iterator[Pair]:
    """Sentence pairs, `English<TAB>German[<TAB>attribution]` a line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            english, german, *_ = [*line.rstrip("\n").split("\t"), ""]
            if german:
                yield Pair(
                    clean(german), clean(english), ("de", "en"), SENTENCES_SOURCE, "sentences"
                )


def customers(folder: Path = CUSTOMER_PAIRS) -> Iterator[Pair]:
    """Every question with its reply and with each other question of the same topic."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in read_rows(path):
            yield from _topic(row)


def _topic(row: dict[str, Any]) -> Iterator[Pair]:
    trade, topic = row["trade"], row["topic"]
    asked = [(text, lang) for lang in ("de", "en") for text in row[lang]]
    replies = [(row["reply_de"], "de"), (row["reply_en"], "en")]
    for index, (text, lang) in enumerate(asked):
        for other, other_lang in [*replies, *asked[index + 1 :]]:
            yield Pair(text, other, (lang, other_lang), trade, "customer", topic)
    yield Pair(row["reply_de"], row["reply_en"], ("de", "en"), trade, "customer", topic)


def articles(folder: Path = ARTICLES) -> Iterator[Pair]:
    """Customers' questions with the sentence that answers them, and with its surroundings.

    The other sentences of a trade are the negatives, so each of the two has a source of its own.
    """
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem not in HELD_OUT_TRADES:
            for row in read_rows(path):
                yield from _article(row, path.stem)


def _article(row: dict[str, Any], trade: str) -> Iterator[Pair]:
    title, sentences, language = row["title"], row["sentences"], row["lang"]
    for question in row["questions"]:
        text, right = question["text"], sorted(question["answers"])
        if not right:
            continue
        asked = "de" if looks_german(text) else language
        topic = f"{title} {right[0]}"
        answer = " ".join(sentences[at] for at in right)
        around = " ".join(sentences[max(0, right[0] - 1) : right[-1] + 2])
        spoken = (asked, language)
        yield Pair(text, f"{title}: {answer}", spoken, f"{trade}, sentence", "article", topic)
        yield Pair(text, f"{title}: {around}", spoken, f"{trade}, section", "article", title)


def clozes(pairs: Iterable[Pair], share: float, seed: int = 0) -> Iterator[Pair]:
    """For some passages, one of their sentences with the rest of them (inverse cloze task).

    Nine times of ten the sentence is taken out of the passage; the tenth time it stays, so that
    finding the same words again counts as well.
    """
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    for pair in pairs:
        parts = _SENTENCE_END.split(pair.right)
        if pair.kind != "section" or len(parts) < 3 or rng.random() > share:
            continue
        at = rng.randrange(len(parts))
        rest = parts if rng.random() < 0.1 else parts[:at] + parts[at + 1 :]
        language = pair.languages[1]
        yield Pair(parts[at], " ".join(rest), (language, language), pair.source, "cloze")


def looks_german(text: str) -> bool:
    """A coarse guess between German and English by frequent words."""
    words = re.findall(r"[a-zäöüß]+", text.lower())
    german = sum(word in _GERMAN for word in words)
    return german > sum(word in _ENGLISH for word in words)


_GERMAN = frozenset(
    ("der", "die", "das", "und", "ist", "nicht", "sie", "für", "mit", "auf", "ein", "wird", "zu")
)
_ENGLISH = frozenset(
    ("the", "and", "is", "not", "you", "for", "with", "on", "a", "an", "to", "of", "this", "that")
)


def tidy(pairs: Iterable[Pair]) -> list[Pair]:
    """Without empty, repeated, held-out and boilerplate pairs; the order is kept."""
    unique = [
        pair
        for pair in dict.fromkeys(pairs)
        if len(pair.left) > 2 and len(pair.right) > 2 and pair.source != HELD_OUT
    ]
    lefts = Counter(pair.left for pair in unique if pair.kind in ("section", "cross"))
    rights = Counter(pair.right for pair in unique if pair.kind in ("section", "cross"))
    return [
        pair
        for pair in unique
        if pair.kind not in ("section", "cross")
        or (lefts[pair.left] < _BOILERPLATE and rights[pair.right] < _BOILERPLATE)
    ]


@dataclass(frozen=True)
class Corpus:
    """All pairs for one training run."""

    pairs: tuple[Pair, ...]

    def of(self, *kinds: Kind) -> list[Pair]:
        return [pair for pair in self.pairs if pair.kind in kinds]

    def texts(self, language: str) -> list[str]:
        """Every different text in one language, sorted so that runs are alike."""
        found = {pair.left for pair in self.pairs if pair.languages[0] == language}
        found |= {pair.right for pair in self.pairs if pair.languages[1] == language}
        return sorted(found)


def load(folder: Path | None, sentence_files: Iterable[Path] = ()) -> Corpus:
    """The corpus from a folder of pairs, sentence files and this package's customer pairs."""
    found: list[Pair] = [*customers(), *articles()]
    if folder:
        found += [*parallel(folder), *sections(folder), *crossed(folder)]
    for path in sentence_files:
        found += sentences(path)
    found += [*clozes(found, share=0.7)]
    return Corpus(tuple(tidy(found)))
