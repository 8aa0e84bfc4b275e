"""Dumps of contact forms: fields become facts, the message field becomes the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# field -> what shops call it; compared without case, blanks, hyphens and a closing "*"
_KEYS = """
name: name ihrname deinname vorundnachname vollständigername fullname yourname kunde customer
    customername kundenname absender ansprechpartner
first_name: vorname firstname
last_name: nachname lastname surname familienname
salutation: anrede salutation title
email: email emailadresse ihreemail deineemail mail emailaddress youremail
phone: telefon tel telefonnummer phone phonenumber mobil handy rückrufnummer
order: bestellnummer bestellnr bestellnr. auftragsnummer auftrag bestellung order ordernumber
    orderno orderno. orderid ordernr rechnungsnummer
product: produkt artikel artikelnummer artikelname product item sku modell model productname
    gerät
subject: betreff subject thema topic grund reason anliegen kategorie category grundderanfrage
    artderanfrage
message: nachricht ihrenachricht deinenachricht message yourmessage mitteilung kommentar comment
    comments text frage ihrefrage deinefrage question yourquestion beschreibung description
    fehlerbeschreibung anfrage inquiry enquiry details bemerkung
other: firma company straße strasse street plz ort plzort stadt city zip land country adresse
    address datum date kundennummer customernumber customerid seite url page ip ipadresse
    sprache language newsletter datenschutz privacy browser quelle source zeit time hausnummer
    uhrzeit kaufdatum purchasedate seriennummer serialnumber
"""


def _read_keys(table: str) -> dict[str, str]:
    """Field by what shops call it; a line that begins with blanks goes on with the one above."""
    fields: dict[str, str] = {}
    for block in re.split(r"\n(?=\w)", table.strip()):
        field, _, names = block.partition(":")
        fields |= dict.fromkeys(names.split(), field)
    return fields


_FIELD_OF = _read_keys(_KEYS)
_LINE = re.compile(
    r"^[*•\- ]{0,3}([A-Za-zÄÖÜäöüß][\wÄÖÜäöüß .,\-/()]{0,34}?)[*]{0,2} ?:[*]{0,2}\s*(.{0,2000})$"
)
_CONSENT = re.compile(
    r"^[^?]{3,90}: ?(?:ja|nein|yes|no|true|false|akzeptiert|accepted|zugestimmt|agreed|on|off|1|"
    r"0|x|✓|☑)\W*$",
    re.I,
)
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Form:
    """`body`: the message field, or the text that follows the fields."""

    body: str
    fields: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


def read_form(text: str) -> Form:
    """Take a form dump apart; text that is no form comes back as it is."""
    lines = text.split("\n")
    found = [
        (index, key, value)
        for index, line in enumerate(lines)
        if (kv := _field(line))
        for key, value in [kv]
    ]
    kinds = {key for _, key, _ in found}
    if len(found) < 2 or not ("message" in kinds or len(found) >= 3) or found[0][0] > 6:
        return Form(text)
    fields: dict[str, str] = {}
    body: list[str] = []
    for (index, key, value), upcoming in zip(
        found, [*found[1:], (len(lines), "", "")], strict=True
    ):
        block = [value, *lines[index + 1 : upcoming[0]]]
        if key == "message":
            body.extend(block)
        elif upcoming[0] == len(lines):  # after the last field, free text may follow
            fields.setdefault(key, _value(block))
            body.extend(block[1:] if value else block[2:])
        else:
            fields.setdefault(key, _value(block))
    body = [line for line in body if not _CONSENT.match(line)]
    return Form("\n".join(body).strip(), MappingProxyType({k: v for k, v in fields.items() if v}))


def _field(line: str) -> tuple[str, str] | None:
    match = _LINE.match(line)
    if not match:
        return None
    key = re.sub(r"[\s\-*/()]|und(?=ort)", "", match[1].lower())
    return (_FIELD_OF[key], match[2].strip()) if key in _FIELD_OF else None


def _value(block: list[str]) -> str:
    """On the field's own line, or on the line below it."""
    return next((line.strip() for line in block[:2] if line.strip()), "")
