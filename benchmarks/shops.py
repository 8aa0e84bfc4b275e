"""Drafts and checks on small shops, of tests/shops or benchmarks/trades.

Per shop: key facts of the answerable mails in the draft, in it or the passages that are offered
beside it (up to three to a question), and in it or all that was found for it; mails whose evidence
holds a relevant source, mails with a forbidden string. Where the shop has replies.jsonl: AUC of
the check's `answers_message`, good replies against canned mismatches and against replies that
leave a question out, beside that of plain word overlap (the share of the mail's stems in the
reply); which of the two faults is found in which kind of reply, and how the verdicts fall.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, cast

from benchmarks.opened import copilot_of
from copilot.messages import Channel, CheckRequest, Customer, DraftRequest, Message, Order
from copilot.pipeline import Copilot
from evals.scorers import auc
from knowledge import demo
from knowledge.analyse import terms

SHOPS = Path(__file__).parent.parent / "tests" / "shops"
HELD_OUT = ("furniture", "office")  # scored by name, at the end; nothing is developed on them
LEARNT = tuple(
    sorted(p.parent.name for p in SHOPS.glob("*/mails.jsonl") if p.parent.name not in HELD_OUT)
)
#: Small shops of benchmarks/trades whose mails have key facts and may be learnt from.
TRADES = Path(__file__).parent / "trades"
LEARNT_TRADES = (
    "fitness", "games", "kitchen", "optics", "outdoor", "photo", "smarthome", "tools",
)  # fmt: skip
_OF_THE_ANSWER = ("canned_mismatch", "unanswered_question")
_SPACE = re.compile(r"\s+")


def folder_of(shop: str) -> Path:
    """Where the shop of that name lies."""
    found = [root / shop for root in (SHOPS, TRADES) if (root / shop / "mails.jsonl").exists()]
    if not found:
        known = sorted(
            p.parent.name for root in (SHOPS, TRADES) for p in root.glob("*/mails.jsonl")
        )
        raise SystemExit(f"no shop {shop!r}; there are {', '.join(known)}")
    return found[0]


def plain(text: str) -> str:
    return _SPACE.sub(" ", text.lower())


def has(said: str, fact: str) -> bool:
    """Word for word; an ISO date in the usual forms."""
    try:
        day = dt.date.fromisoformat(fact)
    except ValueError:
        return plain(fact) in said
    forms = (fact, f"{day:%d.%m.}", f"{day.day}.{day.month}.", f"{day.day}. ", f"{day.day} ")
    return any(form in said for form in forms)


def parts(mail: demo.DemoMail) -> tuple[Message, Customer, Order | None]:
    who = mail.customer
    return (
        Message(mail.text, subject=mail.subject, channel=cast("Channel", mail.channel)),
        Customer(
            first_name=who.first_name,
            last_name=who.last_name,
            salutation=who.salutation,
            email=who.email,
        ),
        Order(number=mail.order) if mail.order else None,
    )


def drafts(copilot: Copilot, mails: list[demo.DemoMail]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    for mail in mails:
        message, customer, order = parts(mail)
        draft = copilot.draft(DraftRequest(message, customer, order))
        said, expected = plain(draft.reply), mail.expectations
        counts["facts"] += len(expected.key_facts)
        counts["present"] += sum(has(said, fact) for fact in expected.key_facts)
        offered = plain("\n".join([said, *(p.text for p in copilot.passages(draft.id))]))
        counts["at hand"] += sum(has(offered, fact) for fact in expected.key_facts)
        found = plain("\n".join([said, *(item.text for item in draft.evidence)]))
        counts["in evidence"] += sum(has(found, fact) for fact in expected.key_facts)
        relevant = set(expected.relevant_sources)
        if relevant:
            counts["answerable"] += 1
            counts["found"] += any(item.source in relevant for item in draft.evidence)
        counts["forbidden"] += any(plain(text) in said for text in expected.forbidden)
        verdicts[draft.verdict] += 1
    return {
        "mails": len(mails),
        "key facts present": f"{counts['present']}/{counts['facts']}",
        "key facts present or offered": f"{counts['at hand']}/{counts['facts']}",
        "key facts present or in the evidence": f"{counts['in evidence']}/{counts['facts']}",
        "relevant source in evidence": f"{counts['found']}/{counts['answerable']}",
        "mails with a forbidden string": counts["forbidden"],
        "verdicts": dict(verdicts),
    }


def replies(copilot: Copilot, mails: list[demo.DemoMail], path: Path) -> dict[str, Any]:
    by_id = {mail.id: mail for mail in mails}
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    faults: dict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        mail, kind = by_id[row["mail"]], row["construction"]
        message, customer, order = parts(mail)
        result = copilot.check(CheckRequest(message, row["reply"], customer, order))
        found = {"check": result.answers_message, "word overlap": overlap(mail, row["reply"])}
        for name, score in found.items():
            scores[f"{row['lang']}, {name}"][kind].append(score)
            scores[f"all, {name}"][kind].append(score)
        verdicts[kind][result.verdict] += 1
        faults[kind].update({f.code for f in result.findings} & set(_OF_THE_ANSWER))
    return {
        "AUC": {
            f"{construction}, {name}": round(auc(found["good"], found[construction]), 3)
            for name, found in scores.items()
            for construction in ("canned", "left_out")
        },
        "faults of the answer": {name: dict(found) for name, found in faults.items()},
        "verdicts on replies": {name: dict(found) for name, found in verdicts.items()},
    }


def overlap(mail: demo.DemoMail, reply: str) -> float:
    """The share of the mail's stems that the reply holds."""
    asked, said = (set(terms(text, mail.language)) for text in (mail.text, reply))
    return len(asked & said) / max(len(asked), 1)


def main() -> None:
    wanted = sys.argv[1:] or LEARNT
    figures: dict[str, Any] = {}
    for name in wanted:
        folder = folder_of(name)
        mails = list(demo.read_mails(folder / "mails.jsonl"))
        with copilot_of(folder / "shop") as copilot:
            figures[name] = drafts(copilot, mails)
            if (folder / "replies.jsonl").exists():
                figures[name] |= replies(copilot, mails, folder / "replies.jsonl")
    print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
