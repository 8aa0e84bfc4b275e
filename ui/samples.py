"""The demo shop's sample mails, offered while the demo shop is what is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from copilot.pipeline import Copilot
from knowledge import demo
from ui.forms import Case


def sample_cases(copilot: Copilot) -> Mapping[str, tuple[str, Case]]:
    """Title and filled-in fields by the mail's id; empty for any other shop."""
    if not _demo_is_loaded(copilot):
        return {}
    return {mail.id: (_title(mail), _case(mail)) for mail in demo.mails()}


def _demo_is_loaded(copilot: Copilot) -> bool:
    return str(demo.folder()) in copilot.knowledge.store.origins()


def _title(mail: demo.DemoMail) -> str:
    first = mail.subject or " ".join(mail.text.split())
    return f"{mail.language.upper()} · {first[:60]}"


def _case(mail: demo.DemoMail) -> Case:
    who = mail.customer
    email = f"<{who.email}>" if who.email else ""
    name = " ".join(p for p in (who.salutation, who.first_name, who.last_name, email) if p)
    return Case(mail.text, mail.subject, mail.channel, name, mail.order or "")
