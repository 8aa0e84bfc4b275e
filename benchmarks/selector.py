"""Makes the weights of the drafter's selector, and says how it does on shops it has not seen.

    python -m benchmarks.selector copilot/draft/weights/selector.json

Learns from the demo shop and the shops in tests/ that may be learnt from: their mails (which
units hold a key fact) and their past answers (which units of documents say what the reply
says; the past answer's own row is left out). Each figure is of a shop whose rows took no part.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from benchmarks.shops import SHOPS, has, parts, plain
from copilot.config import load_settings
from copilot.draft.case import DraftCase
from copilot.draft.features import NAMES, Asked, Candidate, features
from copilot.draft.language import reply_language
from copilot.draft.likeness import Vectors, content_words, importance, stems_of
from copilot.draft.pool import pool
from copilot.draft.products import ProductSense
from copilot.draft.reader import Floats, Reader
from copilot.messages import Customer, DraftRequest, Message, Order, Question
from copilot.pipeline import Copilot
from copilot.pipeline.sections import WholeSections
from copilot.retrieve import Limits, Retriever
from copilot.understand import Understander
from knowledge import demo
from knowledge.embed import StaticEmbedder
from knowledge.quantities import find_quantities, same_quantity

LEARNT = ("bikes", "garden", "pets")
STRENGTH = 0.02
PAST = 0.5  # what a row of a past answer counts
FOR = (
    "words", "same", "best_word", "concepts", "cosine", "found", "codes", "wanted_given",
    "expected_given", "amount_given", "steps_given", "place_given", "product_named",
    "product_document", "vague_", "policy_fits", "base", "prev", "next", "section",
)  # fmt: skip
AGAINST = (
    "concepts_other", "wanted_missing", "expected_missing", "amount_missing", "aside",
    "product_other", "policy_missed", "orphan",
)  # fmt: skip
RANKS = (1, 2, 3, 5)


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its candidates. `right`: 1 belongs into the answer, nan unknown."""

    shop: str
    mail: bool
    values: Floats
    words: Floats
    right: Floats


def shops() -> dict[str, tuple[Path, Path]]:
    """Folder and mails of each shop that may be learnt from."""
    found = {"demo": (demo.folder(), demo.folder().parent / "mails.jsonl")}
    there = [name for name in LEARNT if (SHOPS / name / "mails.jsonl").exists()]
    return found | {name: (SHOPS / name / "shop", SHOPS / name / "mails.jsonl") for name in there}


class Shop:
    """One shop's open copilot, and rows from its mails and past answers."""

    def __init__(self, name: str, copilot: Copilot) -> None:
        self._name, self._copilot = name, copilot
        embedder = copilot.knowledge.embedder
        quick = isinstance(embedder, StaticEmbedder)
        self._reader = Reader(Vectors(embedder) if embedder else None, quick=quick)
        self._plain = Reader(None, quick=False)
        knowledge = copilot.knowledge
        self._understander = Understander(lambda: knowledge.catalogue, knowledge.order)
        limits = Limits(per_question=8, per_document=4)  # as the pipeline has them
        self._retriever = WholeSections(Retriever(knowledge, limits), knowledge.store)

    def from_mail(self, mail: demo.DemoMail) -> Iterator[Row]:
        case = self._case(*parts(mail))
        expected, questions = mail.expectations, case.understanding.questions
        found = [self._candidates(case, question) for question in questions]
        nothing = len(expected.not_covered) == len(expected.questions)
        both = [
            (asked, made, self._values(case, asked, made, self._reader))
            for asked, made in zip(questions, found, strict=True)
            if made
        ]
        for asked, made, values in both:
            right = np.zeros(len(made), np.float32)
            for at, candidate in enumerate(made):
                relevant = candidate.unit.evidence.source in expected.relevant_sources
                if nothing or not relevant:
                    continue
                said = plain(candidate.text)
                if any(has(said, fact) for fact in expected.key_facts):
                    fit = [_base(v, m, candidate) for _, m, v in both]
                    mine = _base(values, made, candidate)
                    right[at] = 1.0 if mine >= max(fit) else np.nan
                elif candidate.unit.evidence.kind in ("past_answer", "macro"):
                    right[at] = np.nan
            words = self._values(case, asked, made, self._plain)
            yield Row(self._name, True, values, words, right)

    def from_past(self, row: dict[str, str]) -> Iterator[Row]:
        skus = (row["sku"],) if row.get("sku") else ()
        message = Message(row["question"], language=row["language"] or None)
        case = self._case(message, Customer(), None, skus)
        if len(case.understanding.questions) != 1:
            return
        asked = case.understanding.questions[0]
        made = [c for c in self._candidates(case, asked) if c.unit.evidence.source != row["id"]]
        if made:
            right = np.asarray([_said_in(row["answer"], c, row["language"]) for c in made])
            values = self._values(case, asked, made, self._reader)
            words = self._values(case, asked, made, self._plain)
            yield Row(self._name, False, values, words, right.astype(np.float32))

    def _case(
        self,
        message: Message,
        customer: Customer,
        order: Order | None,
        skus: tuple[str, ...] = (),
    ) -> DraftCase:
        request = DraftRequest(message, customer, order, skus)
        found = self._understander.understand(message, customer, order, skus)
        return DraftCase(
            request,
            found,
            self._retriever.retrieve(found),
            catalogue=self._copilot.knowledge.catalogue,
        )

    def _candidates(self, case: DraftCase, question: Question) -> list[Candidate]:
        return pool(case, reply_language(case, "")).candidates(question.id)

    def _values(
        self, case: DraftCase, question: Question, made: list[Candidate], reader: Reader
    ) -> Floats:
        asked = Asked(question, case.understanding.body, case.understanding.language)
        about = ProductSense(case.catalogue, case.understanding.skus)
        return features(asked, made, about, reader)


def _base(values: Floats, made: list[Candidate], wanted: Candidate) -> float:
    key = (wanted.unit.evidence.document_id, wanted.text)
    base = values[:, NAMES.index("base")]
    fits = [
        float(base[at]) for at, c in enumerate(made) if (c.unit.evidence.document_id, c.text) == key
    ]
    return max(fits, default=-1.0)


def _said_in(answer: str, candidate: Candidate, language: str) -> float:
    """1 where a past reply says what the unit says, nan where it may."""
    unit = candidate.unit
    if unit.evidence.kind in ("past_answer", "macro"):
        return float("nan")
    told, mine = _telling(answer, language), _telling(unit.text, language)
    shared = sum(worth for stem, worth in mine.items() if stem in told)
    share = shared / (sum(mine.values()) or 1.0)
    theirs = find_quantities(answer, language)
    ours = find_quantities(unit.text, language)
    same = any(same_quantity(a, b) for a in theirs for b in ours)
    if (same and shared >= 0.8) or (share >= 0.5 and shared >= 1.5):
        return 1.0
    return float("nan") if share >= 0.3 or same else 0.0


def _telling(text: str, language: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in content_words(text, language):
        for stem in stems_of(word, language):
            found[stem] = max(importance(word), found.get(stem, 0.0))
    return found


def collect() -> list[Row]:
    rows: list[Row] = []
    for name, (folder, mails) in shops().items():
        with (
            tempfile.TemporaryDirectory() as home,
            Copilot.open(load_settings(home=Path(home))) as copilot,
        ):
            copilot.ingest(folder)
            shop = Shop(name, copilot)
            for mail in demo.read_mails(mails):
                rows += shop.from_mail(mail)
            with (folder / "past_answers.csv").open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    rows += shop.from_past(row)
    return rows


def fit(rows: list[Row], *, meaning: bool) -> dict[str, object]:
    """Weights for plain values (standardised inside the fit)."""
    x = np.vstack([row.values if meaning else row.words for row in rows]).astype(np.float64)
    y = np.concatenate([row.right for row in rows])
    counts = np.concatenate([np.full(len(r.right), 1.0 if r.mail else PAST) for r in rows])
    known = ~np.isnan(y)
    x, y, counts = x[known], y[known], counts[known]
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-4)
    coefficients, intercept = _bounded((x - mean) / spread, y, counts)
    weights = coefficients / spread
    intercept = float(intercept - weights @ mean)
    named = dict(zip(NAMES, (round(float(w), 5) for w in weights), strict=True))
    return {"weights": named, "intercept": round(intercept, 5)}


def _bounded(
    x: NDArray[np.float64], y: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression with an L2 penalty; a sign that is known beforehand is kept, so that
    what a few shops happen to have in common does not turn it."""

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = x @ theta[:-1] + theta[-1]
        value = counts @ (np.logaddexp(0.0, odds) - y * odds)
        wrong = counts * (1 / (1 + np.exp(-odds)) - y)
        penalty = theta[:-1] / STRENGTH
        slope = np.append(x.T @ wrong + penalty, wrong.sum())
        return float(value + 0.5 * theta[:-1] @ penalty), slope

    bounds = [*(_bound(name) for name in NAMES), (None, None)]
    start = np.zeros(x.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return found.x[:-1], float(found.x[-1])


def _bound(name: str) -> tuple[float | None, float | None]:
    if name.startswith(FOR) and name not in AGAINST:
        return 0.0, None
    return (None, 0.0) if name in AGAINST else (None, None)


def figures(rows: list[Row], model: dict[str, object], *, meaning: bool) -> dict[str, float]:
    """Share of the right units among the first so many, of mails that have any."""
    weights = np.asarray(list(model["weights"].values()))  # type: ignore[attr-defined]
    found: dict[int, list[float]] = {k: [] for k in RANKS}
    for row in rows:
        known = ~np.isnan(row.right)
        values = (row.values if meaning else row.words)[known]
        right = row.right[known]
        order = np.argsort(-(values @ weights), kind="stable")
        for k in RANKS:
            if row.mail and right.sum():
                found[k].append(float(right[order[:k]].sum() / min(right.sum(), k)))
    return {f"recall@{k}": round(float(np.mean(v)), 3) for k, v in found.items()}


def main() -> None:
    rows = collect()
    made: dict[str, object] = {}
    for name, meaning in (("meaning", True), ("words", False)):
        for shop in sorted({row.shop for row in rows}):
            others = fit([r for r in rows if r.shop != shop], meaning=meaning)
            mine = [r for r in rows if r.shop == shop]
            print(name, shop, figures(mine, others, meaning=meaning))
        made[name] = fit(rows, meaning=meaning)
    Path(sys.argv[1]).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
