"""Makes the weights of the drafter's selector, and says how it does on shops it has not seen.

    python -m benchmarks.selector copilot/draft/weights

Learns from the mails of the demo shop and of the shops in tests/ and benchmarks/trades that may be
learnt from: which units hold a key fact, for the questions and for what a mail tells beside them.
Each figure is of a shop whose rows took no part. The second look, at what the first one puts
first, is fitted on the first look of shops that took no part in it, and not on the trades, from
which the cross-encoder has learnt.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from benchmarks.shops import LEARNT, LEARNT_TRADES, SHOPS, TRADES, has, parts, plain
from copilot.config import load_settings
from copilot.draft import secondlook
from copilot.draft.case import DraftCase
from copilot.draft.extractive import ExtractiveDrafter
from copilot.draft.features import NAMES, Asked, Candidate, features
from copilot.draft.language import reply_language
from copilot.draft.likeness import Vectors
from copilot.draft.pool import pool
from copilot.draft.products import ProductSense
from copilot.draft.reader import Floats, Reader
from copilot.draft.secondlook import pair_of
from copilot.draft.selector import Scorer, parse_model
from copilot.draft.told import told_beside
from copilot.messages import DraftRequest, Question
from copilot.pipeline import Copilot
from copilot.pipeline.orders import OrderBook
from copilot.pipeline.sections import WholeSections
from copilot.retrieve import FOR_DRAFTS, Retriever
from copilot.understand import Understander
from knowledge import demo
from knowledge.crossencoder import CrossEncoder, load_bundled
from knowledge.embed import StaticEmbedder, load_embedder

STRENGTH = 0.2
UNREAD = 0.05  # what was not read counts as the lowest twentieth of what was
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

    `right`: 1 belongs into the answer, nan unknown. `pairs`: what the cross-encoder would read.
    """

    shop: str
    beside: bool
    values: Floats
    words: Floats
    right: Floats
    pairs: tuple[tuple[str, str], ...] = ()


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
    folders = [*(SHOPS / name for name in there), *(TRADES / name for name in LEARNT_TRADES)]
    return found | {each.name: (each / "shop", each / "mails.jsonl") for each in folders}


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
        self._retriever = WholeSections(Retriever(knowledge, FOR_DRAFTS), knowledge.store)
        self._orders = OrderBook(
            knowledge.order,
            knowledge.store.orders_of,
            lambda sku: knowledge.catalogue.by_sku.get(sku),
        )

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
                asked_ = Asked(part.asked, found.body, found.language)
                pairs = tuple(pair_of(asked_, made) for made in part.made)
                yield Row(self._name, some is told, part.values, part.words, right, pairs)

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

    @property
    def measured(self) -> list[str]:
        """The shops that figures are of."""
        return [shop for shop in self.cases if shop not in LEARNT_TRADES]


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


def first_odds(row: Row, model: Weights) -> Floats:
    weights = np.asarray(list(model["weights"].values()))
    found: Floats = (row.values @ weights + model["intercept"]).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class Reread:
    """A row's likeliest units by the first look, and what the cross-encoder says of them."""

    row: Row
    first: Floats
    places: NDArray[np.intp]
    said: Floats

    def odds(self, weights: secondlook.Weights) -> Floats:
        return secondlook.weighed(self.first, self.places, self.said, weights)


def reread(row: Row, first: Floats, model: CrossEncoder) -> Reread:
    places = np.argsort(-first, kind="stable")[: secondlook.MOST]
    said = model.read([row.pairs[place] for place in places], seconds=np.inf)
    assert said is not None
    return Reread(row, first, places, said[:, 0].astype(np.float32))


def fit_second(rows: Sequence[Reread]) -> secondlook.Weights:
    x = np.concatenate([np.stack([r.first[r.places], r.said], axis=1) for r in rows])
    y = np.concatenate([r.row.right[r.places] for r in rows])
    known = ~np.isnan(y)
    model = LogisticRegression(C=10).fit(x[known], y[known])
    numbers = (*model.coef_[0], model.intercept_[0], np.quantile(x[:, 1], UNREAD))
    return secondlook.Weights(*(round(float(number), 4) for number in numbers))


def seconded(rows: Sequence[Reread], weights: secondlook.Weights) -> float:
    """Share of the right units that come first, of questions that have any."""
    found = []
    for item in rows:
        known = ~np.isnan(item.row.right)
        right, odds = item.row.right[known], item.odds(weights)[known]
        if right.sum():
            found.append(float(right[np.argsort(-odds, kind="stable")[0]]))
    return round(float(np.mean(found)), 3)


def drafted(
    cases: Sequence[tuple[demo.DemoMail, DraftCase]],
    asked: Weights,
    beside: Weights,
    second: secondlook.SecondLook | None = None,
) -> str:
    """Key facts in the drafts, and their mean length in words, with these weights."""
    embedder = load_embedder()
    scorer = Scorer(embedder, parse_model(asked), parse_model(beside), second)
    drafter = ExtractiveDrafter(embedder, scorer=scorer)
    present, facts, words = 0, 0, 0
    for mail, case in cases:
        reply = drafter.draft(case).reply
        present += sum(has(plain(reply), fact) for fact in mail.expectations.key_facts)
        facts += len(mail.expectations.key_facts)
        words += len(reply.split())
    return f"key facts {present}/{facts}, words {words / max(len(cases), 1):.0f}"


def second_looks(learnt: Learnt, model: CrossEncoder) -> secondlook.Weights:
    """Prints what it adds on each shop, with weights of the others; made of all."""
    asked = [row for row in learnt.rows if not row.beside]
    beside = [row for row in learnt.rows if row.beside]
    read: list[Reread] = []
    firsts: dict[str, tuple[Weights, Weights]] = {}
    for shop in learnt.measured:
        firsts[shop] = (
            fit([r for r in asked if r.shop != shop], meaning=True),
            fit([r for r in beside if r.shop != shop], meaning=True),
        )
        mine = (r for r in asked if r.shop == shop)
        read += [reread(row, first_odds(row, firsts[shop][0]), model) for row in mine]
    for shop in learnt.measured:
        weights = fit_second([r for r in read if r.row.shop != shop])
        mine_ = [r for r in read if r.row.shop == shop]
        look = secondlook.SecondLook(model, weights, seconds=np.inf)
        cases = drafted(learnt.cases[shop], *firsts[shop], look)
        print("second", shop, seconded(mine_, weights), cases)
    return fit_second(read)


def main() -> None:
    learnt = collect()
    made: dict[str, Weights] = {}
    for name, meaning in (("meaning", True), ("words", False)):
        asked = [row for row in learnt.rows if not row.beside]
        beside = [row for row in learnt.rows if row.beside]
        for shop in learnt.measured:
            others = fit([r for r in asked if r.shop != shop], meaning=meaning)
            told = fit([r for r in beside if r.shop != shop], meaning=meaning)
            mine = [r for r in asked if r.shop == shop]
            print(name, shop, figures(mine, others, meaning=meaning))
            if meaning:
                print(name, shop, drafted(learnt.cases[shop], others, told))
        made[name] = fit(asked, meaning=meaning)
        made[f"{name}_beside"] = fit(beside, meaning=meaning)
    folder = Path(sys.argv[1])
    (folder / "selector.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    second = asdict(second_looks(learnt, load_bundled()))
    (folder / "secondlook.json").write_text(json.dumps(second, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
