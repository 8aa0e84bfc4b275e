"""Hosts and contacts in a text, in one normal form, and those that the shop publishes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from copilot.check.case import PublicFacts
from copilot.messages import Span
from knowledge.analyse import fold
from knowledge.documents import Document
from knowledge.entities import Entity, find_entities

Form = Literal["image", "markdown", "reference", "html", "bare"]
CONTACT_KINDS = ("email", "phone", "iban")
_TLD = (
    r"(?:de|com|at|ch|eu|org|net|info|io|shop|store|biz|co|uk|fr|it|es|nl|pl|be|dk|se|us|app|dev"
    r"|online|site|xyz|top|ru|cn|ly|me|tv|link|click|page|cloud|tech|club|live|berlin|hamburg|koeln)"
)
_TARGET = r"<?([^\s)>\"]+)>?"
_PATTERNS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("image", re.compile(rf"!\[[^\]\n]*\]\(\s*{_TARGET}[^)\n]*\)")),
    ("image", re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)),
    ("markdown", re.compile(rf"\[[^\]\n]*\]\(\s*{_TARGET}[^)\n]*\)")),
    ("reference", re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?(?:\s.*)?$", re.MULTILINE)),
    ("html", re.compile(r"<a\b[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)),
    ("bare", re.compile(r"\b((?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>\")\]]+)", re.IGNORECASE)),
    ("bare", re.compile(r"\b((?:javascript|data|vbscript):[^\s<>\")\]]+)", re.IGNORECASE)),
    (
        "bare",
        re.compile(
            rf"(?<![@\w./-])((?:[\w-]+\.)+{_TLD}(?:/[^\s<>\")\]]*)?)(?![\w@])(?!\.\w)",
            re.IGNORECASE,
        ),
    ),
)
_STREET_DE = re.compile(
    r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|allee|damm|ufer|chaussee|stieg|twiete)"
    r"[ \t]+\d{1,4}(?:[ \t]?[a-h])?\b(?![.,:]?\d|[ \t]*(?:€|%|EUR|km\b|m\b|cm|kg))"
)
_STREET_EN = re.compile(
    r"\b\d{1,4}[a-h]?[ \t]+(?:[A-Z][\w'’-]+[ \t]+){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Drive"
    r"|Close|Terrace|Crescent|Gardens|Place|Square|Court|Row|Way)\b"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written. `host` is lower case, without port and user; empty: none."""

    form: Form
    target: str
    host: str
    scheme: str
    span: Span
    shown: str = ""  # the visible text of a Markdown link


def links(text: str) -> Iterator[Link]:
    """Every link of the text, each place once, in the order of the forms above."""
    taken: list[Span] = []
    for form, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            target = match.group(1).rstrip(".,;:!?)'\"")
            trimmed = len(match.group()) - len(match.group().rstrip(".,;:!?'\""))
            end = match.end() - (trimmed if form == "bare" else 0)
            shown = match.group()[1 : match.group().find("](")] if form == "markdown" else ""
            yield Link(form, target, host_of(target), _scheme(target), (match.start(), end), shown)


def host_of(target: str) -> str:
    """The host that a browser would open; a relative target has none."""
    text = target if "://" in target or _scheme(target) else f"//{target.lstrip('/')}"
    try:
        host = urlsplit(text.replace("\\", "/")).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.") if "." in host or host == "localhost" else ""


def _scheme(target: str) -> str:
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?!\d)", target)
    return match.group(1).lower() if match and "." not in match.group(1) else ""


def contact_key(entity: Entity) -> str:
    """The normal form of an e-mail address, telephone number or IBAN."""
    value = entity.value or entity.text
    if entity.kind == "email":
        return value.casefold()
    if entity.kind == "phone":
        digits = re.sub(r"\D", "", value)
        return "tel:" + re.sub(r"^(?:00)?(?:49|43|41)?0*", "", digits)
    return re.sub(r"\W", "", value).upper()


def contacts(entities: Iterable[Entity]) -> frozenset[str]:
    """Normal forms of all contacts among the entities."""
    return frozenset(contact_key(e) for e in entities if e.kind in CONTACT_KINDS)


def streets(text: str) -> Iterator[re.Match[str]]:
    """Streets with their house numbers."""
    yield from _STREET_DE.finditer(text)
    yield from _STREET_EN.finditer(text)


def street_key(text: str) -> str:
    """The normal form of a street, or of an address that begins with it."""
    return re.sub(r"\W", "", fold(text))


def public_facts(documents: Iterable[Document]) -> PublicFacts:
    """What the shop itself publishes: read from all documents that are not internal."""
    hosts: set[str] = set()
    known: set[str] = set()
    own: set[str] = set()
    for document in documents:
        if document.internal:
            continue
        hosts.update(link.host for link in links(document.text) if link.host)
        known.update(contacts(find_entities(document.text, document.language)))
        own.update(street_key(match.group()) for match in streets(document.text))
    return PublicFacts(frozenset(hosts), frozenset(known), frozenset(own))
