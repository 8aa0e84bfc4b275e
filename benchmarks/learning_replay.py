"""What 300 decisions teach: drafts for held-out mails before and after a replay.

The demo shop without its past answers is the start. Four fifths of its past questions come in
as 300 mails, in the wordings of 300 customers (greeting, story, closing at random with a fixed
seed; popular questions come again). A scripted agent turns each draft into the answer that the
shop gave at the time, or accepts it where it already says all its figures; a scripted editor
confirms the proposal, or dismisses one that repeats a past answer. Scored before and after, on
what nobody replayed: the shop's other past questions (the shop's figures that the draft tells,
edit distance to the shop's answer) and the demo shop's sample mails (key facts). Nothing of
evals/suites/data is read.

    python -m benchmarks.learning_replay [--decisions 300] [--json FILE]
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import token_sort_ratio

from copilot.config import load_settings
from copilot.messages import Customer, Decision, Draft, DraftRequest, Message
from copilot.pipeline import Copilot
from evals.intervals import bootstrap
from knowledge import demo
from knowledge.quantities import find_quantities, same_quantity

SEED = 20261123
_SAME = 80.0  # a held-out question so like a replayed one would only be looked up


@dataclass(frozen=True, slots=True)
class Past:
    question: str
    answer: str
    language: str
    skus: tuple[str, ...]


def past_answers() -> list[Past]:
    path = demo.folder() / "past_answers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Past(
                row["question"],
                row["answer"],
                row["language"],
                tuple(s for s in row["sku"].split(";") if s),
            )
            for row in csv.DictReader(file)
        ]


def split(rows: Sequence[Past]) -> tuple[list[Past], list[Past]]:
    """Replayed and held out, one in five, at random with a fixed seed; a held-out question is
    never a rewording of a replayed one."""
    shuffled = list(rows)
    random.Random(SEED).shuffle(shuffled)
    cut = len(shuffled) // 5
    replayed = shuffled[cut:]
    held_out = [
        row
        for row in shuffled[:cut]
        if all(token_sort_ratio(row.question, other.question) < _SAME for other in replayed)
    ]
    return replayed, held_out


OPENINGS = {
    "de": ["Guten Tag,\n\n", "Hallo zusammen,\n\n", "Moin, ", "", "Liebes Team,\n\n"],
    "en": ["Hello,\n\n", "Hi there, ", "", "Dear team,\n\n"],
}
CLOSINGS = {
    "de": ["\n\nViele Grüße", "\n\nDanke und Gruß", "", "\n\nMit freundlichen Grüßen"],
    "en": ["\n\nBest regards", "\n\nThanks", "", "\n\nMany thanks in advance"],
}


def mails(rows: Sequence[Past], count: int) -> Iterator[tuple[str, Past]]:
    """The questions as that many customers write them; each comes before any comes again."""
    dice = random.Random(SEED)
    for number in range(count):
        row = rows[number % len(rows)]
        language = "de" if row.language == "de" else "en"
        opening, closing = dice.choice(OPENINGS[language]), dice.choice(CLOSINGS[language])
        yield f"{opening}{row.question}{closing}", row


def request(text: str, language: str, skus: tuple[str, ...] = ()) -> DraftRequest:
    return DraftRequest(message=Message(text, language=language), skus=skus)


def decide(copilot: Copilot, draft: Draft, row: Past) -> str:
    """As an agent who knows the answer, and an editor who wants nothing twice."""
    fine = facts_present(draft.reply, row.answer, row.language) == 1.0
    decision = (
        Decision("accepted", "replay", reason="replay")
        if fine
        else Decision("edited", "replay", row.answer, reason="replay")
    )
    copilot.decide(draft.id, draft.version, decision)
    for proposal in copilot.proposals("open", 5):
        if proposal.similar:
            copilot.dismiss(proposal.id, by="replay")
        else:
            copilot.confirm(proposal.id, by="replay", despite_conflicts=bool(proposal.conflicts))
    return decision.kind


def facts_present(reply: str, wanted: str, language: str) -> float | None:
    """Share of the shop's answer's figures that the draft tells; None where it has none."""
    theirs = [q for q in find_quantities(wanted, language) if q.unit]
    if not theirs:
        return None
    mine = find_quantities(reply, language)
    return sum(any(same_quantity(a, b) for b in mine) for a in theirs) / len(theirs)


def key_facts(copilot: Copilot) -> list[float]:
    """For each sample mail, the share of its key facts in the draft."""
    found = []
    for mail in demo.mails():
        facts = mail.expectations.key_facts
        if facts:
            message = Message(mail.text, mail.subject, language=mail.language)
            who = Customer(email=mail.customer.email)
            reply = copilot.draft(DraftRequest(message, who, skus=mail.skus)).reply
            plain = "".join(reply.casefold().split())
            found.append(sum("".join(f.casefold().split()) in plain for f in facts) / len(facts))
    return found


@dataclass(frozen=True, slots=True)
class Scores:
    facts: list[float | None]
    distance: list[float]  # 0: the draft is the shop's answer; 1: nothing of it stands
    key_facts: list[float]


def score(copilot: Copilot, held_out: Sequence[Past]) -> Scores:
    facts: list[float | None] = []
    distance = []
    for row in held_out:
        reply = copilot.draft(request(row.question, row.language, row.skus)).reply
        facts.append(facts_present(reply, row.answer, row.language))
        distance.append(Levenshtein.normalized_distance(reply, row.answer))
    return Scores(facts, distance, key_facts(copilot))


def gain(before: Sequence[float | None], after: Sequence[float | None]) -> dict[str, Any]:
    """Means before and after, and their paired difference with a 95 % bootstrap interval."""
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a is not None and b is not None]
    differences = [b - a for a, b in pairs]
    low, high = bootstrap(differences)
    return {
        "n": len(pairs),
        "before": round(statistics.mean(a for a, _ in pairs), 3),
        "after": round(statistics.mean(b for _, b in pairs), 3),
        "gain": round(statistics.mean(differences), 3),
        "interval_95": [round(low, 3), round(high, 3)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    replayed, held_out = split(past_answers())
    kinds: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder) / "shop"
        shutil.copytree(demo.folder(), shop)
        (shop / "past_answers.csv").unlink()
        with Copilot.open(load_settings(home=Path(folder) / "home", deadline_s=600)) as copilot:
            copilot.ingest(shop)
            before = score(copilot, held_out)
            for text, row in mails(replayed, options.decisions):
                kinds.append(decide(copilot, copilot.draft(request(text, row.language)), row))
            after = score(copilot, held_out)
            edits = Counter[str]()
            for count in copilot.store.edits.counts():
                edits[count.kind] += count.count
            learnt = len(copilot.documents(("past_answer",), 200))
    figures = {
        "decisions": len(kinds),
        "accepted_by_hundred": [
            kinds[n : n + 100].count("accepted") for n in range(0, len(kinds), 100)
        ],
        "past_answers_learnt": learnt,
        "held_out": len(held_out),
        "figures_of_the_answer": gain(before.facts, after.facts),
        "edit_distance": gain(before.distance, after.distance),
        "sample_mails_key_facts": gain(before.key_facts, after.key_facts),
        "edits": dict(edits.most_common()),
    }
    print(json.dumps(figures, indent=2))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
