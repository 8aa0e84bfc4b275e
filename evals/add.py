"""From work to test: a stored draft and its decision as a case without personal data.

What the scrubber takes out is filled with stand-ins of the same kind, the same one for the
same words, so that a case still reads like a mail and a wrong name is still wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from copilot.errors import InputError
from copilot.messages import Draft
from knowledge.quantities import find_quantities
from knowledge.scrub import scrub, summarise

CaseKind = Literal["drafts", "findings", "replies"]
_MOST_FACTS = 6
_STAND_INS = {
    "email": "kim.beispiel@example.com",
    "phone": "+49 30 23125 000",
    "iban": "DE02 1203 0000 0000 2020 51",
    "address": "Beispielweg 1, 12345 Musterstadt",
    "tracking_url": "https://example.com/track",
}
_FIRST, _LAST = "Kim", "Beispiel"
_OTHERS = ("Robin Platzhalter", "Sascha Muster", "Toni Exempel", "Alex Vorlage")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class MadeCase:
    """A row for a data file. `taken`: what was replaced, as ("name × 2",)."""

    values: dict[str, Any]
    taken: tuple[str, ...] = ()


def case_of(draft: Draft, kind: CaseKind) -> MadeCase:
    """Raises InputError for another kind, or where no decision tells what is right."""
    if kind not in get_args(CaseKind):
        raise InputError(f"`{kind}` is no kind of case.", hint=", ".join(get_args(CaseKind)))
    if draft.decision is None:
        raise InputError(
            f"The draft {draft.id} is not decided.", hint="Accept, edit or reject it first."
        )
    stand_ins = _StandIns(draft)
    values = {"id": f"draft-{draft.id[:12]}", "lang": draft.language}
    values |= {"drafts": _draft_case, "findings": _findings_case, "replies": _reply_case}[kind](
        draft, stand_ins
    )
    return MadeCase(values, summarise(stand_ins.kinds))


def proposals(drafts: Iterable[Draft]) -> tuple[MadeCase, ...]:
    """Rejected drafts as `findings` cases. The check's findings are a suggestion only."""
    return tuple(case_of(draft, "findings") for draft in drafts if draft.state == "rejected")


def add_to(path: Path, made: MadeCase, *, twice_is_fine: bool = False) -> bool:
    """Appends the case; False where its id is there and that is fine. Raises InputError."""
    if path.suffix != ".jsonl":
        raise InputError(f"{path} is no JSONL file.", hint="Name one that ends in .jsonl.")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    if any(json.loads(line).get("id") == made.values["id"] for line in lines if line.strip()):
        if twice_is_fine:
            return False
        raise InputError(
            f"{path} has the case {made.values['id']} already.",
            hint="Take it out of the file first, or name another file.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    lines.append(json.dumps(made.values, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return True


class _StandIns:
    """Replaces personal data, the same words by the same stand-in throughout a case."""

    def __init__(self, draft: Draft) -> None:
        customer = draft.understanding.customer
        given = draft.request.customer
        self._first = given.first_name or customer.first_name
        self._last = given.last_name or customer.last_name
        self._signed = draft.understanding.signature_name
        order = draft.understanding.order or draft.request.order
        self._orders = (order.number,) if order else ()
        self._language = draft.language
        self._others: dict[str, str] = {}
        self.kinds: list[str] = []

    def __call__(self, text: str) -> str:
        names = [n for n in (self._first, self._last, self._signed) if n]
        done = scrub(text, self._language, names=names, order_numbers=self._orders)
        parts, end = [], 0
        for item in done.taken:
            parts += [done.text[end : item.span[0]], self._for(item.kind, item.text)]
            end = item.span[1]
            self.kinds.append(item.kind)
        return "".join([*parts, done.text[end:]])

    def _for(self, kind: str, text: str) -> str:
        if kind == "name":
            return self._name(text)
        # Numbers of orders and parcels keep their shape.
        return _STAND_INS.get(kind) or _DIGIT.sub("0", text)

    def _name(self, text: str) -> str:
        if text == self._last:
            return _LAST
        if text == self._first:
            return _FIRST
        if self._last and self._last in text:
            rest = text.replace(self._last, _LAST)
            return rest.replace(self._first, _FIRST) if self._first else rest
        return self._others.setdefault(text, _OTHERS[len(self._others) % len(_OTHERS)])

    def customer(self, salutation: str) -> dict[str, str]:
        known = {"first_name": _FIRST if self._first else "", "salutation": salutation}
        known["last_name"] = _LAST if self._last else ""
        return {key: value for key, value in known.items() if value}


def _draft_case(draft: Draft, stand_ins: _StandIns) -> dict[str, Any]:
    """An accepted or edited reply tells what a good draft says; a rejected one tells nothing
    but the message."""
    decision = draft.decision
    good = decision is not None and decision.kind != "rejected"
    reply = (decision.reply if decision else "") or draft.reply
    used = {citation.evidence_id for citation in draft.citations}
    sources = [item.source for item in draft.evidence if item.id in used and not item.internal]
    facts = [q.text for q in find_quantities(reply, draft.language) if q.unit] if good else []
    expectations: dict[str, Any] = {
        "key_facts": list(dict.fromkeys(facts))[:_MOST_FACTS],
        "relevant_sources": list(dict.fromkeys(sources)) if good else [],
        "forbidden": [],
        "complaint": draft.understanding.complaint,
        "form_of_address": draft.understanding.form_of_address,
    }
    return _ticket(draft, stand_ins) | {
        "text": stand_ins(draft.understanding.body or draft.request.message.text),
        "expectations": expectations,
    }


def _findings_case(draft: Draft, stand_ins: _StandIns) -> dict[str, Any]:
    reply = stand_ins(draft.reply)
    found = []
    for finding in draft.findings:
        span = finding.reply_span
        quote = stand_ins(draft.reply[span[0] : span[1]]) if span else ""
        found.append(
            {"code": finding.code} | ({"quote": quote} if quote in reply and quote else {})
        )
    reason = draft.decision.reason if draft.decision else ""
    return _ticket(draft, stand_ins) | {
        "message": stand_ins(draft.understanding.body or draft.request.message.text),
        "reply": reply,
        "findings": found,
        "decision": draft.state,
        "reason": stand_ins(reason) if reason else "",
        "to_be_labelled": True,
    }


def _reply_case(draft: Draft, stand_ins: _StandIns) -> dict[str, Any]:
    decision = draft.decision
    rejected = decision is not None and decision.kind == "rejected"
    reply = (decision.reply if decision else "") or draft.reply
    return {
        "question": stand_ins(draft.understanding.body or draft.request.message.text),
        "reply": stand_ins(reply),
        "label": "mismatch" if rejected else "match",
        "construction": f"{draft.state} draft",
    }


def _ticket(draft: Draft, stand_ins: _StandIns) -> dict[str, Any]:
    request, understood = draft.request, draft.understanding
    skus: Sequence[str] = request.skus or understood.skus
    found: dict[str, Any] = {
        "subject": stand_ins(request.message.subject) if request.message.subject else "",
        "customer": stand_ins.customer(request.customer.salutation),
        "skus": list(skus),
        "form_of_address": request.form_of_address,
    }
    return {key: value for key, value in found.items() if value}
