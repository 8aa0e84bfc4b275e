"""Names of countries in German and English, to see whether a source names one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from copilot.messages import Span

_NAMES = """
de: deutschland germany | at: österreich austria | ch: schweiz switzerland | li: liechtenstein
fr: frankreich france | it: italien italy | es: spanien spain | pt: portugal | be: belgien belgium
nl: niederlande niederlanden holland netherlands | lu: luxemburg luxembourg | dk: dänemark denmark
se: schweden sweden | no: norwegen norway | fi: finnland finland | is: island iceland
ie: irland ireland | gb: großbritannien england schottland wales united_kingdom great_britain uk
scotland vereinigtes_königreich vereinigten_königreich
pl: polen poland | cz: tschechien czechia czech_republic | sk: slowakei slovakia
hu: ungarn hungary
si: slowenien slovenia | hr: kroatien croatia | rs: serbien serbia | ro: rumänien romania
bg: bulgarien bulgaria | gr: griechenland greece | tr: türkei turkey türkiye | ee: estland estonia
lv: lettland latvia | lt: litauen lithuania | ua: ukraine | ru: russland russia | mt: malta
cy: zypern cyprus | us: usa vereinigte_staaten vereinigten_staaten united_states america amerika
ca: kanada canada | au: australien australia | nz: neuseeland new_zealand | jp: japan | cn: china
in: indien india | br: brasilien brazil | mx: mexiko mexico | il: israel | ae: dubai
za: südafrika south_africa
"""
_CODES: Mapping[str, str] = {
    name.replace("_", " "): code.strip()
    for entry in re.split(r"\||\n(?=\w\w:)", _NAMES.strip())
    for code, _, names in [entry.partition(":")]
    for name in names.split()
}
_MEMBERS = frozenset(
    [
        "at",
        "be",
        "bg",
        "cy",
        "cz",
        "de",
        "dk",
        "ee",
        "es",
        "fi",
        "fr",
        "gr",
        "hr",
        "hu",
        "ie",
        "it",
        "lt",
        "lu",
        "lv",
        "mt",
        "nl",
        "pl",
        "pt",
        "ro",
        "se",
        "si",
        "sk",
    ]
)
_EU = re.compile(
    r"\bEU\b|\bEU-|\bEuropäische[rn]? Union|\bEuropean Union"
    r"|\bEuropa|\beuropa\w*|\bEurope|\beurope\w*"
)
_EVERYWHERE = re.compile(r"\bweltweit\w*|\bworldwide\b|\binternational\w*", re.IGNORECASE)
_ANY = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _CODES), key=len, reverse=True)) + r")s?\b",
    re.IGNORECASE,
)


def countries(text: str) -> Iterator[tuple[str, Span]]:
    """Codes of the countries named, each with its place."""
    for match in _ANY.finditer(text):
        name = match.group().casefold()
        if match.group()[0].islower():  # "an island", "a turkey"
            continue
        code = _CODES.get(name) or _CODES.get(name.removesuffix("s"))
        if code is not None:
            yield code, match.span()


def named_regions(text: str) -> frozenset[str]:
    """Codes of all countries that a text covers; "EU" and "Europa" stand for theirs."""
    found = {code for code, _ in countries(text)}
    if _EU.search(text):
        found |= _MEMBERS
    if _EVERYWHERE.search(text):
        found |= frozenset(_CODES.values())
    return frozenset(found)
