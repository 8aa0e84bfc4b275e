"""Makes the weights of the drafter's selector, and says how it does on shops it has not seen.

    python -m benchmarks.selector copilot/draft/weights/selector.json

Learns from the mails of the demo shop and of the shops in tests/ that may be learnt from: which
units hold a key fact, for the questions and for what a mail tells beside them. Each figure is of
a shop whose rows took no part.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from benchmarks.shops import LEARNT, SHOPS, has, parts, plain
from copilot.config import load_settings
from copilot.draft.case import DraftCase
from copilot.draft.extractive import ExtractiveDrafter
from copilot.draft.features import NAMES, Asked, Candidate, features
from copilot.draft.language import reply_language
from copilot.draft.likeness import Vectors
from copilot.draft.pool import pool
from copilot.draft.products import ProductSense
from copilot.draft.reader import Floats, Reader
from copilot.draft.selector import Scorer, parse_model
from copilot.draft.told import told_beside
from copilot.messages import DraftRequest, Question
from copilot.pipeline import Copilot
from copilot.pipeline.orders import OrderBook
from copilot.pipeline.sections import WholeSections
from copilot.retrieve import Limits, Retriever
from copilot.understand import Understander
from knowledge import demo
from knowledge.embed import StaticEmbedder, load_embedder

STRENGTH = 0.2
FOR = (
    "words", "same", "best_word", "concepts", "cosine", "found", "codes", "wanted_given",
    "expected_given", "amount_given", "steps_given", "place_given", "product_named",
    "product_document", "vague_", "policy_fits", "base", "prev", "next", "section", "top_word",
    "quantity_", "number_same", "label_",
)  # fmt: skip
AGAINST = (
    "concepts_other", "wanted_missing", "expected_missing", "amount_missing", "aside",
    "product_other", "policy_missed", "orphan", "label_missed",
)  # fmt: skip
RANKS = (1, 2, 3, 5)
Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One question, or one thing told beside, with its candidates.

    `right`: 1 belongs into the answer, nan unknown.
    """

    shop: str
    beside: bool
    values: Floats
    words: Floats
    right: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked or told, with candidates and their values."""

    asked: Question
    made: list[Candidate]
    values: Floats
    words: Floats


def shops() -> dict[str, tuple[Path, Path]]:
    """Folder and mails of each shop that may be learnt from."""
    found = {"demo": (demo.folder(), demo.folder().parent / "mails.jsonl")}
    there = [name for name in LEARNT if (SHOPS / name / "mails.jsonl").exists()]
    return found | {name: (SHOPS / name / "shop", SHOPS / name / "mails.jsonl") for name in there}


class Shop:
    """One shop's open copilot: rows from its mails, and the cases that its drafts rest on."""

    def __init__(self, name: str, copilot: Copilot) -> None:
        self._name, self._copilot = name, copilot
        knowledge = copilot.knowledge
        embedder = knowledge.embedder
        quick = isinstance(embedder, StaticEmbedder)
        self._reader = Reader(Vectors(embedder) if embedder else None, quick=quick)
        self._plain = Reader(None, quick=False)
        self._understander = Understander(lambda: knowledge.catalogue, knowledge.order)
        limits = Limits(per_question=8, per_document=4)  # as the pipeline has them
        self._retriever = WholeSections(Retriever(knowledge, limits), knowledge.store)
        self._orders = OrderBook(knowledge.order, knowledge.store.orders_of)

    def case(self, mail: demo.DemoMail) -> DraftCase:
        message, customer, order = parts(mail)
        given = self._orders.given(order, customer)
        read = self._understander.understand(message, customer, given, ())
        found = self._orders.settled(read, customer)
        return DraftCase(
            DraftRequest(message, customer, order),
            found,
            self._retriever.retrieve(found),
            catalogue=self._copilot.knowledge.catalogue,
        )

    def rows(self, mail: demo.DemoMail, case: DraftCase) -> Iterator[Row]:
        expected, found = mail.expectations, case.understanding
        language = reply_language(case, "")
        own, foreign = pool(case, language), pool(case, language, foreign=True)
        asked = self._parts(case, [(q, own.candidates(q.id)) for q in found.questions])
        other = self._parts(case, [(q, foreign.candidates(q.id)) for q in found.questions])
        beside = told_beside(found.body, found.language, found.questions)
        told = self._parts(case, [(item, own.candidates("")) for item in beside])
        for some, rivals in ((asked, asked), (other, other), (told, [*asked, *told])):
            for part in some:
                right = _right(part, rivals, expected)
                yield Row(self._name, some is told, part.values, part.words, right)

    def _parts(
        self, case: DraftCase, asked: Sequence[tuple[Question, list[Candidate]]]
    ) -> list[Part]:
        return [
            Part(
                question,
                made,
                self._values(case, question, made, self._reader),
                self._values(case, question, made, self._plain),
            )
            for question, made in asked
            if made
        ]

    def _values(
        self, case: DraftCase, question: Question, made: list[Candidate], reader: Reader
    ) -> Floats:
        asked = Asked(question, case.understanding.body, case.understanding.language)
        about = ProductSense(case.catalogue, case.understanding.skus)
        return features(asked, made, about, reader)


def _right(part: Part, rivals: Sequence[Part], expected: demo.Expectations) -> Floats:
    """A unit with a key fact belongs to what it fits best of all that the mail asks or tells."""
    right = np.zeros(len(part.made), np.float32)
    if len(expected.not_covered) == len(expected.questions):
        return right
    for at, candidate in enumerate(part.made):
        if candidate.unit.evidence.source not in expected.relevant_sources:
            continue
        if any(has(plain(candidate.text), fact) for fact in expected.key_facts):
            best = max(_base(rival, candidate) for rival in rivals)
            right[at] = 1.0 if _base(part, candidate) >= best else np.nan
        elif candidate.unit.evidence.kind in ("past_answer", "macro"):
            right[at] = np.nan
    return right


def _base(part: Part, wanted: Candidate) -> float:
    key = (wanted.unit.evidence.document_id, wanted.text)
    base = part.values[:, NAMES.index("base")]
    fits = [
        float(base[at])
        for at, c in enumerate(part.made)
        if (c.unit.evidence.document_id, c.text) == key
    ]
    return max(fits, default=-1.0)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was read of all shops."""

    rows: list[Row]
    cases: dict[str, list[tuple[demo.DemoMail, DraftCase]]]


def collect() -> Learnt:
    learnt = Learnt([], {})
    for name, (folder, mails) in shops().items():
        with (
            tempfile.TemporaryDirectory() as home,
            Copilot.open(load_settings(home=Path(home))) as copilot,
        ):
            copilot.ingest(folder)
            shop = Shop(name, copilot)
            cases = learnt.cases.setdefault(name, [])
            for mail in demo.read_mails(mails):
                case = shop.case(mail)
                cases.append((mail, case))
                learnt.rows.extend(shop.rows(mail, case))
    return learnt


def fit(rows: list[Row], *, meaning: bool) -> Weights:
    """Weights for plain values (standardised inside the fit)."""
    x = np.vstack([row.values if meaning else row.words for row in rows]).astype(np.float64)
    y = np.concatenate([row.right for row in rows])
    known = ~np.isnan(y)
    x, y = x[known], y[known]
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-4)
    coefficients, intercept = _bounded((x - mean) / spread, y)
    weights = coefficients / spread
    intercept = float(intercept - weights @ mean)
    named = dict(zip(NAMES, (round(float(w), 5) for w in weights), strict=True))
    return {"weights": named, "intercept": round(intercept, 5)}


def _bounded(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Logistic regression with an L2 penalty; a sign that is known beforehand is kept, so that
    what a few shops happen to have in common does not turn it."""

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = x @ theta[:-1] + theta[-1]
        value = (np.logaddexp(0.0, odds) - y * odds).sum()
        wrong = 1 / (1 + np.exp(-odds)) - y
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


def figures(rows: list[Row], model: Weights, *, meaning: bool) -> dict[str, float]:
    """Share of the right units among the first so many, of mails that have any."""
    weights = np.asarray(list(model["weights"].values()))
    found: dict[int, list[float]] = {k: [] for k in RANKS}
    for row in rows:
        known = ~np.isnan(row.right)
        values = (row.values if meaning else row.words)[known]
        right = row.right[known]
        order = np.argsort(-(values @ weights), kind="stable")
        for k in RANKS:
            if right.sum():
                found[k].append(float(right[order[:k]].sum() / min(right.sum(), k)))
    return {f"recall@{k}": round(float(np.mean(v)), 3) for k, v in found.items()}


def drafted(
    cases: Sequence[tuple[demo.DemoMail, DraftCase]], asked: Weights, beside: Weights
) -> str:
    """Key facts in the drafts, and their mean length in words, with these weights."""
    embedder = load_embedder()
    scorer = Scorer(embedder, parse_model(asked), parse_model(beside))
    drafter = ExtractiveDrafter(embedder, scorer=scorer)
    present, facts, words = 0, 0, 0
    for mail, case in cases:
        reply = drafter.draft(case).reply
        present += sum(has(plain(reply), fact) for fact in mail.expectations.key_facts)
        facts += len(mail.expectations.key_facts)
        words += len(reply.split())
    return f"key facts {present}/{facts}, words {words / max(len(cases), 1):.0f}"


def main() -> None:
    learnt = collect()
    made: dict[str, Weights] = {}
    for name, meaning in (("meaning", True), ("words", False)):
        asked = [row for row in learnt.rows if not row.beside]
        beside = [row for row in learnt.rows if row.beside]
        for shop in learnt.cases:
            others = fit([r for r in asked if r.shop != shop], meaning=meaning)
            told = fit([r for r in beside if r.shop != shop], meaning=meaning)
            mine = [r for r in asked if r.shop == shop]
            print(name, shop, figures(mine, others, meaning=meaning))
            if meaning:
                print(name, shop, drafted(learnt.cases[shop], others, told))
        made[name] = fit(asked, meaning=meaning)
        made[f"{name}_beside"] = fit(beside, meaning=meaning)
    Path(sys.argv[1]).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
