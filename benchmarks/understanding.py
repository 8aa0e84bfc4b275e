"""What `copilot.understand` reads from the mails of the small shops in tests/shops.

    python -m benchmarks.understanding [--wrong] [SHOP ...]
    python -m benchmarks.understanding --held-out

Per shop, against each mail's expectations: in how many mails as many questions are found as the
mail has (and in how many too few or too many), complaints (found, missed, false), topics to
escalate (the same), form of address of the German mails, language. `--wrong` prints the mails
that are read otherwise than expected. The held-out shops are read only where they are named.
`--held-out`: the same of the messages of six trades that were written to measure with, and that
nothing is fitted on (`copilot/understand/training/messages/held_out`); they are never printed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.shops import LEARNT, SHOPS, parts
from copilot.messages import Form, Message, Understanding
from copilot.understand import Understander
from copilot.understand.training import data
from knowledge import demo
from knowledge.catalogue import Catalogue
from knowledge.parse import parse_folder
from knowledge.parse.items import Orders, Products

_FAMILIAR = frozenset({"pets", "bikes", "cosmetics"})  # shops whose own form of address is "du"


def reader_of(shop: Path) -> Understander:
    """Reads this shop's mails as the product does, without an embedder: intents are not scored."""
    items = list(parse_folder(shop / "shop"))
    catalogue = Catalogue(p for item in items if isinstance(item, Products) for p in item.products)
    rows = [row for item in items if isinstance(item, Orders) for row in item.orders]
    orders = {row.order_number: row for row in rows}
    default: Form = "du" if shop.name in _FAMILIAR else "sie"
    return Understander(lambda: catalogue, orders.get, default=default)


def outcomes(mail: demo.DemoMail, seen: Understanding) -> Iterator[str]:
    """One word per thing compared: what came out, right or wrong."""
    expected, found = mail.expectations, len(seen.questions)
    wanted = len(expected.questions)
    yield "questions " + ("right" if found == wanted else "few" if found < wanted else "many")
    yield from _compared("complaint", {"x"} if expected.complaint else (), "x" * seen.complaint)
    yield from _compared("escalation", expected.escalate, [hit.topic for hit in seen.escalate])
    if expected.form_of_address:
        right = seen.form_of_address == expected.form_of_address
        yield f"form {'right' if right else 'wrong'}"
    yield f"language {'right' if seen.language == mail.language else 'wrong'}"


def _compared(name: str, expected: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    wanted, got = set(expected), set(found)
    yield from [f"{name} found"] * len(wanted & got)
    yield from [f"{name} missed"] * len(wanted - got)
    yield from [f"{name} false"] * len(got - wanted)


def figures(counts: Counter[str], mails: int) -> dict[str, Any]:
    def of(name: str) -> str:
        found, missed = counts[f"{name} found"], counts[f"{name} missed"]
        return f"{found}/{found + missed}, {counts[f'{name} false']} false"

    forms = counts["form right"] + counts["form wrong"]
    return {
        "questions": f"{counts['questions right']}/{mails}, "
        f"{counts['questions few']} too few, {counts['questions many']} too many",
        "complaint": of("complaint"),
        "escalation": of("escalation"),
        "form of address": f"{counts['form right']}/{forms}",
        "language": f"{counts['language right']}/{mails}",
    }


def _described(mail: demo.DemoMail, seen: Understanding, wrong: Iterable[str]) -> str:
    return json.dumps(
        {
            "id": mail.id,
            "wrong": list(wrong),
            "text": seen.body,
            "expected": mail.expectations.questions,
            "found": [question.text for question in seen.questions],
            "rules": [f"{hit.topic}: {hit.rule}" for hit in seen.escalate],
        },
        ensure_ascii=False,
        indent=1,
    )


def held_out() -> dict[str, str]:
    """Questions and complaints of the messages that nothing is fitted on."""
    reader, counts = Understander(lambda: Catalogue([]), lambda _number: None), Counter[str]()
    for path in sorted(data.HELD_OUT.glob("*.jsonl")):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            message = Message(data.composed(row["sentences"]), channel=row["channel"])
            seen = reader.understand(message)
            wanted, found = data.wanted_in(row), len(seen.questions)
            counts["messages"] += 1
            counts["right" if found == wanted else "few" if found < wanted else "many"] += 1
            counts.update(_compared("complaint", "x" * row["complaint"], "x" * seen.complaint))
    return {
        "questions": f"{counts['right']}/{counts['messages']}, {counts['few']} too few, "
        f"{counts['many']} too many",
        "complaint": f"{counts['complaint found']}/"
        f"{counts['complaint found'] + counts['complaint missed']}, "
        f"{counts['complaint false']} false",
    }


_FINE = (" right", " found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wrong", action="store_true", help="print the mails read otherwise")
    parser.add_argument("--held-out", action="store_true", help="the messages written to measure")
    parser.add_argument("shops", nargs="*")
    args = parser.parse_args()
    if args.held_out:
        print(json.dumps(held_out(), indent=2))
        return
    total: Counter[str] = Counter()
    result: dict[str, Any] = {}
    for name in args.shops or LEARNT:
        reader, mails = reader_of(SHOPS / name), demo.read_mails(SHOPS / name / "mails.jsonl")
        counts: Counter[str] = Counter(mails=len(mails))
        for mail in mails:
            seen = reader.understand(*parts(mail))
            words = list(outcomes(mail, seen))
            counts.update(words)
            wrong = [word for word in words if not word.endswith(_FINE)]
            if args.wrong and wrong:
                print(_described(mail, seen, wrong))
        result[name] = figures(counts, len(mails))
        total += counts
    result["all"] = figures(total, total["mails"])
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
