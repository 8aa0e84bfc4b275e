"""What 300 decisions teach: drafts for held-out mails before and after.

The demo shop with everything it ships is the start. 64 topics come back again and again, as a
shop's questions do; its documents answer 15 of them, 20 in part, 29 not at all. 300 mails on
them are drafted and decided by scripted agents: a draft with all key facts is accepted, any
other is rewritten (now and then with a colleague's mistake, or with what concerns one customer
alone); a scripted editor confirms, merges or dismisses each proposal by what it shows. Before
and after, drafts are made for 128 held-out mails on the same topics in other words, which are
neither decided nor learnt from, and set beside the reply that another agent would write.

    python -m benchmarks.learning [--decisions 300] [--every 100] [--json FILE] [--plot FILE]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.learning.people import Mail, decide, edit_knowledge, held_out, stream
from benchmarks.learning.plot import plot
from benchmarks.learning.score import Score, gains, paired, score
from benchmarks.learning.topics import KNOWN, load
from benchmarks.opened import copilot_of
from copilot.messages import Customer, DraftRequest, Message
from copilot.pipeline import Copilot
from knowledge import demo

SEED = 20261123


def other_mails(copilot: Copilot) -> dict[str, float]:
    """The share of key facts in the demo shop's sample mails, whose topics did not recur: what
    is learnt must not get in their way."""
    found = {}
    for mail in demo.mails():
        if facts := mail.expectations.key_facts:
            message = Message(mail.text, mail.subject, language=mail.language)
            who = Customer(email=mail.customer.email)
            reply = copilot.draft(DraftRequest(message, who, skus=mail.skus)).reply
            plain = "".join(reply.casefold().split())
            told = sum("".join(fact.casefold().split()) in plain for fact in facts)
            found[mail.id] = told / len(facts)
    return found


def replay(copilot: Copilot, count: int, every: int) -> tuple[dict[str, Any], list[list[Score]]]:
    """Figures, and the held-out scores before and after each `every` decisions."""
    topics = load()
    mails: list[Mail] = held_out(topics, SEED + 1)
    dice = random.Random(SEED + 2)
    others, curve = [other_mails(copilot)], [score(copilot, mails)]
    decided, edited = list[str](), Counter[str]()
    for number, mail in enumerate(stream(topics, count, SEED), 1):
        draft = copilot.draft(mail.request)
        decided.append(decide(copilot, draft, mail, dice).kind)
        edited[edit_knowledge(copilot)] += 1
        if number % every == 0 or number == count:
            curve.append(score(copilot, mails))
    others.append(other_mails(copilot))
    before, after = curve[0], curve[-1]
    part = {
        known: gains(
            [one for one in before if one.knowledge == known],
            [one for one in after if one.knowledge == known],
        )
        for known in KNOWN
    }
    changes = Counter[str]()
    for row in copilot.store.edits.counts():
        changes[row.kind] += row.count
    return {
        "decisions": len(decided),
        "accepted_by_fifty": [
            decided[n : n + 50].count("accepted") for n in range(0, len(decided), 50)
        ],
        "editor": dict(edited),
        "held_out_mails": len(mails),
        "all": gains(before, after),
        "by_what_the_knowledge_held": part,
        "other_mails_key_facts": paired(*others),
        "differences": dict(changes.most_common()),
        "to_repair": len(copilot.reputation.repairs()),
    }, curve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="write an SVG or PNG to this file")
    options = parser.parse_args()
    with copilot_of(demo.folder(), deadline_s=600) as copilot:
        figures, curve = replay(copilot, options.decisions, options.every)
    print(json.dumps(figures, indent=2))
    if options.plot:
        plot(curve, options.decisions, options.every, options.plot)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
