"""What the cross-encoder learns from: questions beside texts that answer them, and near misses.

- `articles/*.jsonl` {lang, kind, trade, title, sentences, questions: [{text, answers}]}: shops'
  texts with customers' questions, and for each the sentences that answer it; written for this
  project. A question without answers is a near miss. Some are read as a mail has them, behind
  another question or what is told before it.
- `stories/*.jsonl` {index, lang, before, asked, plain, answers, reply, miss, wrong}: for the
  article at `index` of the file of that name in `articles`, a question as it stands in a mail,
  behind what is told `before`; the same in plain words; an agent's reply, one that misses the
  question, and one whose fact is turned false (not learnt from). Written for this project.
- mails of other shops, as a draft reads them (`benchmarks/mail_pairs.py`): {question, texts,
  answers}.
- `customer_pairs/*.jsonl`: customers' questions with replies; another topic's reply is wrong.
- `faq-pairs-open/train.jsonl`: questions with the right and with a wrong answer.
- `dstc-human-eval/data.jsonl`: questions with their entry and with others of the same house; the
  half that `evals/splits.yaml` gives to training.
- headings with their sections, of `knowledge.training.data`; the wrong ones are near in meaning.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embed import Embedder
from knowledge.training.data import (
    ARTICLES,
    CUSTOMER_PAIRS,
    HELD_OUT_TRADES,
    STORIES,
    Corpus,
    read_rows,
)

_UNTITLED = 0.3  # share of sentences that are read without their title
_SECTION = 0.25  # share of titles that are a section's, behind a document's
_IN_A_MAIL = 0.4  # share of questions that are read behind something else
_CROSSED = 0.2  # share of customers' questions that are read beside the other language
_HEADING, _PASSAGE = 160, 420  # characters
_OTHER_ARTICLES = 2
_HALF = 0.5
_SIBLINGS = 3
_RATED = 0.12  # share of the rated replies; there are many, all of one kind
_NEAR = slice(4, 30)  # of the nearest sections those that are near, yet hardly the same


@dataclass(frozen=True, slots=True)
class Row:
    """`weight`: how much a mistake counts."""

    question: str
    text: str
    answers: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A question beside all sentences of its article, to measure on."""

    question: str
    texts: tuple[str, ...]
    answers: frozenset[int]


def articles(*, held_out: bool, folder: Path = ARTICLES) -> list[list[dict[str, Any]]]:
    """Those to learn from, or those that are kept apart; a list a file."""
    paths = [p for p in sorted(folder.glob("*.jsonl")) if (p.stem in HELD_OUT_TRADES) == held_out]
    return [list(read_rows(path)) for path in paths]


def choices(files: Sequence[Sequence[dict[str, Any]]]) -> list[Choice]:
    """Every question of these articles; without right places where none answers it."""
    return [
        Choice(
            question["text"],
            tuple(titled(article, at) for at in range(len(article["sentences"]))),
            frozenset(question["answers"]),
        )
        for articles_ in files
        for article in articles_
        for question in article["questions"]
    ]


def titled(article: dict[str, Any], at: int) -> str:
    """A sentence of an article behind its title, as a draft reads units under their headings."""
    return f"{article['title']}: {article['sentences'][at]}"


def of_articles(files: Sequence[Sequence[dict[str, Any]]], rng: random.Random) -> Iterator[Row]:
    """Each question beside each sentence of its article, beside several of them as a reply has
    them, and beside a sentence of another article."""
    for articles_ in files:
        for article in articles_:
            for question in article["questions"]:
                told = _told_before(question["text"], rng.choice(articles_), rng)
                yield from _of_question(article, told, set(question["answers"]), articles_, rng)
                other = rng.choice(articles_)
                if other is not article:
                    at = rng.randrange(len(other["sentences"]))
                    yield Row(told, titled(other, at), False, 0.5)


def _told_before(question: str, article: dict[str, Any], rng: random.Random) -> str:
    """The question as it is, or behind another one of the same mail."""
    if rng.random() >= _IN_A_MAIL or not article["questions"]:
        return question
    before = rng.choice(article["questions"])["text"]
    return question if before == question else f"{before} {question}"


def _of_question(
    article: dict[str, Any],
    asked: str,
    right: set[int],
    articles_: Sequence[dict[str, Any]],
    rng: random.Random,
) -> Iterator[Row]:
    sentences = article["sentences"]
    for at, sentence in enumerate(sentences):
        chance = rng.random()
        text = sentence if chance < _UNTITLED else titled(article, at)
        if chance > 1 - _SECTION:
            text = f"{rng.choice(articles_)['title']} › {text}"
        yield Row(asked, text, at in right)
    others = [at for at in range(len(sentences)) if at not in right]
    if len(others) > 1:
        wrong = sorted(rng.sample(others, min(len(others), rng.choice((2, 3)))))
        yield Row(asked, " ".join(sentences[at] for at in wrong), False)
    if right:
        beside = rng.sample(others, min(len(others), rng.choice((0, 1, 2))))
        yield Row(asked, " ".join(sentences[at] for at in sorted({*right, *beside})), True)


def of_stories(
    files: Sequence[Sequence[dict[str, Any]]], rng: random.Random, folder: Path = STORIES
) -> Iterator[Row]:
    """Questions as they stand in a mail, each beside the sentences of its article, and beside what
    an agent would reply and what misses the point."""
    for articles_ in files:
        path = folder / f"{articles_[0]['trade']}.jsonl"
        stories = list(read_rows(path)) if path.exists() else []
        for story in stories:
            article = articles_[story["index"]]
            yield from _of_story(story, article, articles_, stories, rng)


def _of_story(
    story: dict[str, Any],
    article: dict[str, Any],
    articles_: Sequence[dict[str, Any]],
    stories: Sequence[dict[str, Any]],
    rng: random.Random,
) -> Iterator[Row]:
    right = set(story["answers"])
    asked = f"{story['before']} {story['asked']}".strip()
    told = rng.choices((asked, story["asked"], story["plain"]), (6, 2, 2))[0]
    yield from _of_question(article, told, right, articles_, rng)
    for _ in range(_OTHER_ARTICLES):
        other = rng.choice(articles_)
        if other is not article:
            yield Row(told, titled(other, rng.randrange(len(other["sentences"]))), False, 0.7)
    reply, miss, elsewhere = story["reply"], story["miss"], rng.choice(stories)
    yield Row(asked, miss, False)
    if elsewhere["index"] != story["index"] and elsewhere["reply"]:
        yield Row(asked, elsewhere["reply"], False)
        yield Row(asked, f"{miss} {elsewhere['reply']}", False)
    if right:
        yield Row(asked, reply, True)
        yield Row(asked, f"{miss} {reply}" if rng.random() < _HALF else f"{reply} {miss}", True)


def of_mails(path: Path) -> Iterator[Row]:
    """Lines of `benchmarks/mail_pairs.py`: each question beside each unit of its evidence."""
    for line in read_rows(path):
        for at, text in enumerate(line["texts"]):
            yield Row(line["question"], text, at in line["answers"], 1.5)


def of_customers(rng: random.Random, folder: Path = CUSTOMER_PAIRS) -> Iterator[Row]:
    """Each question beside its reply, now and then the one in the other language, and beside the
    replies to two other topics."""
    by_trade = {path.stem: list(read_rows(path)) for path in sorted(folder.glob("*.jsonl"))}
    for topics in by_trade.values():
        for topic in topics:
            for language, other in (("de", "en"), ("en", "de")):
                for asked in topic[language]:
                    spoken = other if rng.random() < _CROSSED else language
                    yield Row(asked, topic[f"reply_{spoken}"], True)
                    for wrong in _other_topics(topic, topics, by_trade, rng):
                        yield Row(asked, wrong[f"reply_{language}"], False)


def _other_topics(
    topic: dict[str, Any],
    topics: Sequence[dict[str, Any]],
    by_trade: dict[str, list[dict[str, Any]]],
    rng: random.Random,
) -> list[dict[str, Any]]:
    """One of the same trade, one of any."""
    found = [rng.choice(topics), rng.choice(rng.choice(list(by_trade.values())))]
    return [other for other in found if other is not topic]


def of_faq(path: Path) -> Iterator[Row]:
    """Rows of one question: those of two would need to be taken apart first."""
    for row in read_rows(path):
        if not row["construction"].startswith("two"):
            yield Row(row["question"], row["reply"], row["label"] == "match", 1.5)


def of_rated_replies(path: Path, rng: random.Random) -> Iterator[Row]:
    """Of the half of the houses that may be learnt from: each question beside its entry and others
    of the house, and some of the replies that people rated."""
    entries: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_rows(path):
        if not _is_even(row["entity"]):
            continue
        entry = (row["question"], row["source"])
        if entry not in entries[row["entity"]]:
            entries[row["entity"]].append(entry)
            yield Row(*entry, True)
        if row["clear"] and row["label"] != "partial" and rng.random() < _RATED:
            yield Row(row["question"], row["reply"], row["label"] == "match", 0.5)
    for found in entries.values():
        for question, own in found:
            for _, other in rng.sample(found, min(_SIBLINGS, len(found))):
                if other != own:
                    yield Row(question, other, False)


def _is_even(entity: str) -> bool:
    """As `evals/splits.yaml` halves them."""
    return hashlib.sha256(entity.encode()).digest()[0] % 2 == 0


def of_headings(corpus: Corpus, embedder: Embedder, most: int, seed: int) -> Iterator[Row]:
    """Half of them right, half with a section that is near in meaning."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    pairs = corpus.of("section", "cross")
    pairs = rng.sample(pairs, min(most, len(pairs)))
    asked = [pair.left[:_HEADING] for pair in pairs]
    texts = [pair.right[:_PASSAGE] for pair in pairs]
    alike = embedder.encode_queries(asked) @ embedder.encode_documents(texts).T
    for at, (question, text) in enumerate(zip(asked, texts, strict=True)):
        yield Row(question, text, True, 0.7)
        near = [int(place) for place in np.argsort(-alike[at])[_NEAR] if place != at]
        if near:
            yield Row(question, texts[rng.choice(near)], False, 0.7)
