"""From settings to adapters, with a clear word about what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from copilot.config import HelpdeskSettings
from copilot.errors import ConfigError
from copilot.helpdesks.chatwoot import Chatwoot
from copilot.helpdesks.freshdesk import Freshdesk
from copilot.helpdesks.generic import Generic
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.values import Helpdesk
from copilot.helpdesks.zammad import Zammad
from copilot.helpdesks.zendesk import Zendesk

_LEAST_SECRET = 16
_ADAPTERS: Mapping[str, Callable[[HelpdeskSettings, Limiter], Helpdesk]] = MappingProxyType(
    {
        "zendesk": Zendesk,
        "freshdesk": Freshdesk,
        "zammad": Zammad,
        "chatwoot": Chatwoot,
        "generic": Generic,
    }
)
_NEEDED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "zendesk": ("user", "Give the e-mail address of the user whose API token it is."),
        "chatwoot": ("account", "Give the account's number: it stands in Chatwoot's URLs."),
    }
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A helpdesk's name, whether it can be used, and what it is or lacks."""

    name: str
    ok: bool
    detail: str


def open_helpdesk(settings: HelpdeskSettings) -> Helpdesk:
    """The adapter for these settings. Raises ConfigError naming what is missing."""
    check_calls(settings)
    _check_set(settings, "secret")
    if len(settings.secret) < _LEAST_SECRET:
        raise ConfigError(
            f"The secret of the helpdesk `{settings.name}` is shorter than {_LEAST_SECRET} "
            "characters.",
            hint="Whoever guesses it can hand in messages; `openssl rand -hex 32` makes one.",
        )
    limiter = Limiter(settings.requests_per_minute)
    return _ADAPTERS[settings.type](settings, limiter)


def check_calls(settings: HelpdeskSettings) -> None:
    """Raises ConfigError naming what is missing for calls to the helpdesk."""
    _check_set(settings, "token")
    key, hint = _NEEDED.get(settings.type, ("", ""))
    if key and not getattr(settings, key):
        raise ConfigError(f"`helpdesks.{settings.name}.{key}` is missing.", hint=hint)


def _check_set(settings: HelpdeskSettings, what: Literal["token", "secret"]) -> None:
    if not getattr(settings, what):
        raise ConfigError(
            f"The helpdesk `{settings.name}` has no {what}: {settings.variable(what)} is not set.",
            hint=_HINTS[what],
        )


_HINTS = {
    "token": "Set it to an API token that may read tickets and write private notes.",
    "secret": "Set it to the secret that the helpdesk signs or marks its webhooks with.",
}


def check_helpdesks(helpdesks: Sequence[HelpdeskSettings]) -> tuple[Checked, ...]:
    """Whether each could be opened, without calling it."""
    return tuple(map(_checked, helpdesks))


def _checked(settings: HelpdeskSettings) -> Checked:
    try:
        open_helpdesk(settings).close()
    except ConfigError as error:
        return Checked(settings.name, ok=False, detail=f"{error.message} {error.hint}".strip())
    return Checked(settings.name, ok=True, detail=f"{settings.type} at {settings.url}")
