"""Who wrote: what the helpdesk knows, completed by form, signature or self-introduction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from copilot.messages import Customer

_NAME = (
    r"([A-ZÄÖÜ][\wäöüßéèáç'’-]{1,24}(?: (?:von |van |de |zu )?[A-ZÄÖÜ][\wäöüßéèáç'’-]{1,24}){0,2})"
)
_INTRODUCED = re.compile(
    rf"\b(?:[Mm]ein [Nn]ame (?:ist|lautet)|[Ii]ch (?:heiße|heisse)|[Hh]ier (?:ist|schreibt|"
    rf"spricht)|[Mm]y name is|[Tt]his is|[Ii]['’]m|[Ii] am) (?:die |der |Frau |"
    rf"Herr )?{_NAME}(?=[.,!;:\s]|$)"
)
_NO_NAME = frozenset(
    [
        "Kundin",
        "Kunde",
        "Customer",
        "Lehrer",
        "Vegan",
        "Not",
        "Very",
        "So",
        "Still",
        "A",
        "An",
        "The",
        "Your",
        "Ihre",
        "Mein",
        "Really",
        "Just",
        "Now",
        "Writing",
    ]
)


def customer_of(given: Customer, signature: str, fields: Mapping[str, str], body: str) -> Customer:
    """`given`, completed by a form's fields, the signature or a self-introduction.

    What the helpdesk knows is never overwritten; a first name alone completes nothing but
    itself, and a name from the text is only taken where the helpdesk knows none at all.
    """
    known = replace(given, email=given.email or _email(fields.get("email", "")))
    if known.first_name or known.last_name:
        return known
    first, last = fields.get("first_name", ""), fields.get("last_name", "")
    if not (first or last):
        first, last = split_name(fields.get("name", "") or signature or introduced(body))
    salutation = known.salutation or _salutation(fields.get("salutation", ""))
    return replace(known, first_name=first, last_name=last, salutation=salutation)


def introduced(body: str) -> str:
    """The name in "mein Name ist …" or "this is … writing", "" where there is none."""
    match = _INTRODUCED.search(body[:2_000])
    return match[1] if match and match[1].split()[0] not in _NO_NAME else ""


def split_name(name: str) -> tuple[str, str]:
    """First and last name: "Dr. Anna von Berg" is ("Anna", "von Berg"), "Anna" ("Anna", "")."""
    name = re.sub(
        r"^(?:(?:frau|herr|familie|fam\.|mr\.?|mrs\.?|ms\.?|dr\.|prof\.)\s+)+",
        "",
        name.strip(),
        flags=re.I,
    )
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    parts = name.split()
    if len(parts) < 2:
        return (parts[0] if parts else ""), ""
    particle = next(
        (
            i
            for i, part in enumerate(parts[1:], 1)
            if part.lower() in ("von", "van", "de", "zu", "der")
        ),
        len(parts) - 1,
    )
    return " ".join(parts[:particle]), " ".join(parts[particle:])


def _salutation(text: str) -> str:
    return text if re.fullmatch(r"(?:Frau|Herr|Mr|Mrs|Ms|Mx)\.?", text) else ""


def _email(text: str) -> str:
    match = re.search(r"[\w.+-]+@[\w-]+\.[\w.-]+\w", text[:300])
    return match[0] if match else ""
