"""The settings as frozen values. Nothing here reads a file or the environment.

A field's metadata carries its lowest and highest value and whether it is secret; a secret
is never shown by `repr`, `describe` or an error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from copilot.config.helpdesks import HelpdeskSettings
from copilot.messages import Form

MASK = "•••"


def default_home() -> Path:
    """Where data goes if nobody says otherwise: the XDG data folder."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "reply-copilot"


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """The shop that speaks: how it addresses people and what it may promise."""

    name: str = ""
    language: Literal["de", "en"] = "de"  # the agents' language: findings are written in it
    form_of_address: Form = "sie"  # where neither request nor message decides
    closing_de: str = "Viele Grüße"
    closing_en: str = "Kind regards"
    signature: str = ""  # stands below the closing; empty: the agent's and the shop's name
    allowed_links: tuple[str, ...] = ()  # hosts that replies may link to, subdomains included
    goodwill_limit_eur: Decimal | None = field(default=None, metadata={"least": 0})
    waiting_notice_de: str = ""  # said where the knowledge is silent; empty: the drafter's own
    waiting_notice_en: str = ""
    attachments: tuple[str, ...] = ()  # files that the helpdesk adds to every reply by itself
    checks: tuple[str, ...] = ()  # "code=off" or "code=hint|review|block" per finding


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond these, an input is refused with `too_large`; nothing is cut silently."""

    message_chars: int = field(default=50_000, metadata={"least": 100})
    reply_chars: int = field(default=20_000, metadata={"least": 100})
    query_chars: int = field(default=2_000, metadata={"least": 10})
    sources: int = field(default=50, metadata={"least": 1})
    source_chars: int = field(default=200_000, metadata={"least": 100})  # all given sources
    body_bytes: int = field(default=2_000_000, metadata={"least": 1_000})
    page: int = field(default=200, metadata={"least": 1, "most": 1_000})  # items per page


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where and to whom the service answers."""

    host: str = "127.0.0.1"
    port: int = field(default=8000, metadata={"least": 0, "most": 65_535})
    require_key: bool = False  # ask for a key on loopback too
    allowed_hosts: tuple[str, ...] = ()  # names in the Host header besides loopback and `host`
    cors_origins: tuple[str, ...] = ()  # web pages that may call the API
    frame_ancestors: tuple[str, ...] = ()  # web pages that may embed the panel
    workers: int = field(default=4, metadata={"least": 1, "most": 64})  # requests at a time
    queue: int = field(default=32, metadata={"least": 0, "most": 10_000})  # that may wait
    # Processes that draft for helpdesks besides the server's own; each has its own indexes.
    drafters: int = field(default=0, metadata={"least": 0, "most": 64})
    requests_per_minute: int = field(default=600, metadata={"least": 0})  # per key; 0: any number


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """Where the shop's own system tells of an order. Empty `url`: the shop's table alone.

    The expressions are JMESPath over the JSON that it answers.
    """

    url: str = ""  # with {number}, such as https://shop.example/api/orders/{number}
    header: str = field(default="", metadata={"secret": True})  # "Authorization: Bearer …"
    timeout_s: float = field(default=3.0, metadata={"least": 0.1, "most": 30})
    cache_s: float = field(default=60.0, metadata={"least": 0, "most": 86_400})
    number: str = "number"  # an answer with another number is dropped
    customer_name: str = "customer_name"
    email: str = "email"
    date: str = "date"
    items: str = "items[].sku"
    status: str = "status"
    tracking_url: str = "tracking_url"
    eta: str = "eta"


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """After how many days something is deleted; 0 keeps it. A daily sweep does it."""

    drafts_days: int = field(default=0, metadata={"least": 0})  # with message and decision
    orders_days: int = field(default=0, metadata={"least": 0})  # by the order's date
    past_answers_days: int = field(default=0, metadata={"least": 0})  # by their date
    audit_days: int = field(default=0, metadata={"least": 0})
    # "imports=730", "past_answers.csv=1095": past answers of a source, in place of the above
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Websites that a running server reads once a day, by their sitemaps."""

    sitemaps: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # that may be read besides the sitemaps' own
    delay_s: float = field(default=1.0, metadata={"least": 0.1, "most": 60})


@dataclass(frozen=True, slots=True)
class SettingValue:
    """One line for `doctor`. `value` is printable, secrets masked."""

    key: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Everything that an operator may decide. `origins`: where each value came from."""

    home: Path = field(default_factory=default_home)
    database_url: str = ""  # empty: `copilot.db` in the data folder
    embedding: str = "bundled"
    keywords_only: bool = False
    reranker: str = ""  # a cross-encoder's folder or name; empty: none
    crossencoder: Literal["bundled", "none"] = "bundled"  # reads question and answer at once
    # A cross-encoder's folder or name, or "chat": the chat model; empty: the bundled ones alone.
    check_model: str = ""
    model: str = ""  # "provider:name"; empty: extractive drafts
    model_base_url: str = ""
    model_api_key: str = field(default="", metadata={"secret": True})
    model_timeout_s: float = field(default=20.0, metadata={"least": 0.1, "most": 600})
    # Per million tokens, in whatever currency the operator counts; 0: cost is not told.
    model_price_input: float = field(default=0.0, metadata={"least": 0})
    model_price_output: float = field(default=0.0, metadata={"least": 0})
    deadline_s: float = field(default=30.0, metadata={"least": 0.1, "most": 3_600})
    lock_wait_s: float = field(default=5.0, metadata={"least": 0, "most": 300})
    eval_data: Path | None = None
    shop: ShopSettings = field(default_factory=ShopSettings)
    orders: OrderSettings = field(default_factory=OrderSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    limits: Limits = field(default_factory=Limits)
    server: ServerSettings = field(default_factory=ServerSettings)
    helpdesks: tuple[HelpdeskSettings, ...] = ()
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def database(self) -> str:
        """The URL that is opened."""
        return self.database_url or f"sqlite:///{self.home / 'copilot.db'}"

    def describe(self) -> tuple[SettingValue, ...]:
        """Every setting with a printable value and its origin, in the documented order."""
        return tuple(
            SettingValue(key, printable(key, value, secret), self.origins.get(key, "default"))
            for key, value, secret in _flat(self)
        )

    def __repr__(self) -> str:
        inside = ", ".join(f"{line.key}={line.value}" for line in self.describe())
        return f"Settings({inside})"


_GROUPS = ("server", "limits", "shop", "orders", "retention", "crawl")


def _flat(settings: Settings) -> list[tuple[str, Any, bool]]:
    found = [
        (item.name, getattr(settings, item.name), bool(item.metadata.get("secret")))
        for item in fields(settings)
        if item.name not in {"origins", "helpdesks", *_GROUPS}
    ]
    for table in _GROUPS:
        group = getattr(settings, table)
        found += [
            (f"{table}.{item.name}", getattr(group, item.name), bool(item.metadata.get("secret")))
            for item in fields(group)
        ]
    for helpdesk in settings.helpdesks:
        found += helpdesk.describe()
    return found


def printable(key: str, value: object, secret: bool) -> str:
    """A value for humans: lists joined, passwords and keys masked."""
    if secret:
        return MASK if value else ""
    if key.endswith("_url"):
        return masked_url(str(value))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def masked_url(url: str) -> str:
    """The URL without its password."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:  # not a URL at all: its text may hold anything
        return MASK
    if not password:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{MASK}@{host}"))
