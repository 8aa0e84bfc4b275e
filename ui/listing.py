"""HTML fragments of the lists: inbox, search results, proposals, gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from copilot.messages import AnswerProposal, Draft, Gap
from knowledge.documents import ScoredPassage
from ui.casecard import name_of
from ui.markup import attribute, escaped, prose, shortened
from ui.pieces import long_text
from ui.state import pressing
from ui.words import Words

_PRESSING = ("escalation", "complaint", "urgent", "")


def inbox(drafts: Sequence[Draft], words: Words, now: dt.datetime) -> str:
    if not drafts:
        return empty(words("inbox_empty"), words("inbox_empty_hint"))
    return f'<ul class="rc-list">{"".join(_inbox_row(d, words, now) for d in drafts)}</ul>'


def _inbox_row(draft: Draft, words: Words, now: dt.datetime) -> str:
    understanding, given = draft.understanding, draft.request.message
    pressed = _PRESSING[pressing(draft)]
    badge = ""
    if pressed:
        tone = "bad" if pressed == "escalation" else "warn"
        badge = f'<span class="rc-badge rc-{tone}">{words(f"inbox_{pressed}")}</span>'
    first = given.subject or understanding.body or given.text
    who = name_of(understanding.customer) or words("case_unknown")
    state = (
        words(f"verdict_short_{draft.verdict}")
        if draft.state == "open"
        else words(f"state_{draft.state}")
    )
    css = f"rc-v-{draft.verdict}" if draft.state == "open" else "rc-v-closed"
    return (
        f'<li><button type="button" class="rc-row" data-act="open" data-id="{attribute(draft.id)}">'
        f'<span class="rc-dot {css}" title="{state}"></span><span class="rc-main">'
        f'<span class="rc-line"><b>{escaped(shortened(who, 60))}</b><span class="rc-sub">'
        f"{words.ago(now - draft.created_at)}</span></span>"
        f'<span class="rc-clip">{escaped(shortened(first, 140))}</span>'
        f'<span class="rc-line"><span class="rc-sub">{state}</span>{badge}</span></span>'
        "</button></li>"
    )


def passages(
    found: Sequence[ScoredPassage], words: Words, marked: AbstractSet[str] = frozenset()
) -> str:
    """`marked`: documents that somebody called outdated."""
    if not found:
        return empty(words("search_empty"), words("search_empty_hint"))
    return "".join(_passage(hit, words, hit.passage.document_id in marked) for hit in found)


def _passage(hit: ScoredPassage, words: Words, marked: bool) -> str:
    item = hit.passage
    facts = [words(f"kind_{item.kind}"), escaped(item.language.upper())]
    if item.internal:
        facts.append(f'<b class="rc-internal">{words("source_internal")}</b>')
    if item.date:
        facts.append(escaped(words.date(item.date)))
    if item.valid_until:
        facts.append(f"{words('source_until')} {escaped(words.date(item.valid_until))}")
    facts.append(f'<span class="rc-path">{escaped(item.source)}</span>')
    act, label = ("valid", "mark_valid") if marked else ("outdated", "mark_outdated")
    badge = f'<span class="rc-badge rc-warn">{words("marked_outdated")}</span>' if marked else ""
    button = (
        f'<button type="button" class="rc-link" data-act="{act}" '
        f'data-id="{attribute(item.document_id)}">{words(label)}</button>'
    )
    asked = (
        f'<p class="rc-asked">{escaped(shortened(item.question, 500))}</p>' if item.question else ""
    )
    return (
        f'<article class="rc-card rc-hit"><h2>{escaped(shortened(item.title, 160))}</h2>'
        f"{badge}{asked}"
        f'<div class="rc-text">{long_text(item.text, words, prose)}</div>'
        f'<div class="rc-foot"><span class="rc-sub">{" · ".join(facts)}</span>{button}</div>'
        "</article>"
    )


def proposals(found: Sequence[AnswerProposal], words: Words) -> str:
    """Each may be changed before it is confirmed."""
    if not found:
        return empty(words("proposals_empty"), words("proposals_empty_hint"))
    return "".join(_proposal(item, words) for item in found)


def _proposal(item: AnswerProposal, words: Words) -> str:
    taken = ""
    if item.taken:
        taken = f'<p class="rc-sub">{words("proposal_taken")} {escaped(", ".join(item.taken))}</p>'
    act = f'data-id="{attribute(item.id)}"'
    confirm, label = "confirm", words("proposal_confirm")
    if item.conflicts:  # both sides stand above the button
        confirm, label = "confirm_anyway", words("proposal_confirm_anyway")
    return (
        '<article class="rc-card" data-item>'
        f'<p class="rc-asked">{escaped(shortened(item.question, 1000))}</p>'
        f'<textarea rows="6" aria-label="{words("proposal_answer")}">'
        f"{escaped(item.answer)}</textarea>{taken}{_contradicted(item, words)}"
        f"{_repeated(item, words)}"
        '<div class="rc-foot"><button type="button" class="rc-button rc-primary" '
        f'data-act="{confirm}" {act}>'
        f'{label}</button><button type="button" class="rc-button" '
        f'data-act="dismiss" {act}>'
        f"{words('proposal_dismiss')}</button></div></article>"
    )


def _contradicted(item: AnswerProposal, words: Words) -> str:
    """What the knowledge says otherwise, sentence beside sentence."""
    rows = "".join(
        f"<p>{escaped(conflict.proposed)}</p><p>{escaped(conflict.known)}"
        f'<span class="rc-sub"> {escaped(conflict.title or conflict.source)}</span></p>'
        for conflict in item.conflicts
    )
    if not rows:
        return ""
    head = f"<h3>{words('proposal_says')}</h3><h3>{words('proposal_known')}</h3>"
    title = f'<p class="rc-sub">{words("proposal_conflicts")}</p>'
    return f'{title}<div class="rc-beside">{head}{rows}</div>'


def _repeated(item: AnswerProposal, words: Words) -> str:
    """Past answers that the proposal may be merged with; its text becomes theirs."""
    rows = "".join(
        f'<li><span class="rc-sub">{escaped(shortened(one.question, 200))}</span> '
        f"{escaped(shortened(one.answer, 400))} "
        f'<button type="button" class="rc-button" data-act="merge" '
        f'data-id="{attribute(f"{item.id}:{one.document_id}")}">{words("proposal_merge")}</button></li>'
        for one in item.similar[:3]
    )
    return f'<p class="rc-sub">{words("proposal_similar")}</p><ul>{rows}</ul>' if rows else ""


def gaps(found: Sequence[Gap], words: Words, now: dt.datetime) -> str:
    if not found:
        return empty(words("gaps_empty"), words("gaps_empty_hint"))
    rows = "".join(
        f'<li class="rc-gap"><span class="rc-count">{gap.count}×</span>'
        f"<span>{escaped(shortened(gap.question, 400))}"
        f'<span class="rc-sub"> {escaped(gap.language.upper())} · '
        f"{words.ago(now - gap.last_seen)}</span></span></li>"
        for gap in found
    )
    title = f"<h2>{words('gaps_title')}</h2>"
    return f'{title}<ul class="rc-list">{rows}</ul>'


def empty(title: str, hint: str) -> str:
    return f'<div class="rc-empty"><b>{title}</b><span class="rc-sub">{hint}</span></div>'
