"""How well the bundled cross-encoder tells what answers, by itself, as it ships.

    python -m benchmarks.crossencoder [DATA]

- Articles that its training did not read: how often the best sentence is a right one, and how
  surely an answered question lies above one that is not.
- Mails of the shops in tests/ that may be developed on: how often the sentence that is put first,
  of those that a draft chooses from, holds a key fact.
- DATA's faq-pairs-open, dev part: right answers against the hardest wrong ones.
- The shops in tests/ that may be developed on: good replies against canned ones and against those
  that leave a question out, each question beside the part of the reply that fits it best, the
  worst question counting.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.check_cases import Shop, labelled
from benchmarks.mail_pairs import lines
from benchmarks.shops import LEARNT, SHOPS
from copilot.check.answer.crossread import read_answers
from copilot.check.reading import split_reply
from copilot.messages import Customer, Message
from evals.scorers import auc
from knowledge.crossencoder import load_bundled
from knowledge.training.crossencoder.fit import Scores, measure
from knowledge.training.crossencoder.rows import Choice, articles, choices
from knowledge.training.data import read_rows

EMPTY = ("greeting", "closing", "thanks", "offer")


def bundled() -> Scores:
    model = load_bundled()

    def score(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        said = model.read(pairs, float("inf"))
        assert said is not None, "a number that is not finite"
        return said[:, 0]

    return score


def faq(path: Path, score: Scores) -> dict[str, float]:
    """By language."""
    rows = [row for row in read_rows(path) if not row["construction"].startswith("two")]
    found = score([(row["question"], row["reply"]) for row in rows])
    odds = defaultdict(list)
    for row, value in zip(rows, found, strict=True):
        odds[row["lang"], row["construction"]].append(float(value))
    return {
        lang: auc(odds[lang, "true_pair"], odds[lang, "hard_same_domain"]) for lang in ("de", "en")
    }


def replies(name: str) -> Iterator[tuple[str, float]]:
    """Construction and log-odds of the least answered question of each reply to a mail."""
    model = load_bundled()
    with tempfile.TemporaryDirectory() as home:
        shop = Shop(SHOPS / name / "shop", home)
        for item in labelled(name):
            read = shop.understander.understand(Message(item.text, item.subject), Customer())
            sentences = split_reply(item.reply, item.language)
            content = [s.text for s in sentences if s.role not in EMPTY]
            said = read_answers(model, [q.text for q in read.questions], content, float("inf"))
            if said:
                yield item.construction, min(said.best)
        shop.copilot.close()


def main() -> None:
    score = bundled()
    print("articles", measure(score, choices(articles(held_out=True))))
    asked = [
        Choice(line["question"], tuple(line["texts"]), frozenset(line["answers"]))
        for name in LEARNT
        for line in lines(name)
    ]
    print("mails", measure(score, asked))
    if len(sys.argv) > 1:
        path = Path(sys.argv[1]) / "faq-pairs-open" / "dev.jsonl"
        print("faq-pairs dev, hardest wrong answer", faq(path, score))
    odds = defaultdict(list)
    for name in LEARNT:
        for construction, value in replies(name):
            odds[construction].append(value)
    for wrong in ("canned", "left_out"):
        print("shops, good against", wrong, auc(odds["good"], odds[wrong]))


if __name__ == "__main__":
    main()
