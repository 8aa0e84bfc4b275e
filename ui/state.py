"""What the panel shows, as frozen values, and how each event changes it.

Pure: nothing here calls the copilot, reads a clock or knows a widget.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from copilot.events import Checked, Done, Event, Failed, Found, TextDelta, Understood
from copilot.messages import (
    CheckResult,
    Citation,
    Draft,
    Evidence,
    Finding,
    QuestionStatus,
    Severity,
    Understanding,
    Verdict,
)

Step = Literal["idle", "understand", "search", "write", "check"]
STEPS: tuple[Step, ...] = ("understand", "search", "write", "check")
Tone = Literal["info", "good", "warn", "bad"]
MOST_EARLIER = 5
# Errors of which our own sentence says all that an agent can use.
_PLAIN = frozenset({"busy", "overloaded", "deadline", "not_found", "unauthorized"})
SEVERITIES: tuple[Severity, ...] = ("block", "review", "hint")


@dataclass(frozen=True, slots=True)
class Notice:
    """A plain sentence: a key of `ui.words`, its values, and what the core said itself (in
    English), with the key of a sentence that says the same."""

    tone: Tone
    key: str
    values: tuple[tuple[str, str], ...] = ()
    detail: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One agent's work on one message. `text` is what stands in the editor."""

    step: Step = "idle"
    understanding: Understanding | None = None
    evidence: tuple[Evidence, ...] = ()
    draft: Draft | None = None
    text: str = ""
    result: CheckResult | None = None  # of an edited text; None: the draft's own
    notice: Notice | None = None
    conflict: Draft | None = None  # what somebody else made of the draft meanwhile
    reason_needed: bool = False
    earlier: tuple[str, ...] = ()  # texts that stood here before, the oldest first
    ticket: str = ""  # the helpdesk's, while there is no draft for it yet

    @property
    def is_busy(self) -> bool:
        return self.step != "idle"

    @property
    def is_open(self) -> bool:
        return self.draft is not None and self.draft.state == "open" and not self.is_busy

    @property
    def is_stale(self) -> bool:
        """Whether the customer has written again since."""
        return self.draft is not None and self.draft.state == "stale"

    @property
    def key(self) -> str:
        """Names the draft, its version and state."""
        draft = self.draft
        return f"{draft.id}:{draft.version}:{draft.state}" if draft else ""

    @property
    def held(self) -> str:
        """What a page remembers of it, to find it again when the server forgot the page."""
        return f"{self.draft.id}:{self.draft.version}" if self.draft else ""

    @property
    def is_edited(self) -> bool:
        return self.draft is not None and self.text != self.draft.reply

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The gravest first; within a severity those with a place in reading order."""
        found = self.result.findings if self.result else self.draft.findings if self.draft else ()
        return in_order(found)

    @property
    def questions(self) -> tuple[QuestionStatus, ...]:
        if self.result:
            return self.result.questions
        return self.draft.questions if self.draft else ()

    @property
    def verdict(self) -> Verdict | None:
        if self.result:
            return self.result.verdict
        return self.draft.verdict if self.draft else None

    @property
    def sources(self) -> tuple[Evidence, ...]:
        if self.result:
            return self.result.evidence or self.evidence
        return self.draft.evidence if self.draft else self.evidence

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the draft's citations stand in the text as it is now."""
        if self.draft is None or self.is_busy:
            return ()
        return moved(self.draft.citations, self.draft.reply, self.text)


# --- a draft comes into being -------------------------------------------------------------


def started() -> View:
    return View(step="understand")


def advanced(view: View, event: Event) -> View:
    """The view after one event of `Copilot.stream`."""
    match event:
        case Understood(understanding=understanding):
            return replace(view, understanding=understanding, step="search")
        case Found(evidence=evidence):
            return replace(view, evidence=evidence, step="write")
        case TextDelta(text=text):
            return replace(view, text=view.text + text)
        case Checked():
            return replace(view, step="check")
        case Done(draft=draft):
            return opened(draft)
        case Failed(code=code, message=message, hint=hint, details=details):
            return failed(view, fault(code, message, hint, details))


def opened(draft: Draft) -> View:
    """A stored draft; a decided one with the text that was decided on."""
    text = draft.reply
    if draft.decision is not None and draft.decision.reply:
        text = draft.decision.reply
    return View(understanding=draft.understanding, evidence=draft.evidence, draft=draft, text=text)


def stopped(view: View) -> View:
    return replace(view, step="idle", notice=Notice("info", "notice_stopped"))


def was_stopped(view: View) -> bool:
    return view.notice is not None and view.notice.key == "notice_stopped"


def failed(view: View, notice: Notice) -> View:
    """What failed changes nothing but the sentence; what was typed stays."""
    return replace(view, step="idle", notice=notice)


def fault(code: str, message: str, hint: str, details: Mapping[str, Any]) -> Notice:
    """A sentence for what the core refused, with what the core said where that tells more."""
    if code == "too_large" and {"length", "limit"} <= details.keys():
        values = (("n", str(details["length"])), ("most", str(details["limit"])))
        return Notice("bad", "error_too_long", values)
    detail = "" if code in _PLAIN else " ".join(part for part in (message, hint) if part)
    reason = details.get("reason") or details.get("kind") or ""
    numbers = tuple((name, str(n)) for name, n in details.items() if isinstance(n, int))
    told = f"error_{code}_{reason}" if reason else ""
    return Notice("bad", f"error_{code}", numbers, detail, told)


# --- an agent works on it -----------------------------------------------------------------


def rechecked(view: View, text: str, result: CheckResult | None) -> View:
    """`result` None: the text is the draft's own again."""
    return replace(view, text=text, result=result, notice=None, reason_needed=False)


def asked_why(view: View, key: str) -> View:
    return replace(view, notice=Notice("warn", key), reason_needed=True)


def decided(view: View, draft: Draft) -> View:
    return replace(
        view,
        draft=draft,
        notice=Notice("good", f"notice_{draft.state}"),
        conflict=None,
        reason_needed=False,
    )


def conflicted(view: View, current: Draft, newer: Draft | None = None) -> View:
    """Somebody was faster, or the customer went on writing. The own text stays; theirs, or
    the draft for the new message (`newer`), is shown beside it."""
    by = current.decision.agent if current.decision else ""
    key = "notice_conflict_decided" if current.decision else "notice_conflict"
    if current.state == "stale":
        key = "notice_stale_newer" if newer else "notice_stale"
    return replace(
        view,
        draft=current,
        conflict=newer if current.state == "stale" else current,
        notice=Notice("warn", key, (("by", by),)),
        reason_needed=False,
        step="idle",
    )


def is_overtaken(view: View, current: Draft) -> bool:
    """Whether the draft went on elsewhere while it lies open here."""
    draft = view.draft
    if draft is None or not view.is_open or draft.id != current.id:
        return False
    return (draft.version, draft.state) != (current.version, current.state)


def unanswered(ticket: str) -> View:
    """A helpdesk's ticket that has no draft yet: the next one made is for it."""
    notice = Notice("info", "notice_no_draft_yet", (("ticket", ticket),))
    return View(ticket=ticket, notice=notice)


def taken(view: View) -> View:
    """The other's version in place of the own text."""
    return opened(view.conflict) if view.conflict else view


def remade(view: View, draft: Draft, text: str) -> View:
    """A new version of the draft; `text`, which stood here before, can be had back."""
    kept = _without(_with(view.earlier, text), draft.reply)
    return replace(opened(draft), earlier=kept)


def chosen(view: View, place: int) -> View:
    """An earlier text again; the one that stood here takes its place among the others."""
    if not 0 <= place < len(view.earlier):
        return view
    text = view.earlier[place]
    rest = _with(_without(view.earlier, text), view.text)
    return replace(view, text=text, earlier=rest, result=None)


def _with(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    if not text.strip():
        return texts
    return (*_without(texts, text), text)[-MOST_EARLIER:]


def _without(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(other for other in texts if other != text)


def told(view: View, notice: Notice) -> View:
    return replace(view, notice=notice)


# --- lists --------------------------------------------------------------------------------


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    def place(found: Finding) -> tuple[int, int]:
        start = found.reply_span[0] if found.reply_span else 10**9
        return SEVERITIES.index(found.severity), start

    return tuple(sorted(findings, key=place))


def pressing(draft: Draft) -> int:
    """0 is the most pressing: escalation, complaint, urgent, the rest."""
    understanding = draft.understanding
    marks = (bool(understanding.escalate), understanding.complaint, understanding.urgent, True)
    return marks.index(True)


def inbox(drafts: Iterable[Draft], needle: str = "") -> tuple[Draft, ...]:
    """Escalations, then complaints, then what is urgent; in each who waits longest first."""
    wanted = needle.casefold().split()
    matching = [draft for draft in drafts if all(word in _searched(draft) for word in wanted)]
    return tuple(sorted(matching, key=lambda draft: (pressing(draft), draft.created_at)))


def next_of(drafts: Sequence[Draft], current: str) -> Draft | None:
    """The draft to work on after `current`."""
    ids = [draft.id for draft in drafts]
    at = ids.index(current) + 1 if current in ids else 0
    rest = [draft for draft in (*drafts[at:], *drafts[:at]) if draft.id != current]
    return rest[0] if rest else None


def _searched(draft: Draft) -> str:
    message, who = draft.request.message, draft.understanding.customer
    order = draft.understanding.order
    parts = (
        message.subject,
        message.text,
        who.first_name,
        who.last_name,
        who.email,
        order.number if order else "",
        *draft.understanding.skus,
    )
    return " ".join(parts).casefold()


def numbered(citations: Sequence[Citation]) -> dict[str, int]:
    """The number of each cited evidence, in the order in which the reply cites them."""
    ids = dict.fromkeys(item.evidence_id for item in sorted(citations, key=lambda c: c.start))
    return {evidence_id: number for number, evidence_id in enumerate(ids, start=1)}


def moved(citations: Sequence[Citation], before: str, after: str) -> tuple[Citation, ...]:
    """Citations in an edited text: those whose words still stand, at their nearest place."""
    if before == after:
        return tuple(citations)
    shift = len(after) - len(before)
    kept = []
    for item in citations:
        words = before[item.start : item.end]
        start = _nearest(after, words, item.start, shift) if words.strip() else -1
        if start >= 0:
            kept.append(replace(item, start=start, end=start + len(words)))
    return tuple(kept)


def _nearest(text: str, words: str, start: int, shift: int) -> int:
    """Where `words` stand; unchanged, moved by as much as the text grew, or anywhere."""
    for guess in (start, start + shift):
        if guess >= 0 and text.startswith(words, guess):
            return guess
    return text.find(words)
