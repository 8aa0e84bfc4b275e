"""What an agent reads in the helpdesk: the proposed reply, what to look at, and a link."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from urllib.parse import quote

from copilot.helpdesks.values import Note
from copilot.messages import Draft, Finding

_MOST_FINDINGS = 20
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "de": {
            "title": "Antwortvorschlag – nicht gesendet",
            "newer": "Er ersetzt den früheren Vorschlag: Der Kunde hat seitdem wieder geschrieben.",
            "pass": "Prüfung: nichts zu beanstanden.",
            "review": "Prüfung: bitte ansehen.",
            "block": "Prüfung: so nicht senden.",
            "link": "Im Copiloten öffnen, ändern und entscheiden",
            "more": "… und {n} weitere",
            "by": "Abgelegt von {name}",
        },
        "en": {
            "title": "Proposed reply – not sent",
            "newer": "It replaces the earlier proposal: the customer has written again since.",
            "pass": "Check: nothing found.",
            "review": "Check: please look.",
            "block": "Check: do not send it like this.",
            "link": "Open in the copilot, edit and decide",
            "more": "… and {n} more",
            "by": "Filed by {name}",
        },
    }
)
#: The gravest first.
_SIGNS = {"block": "⛔", "review": "⚠", "hint": "ℹ"}


def marker_of(job_id: str) -> str:
    """What a job's note is recognised by."""
    return f"reply-copilot:{job_id}"


def link_to(panel_url: str, thread: str) -> str:
    """The panel's page for a ticket; empty where nobody said where the panel is."""
    return f"{panel_url.rstrip('/')}/ui/?ticket={quote(thread, safe=':')}" if panel_url else ""


def write_note(
    draft: Draft,
    *,
    marker: str,
    link: str,
    language: str,
    replaces: str | None = None,
    by: str = "",
) -> Note:
    """The note for a draft. `replaces`: the reply of an earlier note on the same ticket;
    `by`: the agent who left it."""
    words = _WORDS[language]
    intro = [words["title"], *([words["newer"]] if replaces is not None else [])]
    if by:
        intro.append(words["by"].format(name=by))
    gravest = sorted(draft.findings, key=lambda found: list(_SIGNS).index(found.severity))
    findings = [_line(finding) for finding in gravest[:_MOST_FINDINGS]]
    if len(draft.findings) > _MOST_FINDINGS:
        findings.append(words["more"].format(n=len(draft.findings) - _MOST_FINDINGS))
    parts = _Parts(intro, draft.reply, words[draft.verdict], findings, words["link"], link, marker)
    return Note(
        marker=marker,
        html=_html(parts),
        text=_text(parts),
        reply=draft.reply,
        replaces=replaces or "",
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a note says, in whatever form. `label` is what the link is called."""

    intro: Sequence[str]
    reply: str
    verdict: str
    findings: Sequence[str]
    label: str
    link: str
    marker: str


def _line(finding: Finding) -> str:
    return f"{_SIGNS[finding.severity]} {finding.message}"


def _html(parts: _Parts) -> str:
    """Everything escaped: the reply quotes customers and documents."""
    head, *more = (escape(line) for line in parts.intro)
    made = [f"<p><b>{head}</b>{''.join(f'<br>{line}' for line in more)}</p>"]
    made.append(f"<blockquote>{_lines(parts.reply)}</blockquote>")
    made.append(f"<p>{escape(parts.verdict)}</p>")
    if parts.findings:
        made.append(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in parts.findings)}</ul>")
    if parts.link:
        made.append(f'<p><a href="{escape(parts.link)}">{escape(parts.label)}</a></p>')
    made.append(f"<p><small>{escape(parts.marker)}</small></p>")
    return "".join(made)


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _text(parts: _Parts) -> str:
    made = ["\n".join(parts.intro), parts.reply, "\n".join([parts.verdict, *parts.findings])]
    if parts.link:
        made.append(f"{parts.label}: {parts.link}")
    return "\n\n".join([*made, parts.marker])


def worker_id() -> str:
    """Tells this process's workers from those of another run."""
    return secrets.token_hex(8)
