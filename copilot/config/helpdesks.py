"""`[helpdesks.NAME]` of copilot.toml: which helpdesks are connected, and how.

Secrets never stand in the file: `token` (for calls to the helpdesk) and `secret` (that
signs its webhooks) come from the environment, as `COPILOT_HELPDESKS_NAME_TOKEN` and
`…_SECRET`, or from the variables that `token_env` and `secret_env` name.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from copilot.errors import ConfigError

HelpdeskType = Literal["zendesk", "freshdesk", "zammad", "chatwoot", "generic"]
TYPES: tuple[HelpdeskType, ...] = get_args(HelpdeskType)
PREFIX = "COPILOT_HELPDESKS_"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_GENERIC = {"types": ("generic",)}


def _no_texts() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class HelpdeskSettings:
    """One connected helpdesk. A field's metadata says for which types it is, and its bounds."""

    name: str
    type: HelpdeskType
    url: str  # where its API answers; the only host that is ever called
    panel_url: str = ""  # where agents reach this copilot: the start of links in notes
    allow_http: bool = False  # plain http to a host that is not this machine
    concurrency: int = field(default=2, metadata={"least": 1, "most": 32})  # jobs at a time
    requests_per_minute: int = field(default=120, metadata={"least": 1, "most": 100_000})
    attempts: int = field(default=8, metadata={"least": 1, "most": 100})  # until a job is dead
    backoff_s: float = field(default=2.0, metadata={"least": 0.01, "most": 600})
    timeout_s: float = field(default=15.0, metadata={"least": 0.1, "most": 120})  # of a call
    replay_window_s: int = field(default=300, metadata={"least": 1, "most": 3_600})
    token: str = field(default="", metadata={"secret": True})
    secret: str = field(default="", metadata={"secret": True})
    token_env: str = ""
    secret_env: str = ""
    user: str = field(default="", metadata={"types": ("zendesk",)})  # e-mail of the token
    author_id: int = field(default=0, metadata={"types": ("zendesk",)})  # who notes come from
    account: int = field(default=0, metadata={"types": ("chatwoot",)})
    secret_header: str = field(default="X-Copilot-Secret", metadata={"types": ("freshdesk",)})
    shared_draft: bool = field(default=True, metadata={"types": ("zammad",)})
    # --- generic: how its webhook is signed and what stands where in it
    signature_header: str = field(default="X-Signature", metadata=_GENERIC)
    signature_prefix: str = field(default="sha256=", metadata=_GENERIC)
    signature_encoding: str = field(default="hex", metadata=_GENERIC | {"of": ("hex", "base64")})
    signed: str = field(default="{body}", metadata=_GENERIC)  # may hold {timestamp}
    timestamp_header: str = field(default="", metadata=_GENERIC)
    delivery_header: str = field(default="", metadata=_GENERIC)
    mapping: Mapping[str, str] = field(
        default_factory=_no_texts, metadata=_GENERIC
    )  # JMESPath each
    auth_header: str = field(default="Authorization", metadata=_GENERIC)
    auth_prefix: str = field(default="Bearer ", metadata=_GENERIC)
    thread_path: str = field(default="", metadata=_GENERIC)  # with {ticket}; empty: not read
    thread: Mapping[str, str] = field(default_factory=_no_texts, metadata=_GENERIC)  # JMESPath each
    note_path: str = field(default="", metadata=_GENERIC)  # with {ticket}; empty: no note
    note_format: str = field(default="html", metadata=_GENERIC | {"of": ("html", "text")})
    note_text_field: str = field(default="body", metadata=_GENERIC)
    note_private_field: str = field(default="private", metadata=_GENERIC)  # always set to true

    def __repr__(self) -> str:
        return f"HelpdeskSettings({self.name!r}, {self.type!r}, {self.url!r}, …)"

    def variable(self, what: Literal["token", "secret"]) -> str:
        """The environment variable that this credential is read from."""
        named = self.token_env if what == "token" else self.secret_env
        return named or f"{PREFIX}{self.name.upper().replace('-', '_')}_{what.upper()}"

    def describe(self) -> list[tuple[str, Any, bool]]:
        """Key, value and whether it is secret, of what this type uses and what was set."""
        return [
            (f"helpdesks.{self.name}.{item.name}", _shown(self, item), _is_secret(item))
            for item in _fields_of(self.type)
            if item.name != "name" and (_is_secret(item) or not _is_default(self, item))
        ]


def read_helpdesks(
    tables: object, env: Mapping[str, str], where: str
) -> tuple[HelpdeskSettings, ...]:
    """The helpdesks of a settings file. Raises ConfigError with file, key and fix."""
    if not isinstance(tables, Mapping):
        raise ConfigError(
            f"{where}: `helpdesks` must be tables.", hint="Write `[helpdesks.NAME]`, one per desk."
        )
    return tuple(_one(name, table, env, where) for name, table in tables.items())


def _one(name: str, table: object, env: Mapping[str, str], where: str) -> HelpdeskSettings:
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{where}: `{name}` cannot name a helpdesk.",
            hint="Use lower-case letters, digits, - and _; the name is part of the webhook's URL.",
        )
    if not isinstance(table, Mapping):
        raise ConfigError(f"{where}: `helpdesks.{name}` must be a table.", hint="See helpdesks.md.")
    kind = table.get("type")
    if kind not in TYPES:
        raise ConfigError(
            f"{where}: `helpdesks.{name}.type` must be one of {', '.join(TYPES)}, not {kind!r}."
        )
    known = {item.name: item for item in _fields_of(kind) if item.name not in {"name", "type"}}
    values = {
        key: _value(f"helpdesks.{name}.{key}", value, _known(known, name, key, where), where)
        for key, value in table.items()
        if key != "type"
    }
    if "url" not in values:
        raise ConfigError(
            f"{where}: `helpdesks.{name}.url` is missing.",
            hint="Give the helpdesk's base URL, as https://shop.zendesk.com.",
        )
    made = HelpdeskSettings(name=name, type=kind, **values)
    _check_url(made, where)
    return _with_credentials(made, values, env)


def _with_credentials(
    made: HelpdeskSettings, values: Mapping[str, Any], env: Mapping[str, str]
) -> HelpdeskSettings:
    credentials = {
        "token": env.get(made.variable("token"), "").strip(),
        "secret": env.get(made.variable("secret"), "").strip(),
    }
    return HelpdeskSettings(name=made.name, type=made.type, **{**values, **credentials})


def _known(known: Mapping[str, Field[Any]], name: str, key: str, where: str) -> Field[Any]:
    if key in {"token", "secret"}:
        variable = f"{PREFIX}{name.upper().replace('-', '_')}_{key.upper()}"
        raise ConfigError(
            f"{where}: `helpdesks.{name}.{key}` does not belong into a file.",
            hint=f"Set {variable} in the environment, or name a variable with `{key}_env`.",
        )
    if key not in known:
        near = difflib.get_close_matches(key, known, 1, 0.5)
        hint = f"Did you mean `{near[0]}`?" if near else f"Valid: {', '.join(known)}."
        raise ConfigError(f"Unknown key `helpdesks.{name}.{key}` in {where}.", hint=hint)
    return known[key]


def _value(key: str, value: object, item: Field[Any], where: str) -> Any:
    wanted, converted = _converted(value, str(item.type))
    if converted is None:
        raise ConfigError(f"{where}: `{key}` must be {wanted}, not {value!r}.")
    least, most = item.metadata.get("least"), item.metadata.get("most")
    if least is not None and not least <= converted <= most:
        raise ConfigError(f"{where}: `{key}` must be {least} to {most}, not {value}.")
    choices = item.metadata.get("of")
    if choices and converted not in choices:
        raise ConfigError(f"{where}: `{key}` must be {' or '.join(choices)}, not {value!r}.")
    return converted


def _converted(value: object, kind: str) -> tuple[str, Any]:
    """What was wanted, in words, and the value; None where it is something else."""
    if kind == "bool":
        return "true or false", value if isinstance(value, bool) else None
    if kind == "int":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return "a whole number", value if whole else None
    if kind == "float":
        number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return "a number", float(value) if number else None  # type: ignore[arg-type]
    if kind.startswith("Mapping"):
        texts = isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
        return "a table of texts", MappingProxyType(dict(value)) if texts else None  # type: ignore[call-overload]
    return "a text", value if isinstance(value, str) else None


def _check_url(made: HelpdeskSettings, where: str) -> None:
    for key in ("url", "panel_url"):
        url = getattr(made, key)
        if not url and key == "panel_url":
            continue
        fault = _fault_of(url)
        if fault:
            raise ConfigError(
                f"{where}: `helpdesks.{made.name}.{key}` {fault}.",
                hint="Write it as https://host, with a path only where the desk lies under one.",
            )
    parts = urlsplit(made.url)
    if parts.scheme == "http" and not (_is_this_machine(parts.hostname) or made.allow_http):
        raise ConfigError(
            f"{where}: `helpdesks.{made.name}.url` would send credentials unencrypted.",
            hint="Use https, or set allow_http = true where the network in between is your own.",
        )


def _fault_of(url: str) -> str:
    """What is wrong with a base URL; empty where nothing is."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "must begin with https:// or http:// and name a host"
    if parts.username or parts.password:
        return "must not hold a user name or password"
    if parts.query or parts.fragment or re.search(r"[\s\\%]|\.\.", url):
        return "must be a host with at most a plain path"
    return ""


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _fields_of(kind: str) -> list[Field[Any]]:
    return [item for item in fields(HelpdeskSettings) if kind in item.metadata.get("types", TYPES)]


def _is_secret(item: Field[Any]) -> bool:
    return bool(item.metadata.get("secret"))


def _is_default(made: HelpdeskSettings, item: Field[Any]) -> bool:
    value = getattr(made, item.name)
    return not value if isinstance(value, Mapping) else bool(value == item.default)


def _shown(made: HelpdeskSettings, item: Field[Any]) -> Any:
    value = getattr(made, item.name)
    if isinstance(value, Mapping):
        return tuple(f"{key}={expression}" for key, expression in value.items())
    return value
