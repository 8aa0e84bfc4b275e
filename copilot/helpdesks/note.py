"""What an agent reads in the helpdesk: the proposed reply, what to look at, and a link."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
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
    findings = [_line(finding) for finding in draft.findings[:_MOST_FINDINGS]]
    if len(draft.findings) > _MOST_FINDINGS:
        findings.append(words["more"].format(n=len(draft.findings) - _MOST_FINDINGS))
    verdict = words[draft.verdict]
    return Note(
        marker=marker,
        html=_html(intro, draft.reply, verdict, findings, words["link"], link, marker),
        text=_text(intro, draft.reply, verdict, findings, words["link"], link, marker),
        reply=draft.reply,
        replaces=replaces or "",
    )


def _line(finding: Finding) -> str:
    return f"{_SIGNS[finding.severity]} {finding.message}"


def _html(
    intro: list[str],
    reply: str,
    verdict: str,
    findings: list[str],
    label: str,
    link: str,
    marker: str,
) -> str:
    """Everything escaped: the reply quotes customers and documents."""
    head, *more = (escape(line) for line in intro)
    parts = [f"<p><b>{head}</b>{''.join(f'<br>{line}' for line in more)}</p>"]
    parts.append(f"<blockquote>{_lines(reply)}</blockquote>")
    parts.append(f"<p>{escape(verdict)}</p>")
    if findings:
        parts.append(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in findings)}</ul>")
    if link:
        parts.append(f'<p><a href="{escape(link)}">{escape(label)}</a></p>')
    parts.append(f"<p><small>{escape(marker)}</small></p>")
    return "".join(parts)


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _text(
    intro: list[str],
    reply: str,
    verdict: str,
    findings: list[str],
    label: str,
    link: str,
    marker: str,
) -> str:
    parts = ["\n".join(intro), reply, "\n".join([verdict, *findings])]
    if link:
        parts.append(f"{label}: {link}")
    return "\n\n".join([*parts, marker])


def worker_id() -> str:
    """Tells this process's workers from those of another run."""
    return secrets.token_hex(8)
