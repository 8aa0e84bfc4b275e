"""Complaints to the department that can mend their cause, by rules that a shop may change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from copilot.errors import ConfigError
from copilot.store.insights import DraftFact

FILE_NAME = "routing.yaml"
Post = Callable[[str, Mapping[str, Any]], None]  # address, body; raises OSError


@dataclass(frozen=True, slots=True)
class Rule:
    """Empty parts fit everything."""

    department: str
    intents: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()

    def fits(self, fact: DraftFact) -> bool:
        by_intent = not self.intents or fact.intent in self.intents
        return by_intent and (not self.products or not self.products.isdisjoint(fact.skus))


@dataclass(frozen=True, slots=True)
class Department:
    """Where complaints go: posted to `webhook`, else a line in the file `outbox` of the data
    folder; without either, in `outbox/NAME.jsonl`."""

    webhook: str = ""
    outbox: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """The first rule that fits a complaint names its department."""

    rules: tuple[Rule, ...]
    departments: Mapping[str, Department]

    def department(self, fact: DraftFact) -> str:
        """Of the first rule that fits; "service" where none does."""
        return next((rule.department for rule in self.rules if rule.fits(fact)), "service")


def load_routing(home: Path) -> Routing:
    """The data folder's `routing.yaml`, else the one that ships. Raises ConfigError."""
    own = home / FILE_NAME
    if own.is_file():
        return parse_routing(own.read_text(encoding="utf-8"), str(own))
    shipped = resources.files(__package__ or "copilot.insights").joinpath(FILE_NAME)
    return parse_routing(shipped.read_text(encoding="utf-8"), FILE_NAME)


def parse_routing(text: str, name: str) -> Routing:
    """`name`: what a refusal calls the text. Raises ConfigError."""
    try:
        raw = yaml.safe_load(text)
        rules = tuple(_rule(item, name) for item in raw["rules"])
        departments = {
            str(key): Department(**(value or {}))
            for key, value in (raw.get("departments") or {}).items()
        }
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{name} cannot be read: {error}.",
            hint="It needs `rules`, each with `department` and, if wanted, `intents`, `products`; "
            "and `departments` with `webhook` or `outbox`.",
        ) from error
    for department in departments.values():
        if department.webhook and urlsplit(department.webhook).scheme not in ("http", "https"):
            raise ConfigError(
                f"{name}: `{department.webhook}` is no http address.",
                hint="Write it as https://example.com/complaints.",
            )
    return Routing(rules, departments)


def _rule(raw: Mapping[str, Any], name: str) -> Rule:
    known = ("department", "intents", "products")
    unknown = set(raw).difference(known)
    if unknown:
        raise ConfigError(
            f"{name}: a rule has no `{sorted(unknown)[0]}`.", hint=f"It has {', '.join(known)}."
        )
    return Rule(
        str(raw["department"]),
        frozenset(raw.get("intents") or ()),
        frozenset(map(str, raw.get("products") or ())),
    )


def deliver(
    facts: Iterable[DraftFact],
    routing: Routing,
    home: Path,
    post: Post,
    done: Callable[[str], bool],
) -> Sequence[tuple[str, str]]:
    """Hands new complaints out; (draft id, department) of those that arrived.

    `done(draft_id)` says whether one was handed out before. What a webhook does not take is
    tried again next time.
    """
    sent: list[tuple[str, str]] = []
    for fact in facts:
        if not fact.complaint or done(fact.draft_id):
            continue
        name = routing.department(fact)
        where = routing.departments.get(name, Department(outbox=f"outbox/{name}.jsonl"))
        body = {
            "department": name, "ticket": fact.ticket, "draft_id": fact.draft_id,
            "cause": fact.intent, "products": list(fact.skus), "language": fact.language,
            "at": fact.created_at.isoformat(),
        }  # fmt: skip
        try:
            if where.webhook:
                post(where.webhook, body)
            else:
                _write(home / (where.outbox or f"outbox/{name}.jsonl"), body)
        except OSError:
            continue
        sent.append((fact.draft_id, name))
    return sent


def _write(path: Path, body: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(body, ensure_ascii=False) + "\n")
