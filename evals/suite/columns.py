"""A spreadsheet's column names as the fields that a case knows: case, spaces and hyphens do not
matter, and the usual German words are understood. A suite's own `fields` go before this."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Field by the words that QA people write; with several meanings, the case's own fields decide.
_WORDS: Mapping[str, str] = {
    "question": "frage kundenfrage anfrage customer_question",
    "message": "nachricht kundennachricht kundenmail mail customer_message",
    "text": "nachricht kundennachricht kundenmail mail frage message question",
    "reply": "antwort antworttext antwortentwurf answer response",
    "response": "antwort antworttext reply answer",
    "source": "quelle quelltext",
    "sources": "quellen belege",
    "label": "urteil bewertung ergebnis erwartet erwartung expected verdict",
    "lang": "sprache language",
    "findings": "befunde fehler funde",
    "relevant": "treffer richtige_quellen relevante_quellen",
    "relevant_sources": "relevante_quellen quellen",
    "key_facts": "kernaussagen fakten muss_enthalten",
    "forbidden": "verboten darf_nicht_enthalten",
    "complaint": "beschwerde",
    "form_of_address": "anrede_form anredeform du_sie",
    "in_scope": "im_thema zustaendig",
    "intent": "anliegen absicht thema",
    "subject": "betreff",
    "first_name": "vorname",
    "last_name": "nachname",
    "salutation": "anrede",
    "order": "bestellnummer bestellung order_number",
    "id": "nr nummer no case case_id fall",
}


def renamed(columns: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    """Column by the field that it stands for. A column of the field's own name needs no entry,
    and none is given twice."""
    columns = list(columns)
    by_name = {_folded(column): column for column in reversed(columns)}
    free = {name: column for name, column in by_name.items() if column not in set(fields)}
    found: dict[str, str] = {}
    for field in fields:
        if field in columns:
            continue
        for name in (field, *_WORDS.get(field, "").split()):
            if name in free:
                found[field] = free.pop(name)
                break
    return found


def _folded(column: str) -> str:
    name = column.strip().casefold()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(umlaut, plain)
    return re.sub(r"[^\w]+", "_", name).strip("_")
