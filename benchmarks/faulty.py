"""The reply check on labelled replies: what is found, what is let through.

Per shop and kind of reply (`construction` in replies.jsonl, `fault` in faulty.jsonl): the share
that is shown as fine (verdict `pass`), that raises nothing beyond a hint by way of questions
left open, and that is blocked; for planted faults also how many are found in their place.

    python -m benchmarks.faulty [SHOP ...] [--misses FILE]

SHOP is a folder of tests/shops (default: those that are developed on) or of benchmarks/trades,
small shops of quite other trades: ten are read while checks are mended, of `carparts baby phones
jewellery pharmacy luggage stationery` only the counts are looked at (benchmarks/trades/README.md).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.opened import copilot_of
from benchmarks.shops import LEARNT, folder_of, parts
from copilot.messages import CheckRequest, CheckResult
from copilot.pipeline import Copilot
from knowledge import demo

_CODES = {
    "wrong_fact": {"unsupported_claim", "stale_fact", "contradicting_sources"},
    "other_customers_data": {"stale_fact", "personal_data_leak", "wrong_name", "unsupported_claim"},
    "promise": {"over_promise", "unsupported_claim", "internal_quoted"},
    "unanswered_question": {"unanswered_question", "canned_mismatch"},
    "left_out": {"unanswered_question", "canned_mismatch"},
    "canned": {"canned_mismatch", "unanswered_question"},
}


def labelled(folder: Path) -> Iterator[Mapping[str, Any]]:
    """The shop's replies, each with its `kind`."""
    for name in ("replies.jsonl", "faulty.jsonl"):
        path = folder / name
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        for line in lines:
            row = json.loads(line)
            kind = row.get("fault") or row["construction"]
            if kind in ("deferral", "counter_question"):
                kind += "" if row["label"] == "match" else " (needless)"
            yield {**row, "kind": kind}


def outcome(row: Mapping[str, Any], result: CheckResult) -> dict[str, Any]:
    """One reply's row of the list of misses."""
    loud = [f for f in result.findings if f.severity != "hint"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "verdict": result.verdict,
        "found": _is_found(row, result),
        "statuses": [(q.status, round(q.score, 3), q.text) for q in result.questions],
        "answers": round(result.answers_message, 3),
        "findings": [
            (
                f.code,
                f.severity,
                f.message,
                row["reply"][slice(*f.reply_span)] if f.reply_span else "",
            )
            for f in loud
        ],
        "span": row.get("span", ""),
        "reply": row["reply"],
    }


def _is_found(row: Mapping[str, Any], result: CheckResult) -> bool:
    """Whether a finding of a fitting code touches the fault's place, where it has one."""
    codes = _CODES.get(row["kind"], set())
    span = row.get("span", "")
    start = row["reply"].find(span)
    return any(
        f.code in codes
        and f.severity != "hint"
        and (
            not span
            or f.reply_span is None
            or (f.reply_span[0] < start + len(span) and start < f.reply_span[1])
        )
        for f in result.findings
    )


def score(folder: Path) -> list[dict[str, Any]]:
    """Every labelled reply of a shop, checked with the shop's own knowledge."""
    mails = {mail.id: mail for mail in demo.read_mails(folder / "mails.jsonl")}
    with copilot_of(folder / "shop") as copilot:
        return [_checked(row, mails[row["mail"]], copilot) for row in labelled(folder)]


def _checked(row: Mapping[str, Any], mail: demo.DemoMail, copilot: Copilot) -> dict[str, Any]:
    message, customer, order = parts(mail)
    return outcome(row, copilot.check(CheckRequest(message, row["reply"], customer, order)))


def figures(rows: list[dict[str, Any]]) -> dict[str, str]:
    """One line per kind."""
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    return {kind: _line(kind, some) for kind, some in kinds.items()}


def _line(kind: str, rows: list[dict[str, Any]]) -> str:
    verdicts = [row["verdict"] for row in rows]
    text = f"{len(rows)}: " + ", ".join(
        f"{v} {verdicts.count(v)}" for v in ("pass", "review", "block")
    )
    if kind in _CODES:
        text += f"; found {sum(row['found'] for row in rows)}"
    deferred = sum(any(s[0] == "deferred" for s in row["statuses"]) for row in rows)
    return f"{text}; deferred {deferred}" if deferred else text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("shops", nargs="*", metavar="SHOP")
    parser.add_argument("--misses", type=Path, help="where every reply's outcome is written")
    given = parser.parse_args()
    scored = {name: score(folder_of(name)) for name in given.shops or LEARNT}
    for name, rows in scored.items():
        print(json.dumps({name: figures(rows)}, indent=2, ensure_ascii=False))
    if given.misses:
        given.misses.write_text(
            "".join(
                json.dumps({"shop": name, **row}, ensure_ascii=False) + "\n"
                for name, rows in scored.items()
                for row in rows
            ),
            "utf-8",
        )


if __name__ == "__main__":
    main()
