"""Postal addresses, German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.spotting.spot import LOWER, UPPER, Spot, has_digit

_W = rf"[{UPPER}][{UPPER}{LOWER}'.-]*"
_HOUSE = r"\d{1,4}\s?[a-zA-Z]?(?:\s?[-–/]\s?\d{1,4}\s?[a-zA-Z]?)?(?![\w€%]|[.,]\d)"
# Endings that no other German word has, and endings that need the town to be believed.
_SURE = (
    rf"(?:{_W}(?:straße|strasse|str\.|allee|gasse|chaussee|promenade)"
    rf"|(?:{_W}\s){{1,2}}(?:Straße|Strasse|Str\.|Allee|Gasse|Chaussee))"
)
_LIKELY = (
    rf"(?:{_W}(?:weg|platz|ring|damm|ufer|steig|pfad|markt|hof|stieg|wall|graben|park|berg|tal)"
    r"|(?:Am|An de[rn]|Auf de[rm]|Im|In der|Zum|Zur|Unter den|Alte[rn]?|Hinter der|Bei der)"
    rf"\s{_W}(?:\s{_W})?|{_W}\s(?:Weg|Platz|Ring|Damm|Ufer))"
)
_T = rf"(?:(?:St|Bad)\.?[ \t])?[{UPPER}][{LOWER}]+(?:-[{UPPER}][{LOWER}]+)*"
_TOWN = rf"{_T}(?:[ \t](?:am|an der|im|in der|ob der|vor der|bei|a\.)[ \t]{_T}|[ \t]\({_T}\))?"
_CODE = r"(?:(?:D|A|CH|DE|AT)[-\s])?\d{4,5}"
_WITH_TOWN = rf"(?:\s*[,\n;|]\s*|\s+(?:in\s+)?){_CODE}\s+{_TOWN}"
_SURE_STREET = re.compile(rf"(?<![\w]){_SURE}\s?{_HOUSE}(?:{_WITH_TOWN})?")
_LIKELY_STREET = re.compile(rf"(?<![\w]){_LIKELY}\s{_HOUSE}{_WITH_TOWN}")
# Cheap signs without which the patterns above need not be tried.
_SURE_SIGN = re.compile(r"(?i)(?:stra(?:ß|ss)e|str\.|allee|gasse|chaussee|promenade)\s?\d")
_TOWN_SIGN = re.compile(rf"\d{{4}}\s[{UPPER}]")
_LABEL = (
    r"(?:adresse|anschrift|lieferadresse|rechnungsadresse|wohne(?:n)?|wohnhaft|wohnt|address|"
    r"live at|living at|wohnort|plz|zip|postcode|ort)"
)
_LABELLED = re.compile(
    rf"(?i:\b{_LABEL}\b)(?:\s(?:lautet|ist|is|in|im|at|jetzt|neue))*\s*:?\s*(?:in\s+(?:der|dem)\s+)?"
    rf"(?P<address>(?:{_LIKELY}|{_W})\s{_HOUSE}(?:{_WITH_TOWN})?|\d{{5}}\s+{_TOWN})"
)
_TOWN_LINE = re.compile(rf"(?m)^[ \t]*(?P<address>(?:(?:D|DE)-)?\d{{5}}\s{_TOWN})[ \t]*$")
_TOWN_INLINE = re.compile(rf"\b(?:in|aus)\s(?P<address>(?:(?:D|DE)-)?\d{{5}}\s{_TOWN})")
_STREET_EN = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Way|Square|Sq|Place|Pl|"
    r"Terrace|Crescent|Gardens|Boulevard|Blvd|Grove|Mews|Row|Hill)"
)
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]{2}\s\d{5}(?:-\d{4})?)"
_ENGLISH = re.compile(
    rf"(?<![\w.,#-])\d{{1,5}}[A-Za-z]?\s(?:{_W}\s){{1,3}}{_STREET_EN}\b\.?"
    rf"(?:,?\s(?:Apt|Flat|Unit|Suite)\.?\s\w+)?(?:\s*,\s*{_W}(?:\s{_W})?)?"
    rf"(?:\s*,?\s*{_POSTCODE}\b)?"
)
_UK_POSTCODE = re.compile(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![\w-])")


def addresses(text: str) -> Iterator[Spot]:
    """Street with number, town with postcode, or both; the value is one line."""
    if not has_digit(text):
        return
    patterns = [_ENGLISH, _UK_POSTCODE]
    if _TOWN_SIGN.search(text):
        patterns.insert(0, _LIKELY_STREET)
    if _SURE_SIGN.search(text):
        patterns.insert(0, _SURE_STREET)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield _spot(match.group(), match.start())
    for pattern in (_LABELLED, _TOWN_LINE, _TOWN_INLINE):
        for match in pattern.finditer(text):
            yield _spot(match["address"], match.start("address"))


def _spot(written: str, start: int) -> Spot:
    plain = written.rstrip(" ,;.\n\t")
    value = ", ".join(
        " ".join(part.split()) for part in re.split(r"[,\n;|]", plain) if part.strip()
    )
    return Spot("address", value, start, start + len(plain))
