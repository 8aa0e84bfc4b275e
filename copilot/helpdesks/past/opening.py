"""From settings to a helpdesk's past, with a clear word about what is missing."""

from __future__ import annotations

from collections.abc import Callable

from copilot.config import HelpdeskSettings
from copilot.errors import ConfigError
from copilot.helpdesks import chatwoot, freshdesk, zammad, zendesk
from copilot.helpdesks.gate import Gate, Rule
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.opening import check_calls
from copilot.helpdesks.past import chatwoot as past_chatwoot
from copilot.helpdesks.past import freshdesk as past_freshdesk
from copilot.helpdesks.past import zammad as past_zammad
from copilot.helpdesks.past import zendesk as past_zendesk
from copilot.helpdesks.past.reader import Past, Reader

_MOST_BYTES = 50_000_000  # a page of a hundred tickets, each with its text
_PATIENCE = 4  # times the usual timeout, for such a page


def open_past(settings: HelpdeskSettings, stop: Callable[[], bool] = lambda: False) -> Past:
    """The helpdesk's past; `stop` ends a wait. Only the token is needed, no webhook secret.

    Takes half of the calls that the helpdesk is allowed in a minute: notes for new tickets
    go on meanwhile. Raises ConfigError naming what is missing.
    """
    check_calls(settings)
    match settings.type:
        case "zendesk":
            return past_zendesk.ZendeskPast(
                _reader(settings, past_zendesk.RULES, zendesk.headers(settings), stop)
            )
        case "freshdesk":
            return past_freshdesk.FreshdeskPast(
                _reader(settings, past_freshdesk.RULES, freshdesk.headers(settings), stop)
            )
        case "zammad":
            return past_zammad.ZammadPast(
                _reader(settings, past_zammad.RULES, zammad.headers(settings), stop)
            )
        case "chatwoot":
            rules = past_chatwoot.rules(settings.account)
            reader = _reader(settings, rules, chatwoot.headers(settings), stop)
            return past_chatwoot.ChatwootPast(reader, settings.account)
        case _:
            raise ConfigError(
                f"The past of `{settings.name}` cannot be read: its type is {settings.type}.",
                hint="Export its tickets, and give `reply-copilot import` the file.",
            )


def _reader(
    settings: HelpdeskSettings,
    rules: tuple[Rule, ...],
    headers: dict[str, str],
    stop: Callable[[], bool],
) -> Reader:
    gate = Gate(
        settings.url,
        rules,
        headers,
        limiter=Limiter(max(1, settings.requests_per_minute // 2)),
        timeout_s=settings.timeout_s * _PATIENCE,
        most_bytes=_MOST_BYTES,
    )
    return Reader(
        gate,
        attempts=settings.attempts,
        backoff_s=settings.backoff_s,
        threads=settings.concurrency,
        stop=stop,
    )
