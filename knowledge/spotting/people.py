"""Names of people, by the words around them: greetings, titles, introductions, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from knowledge.spotting.spot import LOWER, UPPER, Spot, words

_PART = (
    rf"[{UPPER}](?:[{LOWER}]+(?:[{UPPER}][{LOWER}]+)?|['’][{UPPER}][{LOWER}]+)"
    rf"(?:-[{UPPER}][{LOWER}]+)*"
)
_PARTICLES = (
    r"(?:(?:von|van|vom|de|der|den|zu|zum|zur|da|di|del|la|le|al|el|bin|ter|O|Mac|Mc)[ \t]){0,2}"
)
_NAME = (
    rf"{_PARTICLES}(?:{_PART}|[{UPPER}]\.)"
    rf"(?:[ \t]{_PARTICLES}(?:{_PART}|[{UPPER}]\.)){{0,3}}"
)
_TITLE = (
    r"(?:Frau|Herrn?|Fr\.|Hr\.|Hrn\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Fam\.|Madam|Sir)"
    r"(?:[ \t](?:Dr|Prof)\.?(?:[ \t]med\.)?)*|(?:Dr|Prof)\.(?:[ \t]Dr\.)?"
)
_TITLED = re.compile(rf"\b(?:{_TITLE})[ \t](?P<name>{_NAME})")
_GREETING = re.compile(
    r"(?im)(?:^|[.!?,]\s)[ \t>*]*(?:sehr geehrte[rsn]?|liebe[rsn]?|hallo|hi|hey|hello|dear|moin|"
    r"servus|grüezi|grüß gott|guten (?:tag|morgen|abend)|good (?:morning|afternoon|evening))"
    rf"[ \t]+(?:liebe[rsn]?[ \t]+)?(?-i:(?:(?:{_TITLE}|Familie)[ \t]+)?(?P<name>{_NAME}))"
    r"(?=[ \t]*(?:[,!.:;–-]|$|\n))"
)
_INTRODUCED = re.compile(
    r"(?i:\b(?:mein name ist|mein name lautet|mein name:|ich heiße|ich heisse|my name is|my name's|"
    rf"name:|kunde:|kundin:|customer:|hier schreibt|empfänger(?:in)?:?|ansprechpartner(?:in)?:?))"
    rf"[ \t]+(?:{_TITLE}[ \t]+)?(?P<name>{_NAME})"
)
# "Ich bin Anna Schmidt" needs two words: "Ich bin Kundin" names nobody.
_SELF = re.compile(
    r"(?i:\b(?:ich bin|hier ist|i am|i'm|i’m|this is))[ \t]+(?:die|der)?[ \t]?"
    rf"(?P<name>{_PART}[ \t]{_NAME})"
)
_CLOSING = (
    r"(?:(?:mit\s+)?(?:viele[nr]?|beste[nr]?|liebe[nr]?|herzliche[nr]?|schöne[nr]?|freundliche[nr]?|"
    r"sonnige[nr]?)(?:\s+(?:und\s+)?(?:lieben?|herzlichen?|freundlichen?))?\s+grü(?:ß|ss)en?|"
    r"mfg|lg|vg|bg|hg|grü(?:ß|ss)e|gruß|gruss|dank(?:e)?\s+und\s+gruß|hochachtungsvoll|"
    r"(?:best|kind|warm)\s+(?:regards|wishes)|regards|yours(?:\s+(?:sincerely|faithfully|truly))?|"
    r"sincerely)(?:\s+(?:aus|von|vom|from)\s+\w+)?[ \t]*[,.!]*\s{1,4}"
)
# Words that also begin a sentence: a name follows them only after a comma or line end.
_THANKS = (
    r"(?:(?:vielen\s+|herzlichen\s+|besten\s+)?dank(?:e)?(?:\s+im\s+voraus)?|best|cheers|"
    r"(?:many\s+)?thanks(?:\s+(?:in\s+advance|a\s+lot|again))?|thank\s+you|bis\s+bald|ciao|"
    r"tschüss)"
    r"[ \t]*(?:,[ \t]*\n?\s{0,3}|[.!]{0,3}[ \t]*\n\s{0,3})"
)
_SIGNED = re.compile(
    rf"(?im)(?:^|[.!?]\s)[ \t]*(?:{_CLOSING}|{_THANKS})"
    r"(?-i:(?:(?:Ihre?|Eure?|Dein|Your|i\. ?A\.|i\. ?V\.|gez\.)[ \t]+)?"
    rf"(?:(?:{_TITLE})[ \t]+)?"
    rf"(?P<name>{_NAME}|[{UPPER}]{{2,}}(?:[ \t][{UPPER}]{{2,}}){{0,2}}))"
    r"(?=[ \t]*(?:$|\n|,|\.|!|\(|\bvom\b|\bfrom\b|\baus\b|\|))"
)
# As people sign who write everything in lower case: only as the last words of all.
_SIGNED_SMALL = re.compile(
    rf"(?i)(?:^|[\s.!?]){_CLOSING}(?-i:(?P<name>[{LOWER}]+\.?(?:[ \t][{LOWER}]+){{0,2}}))\s*\Z"
)
# Without a title or greeting, only a common first name shows that somebody is meant.
_AMONG = re.compile(
    r"\b(?:von|vom|an|für|mit|bei|durch|und|oder|wie|als|an|to|from|by|for|with|and|or|dass|"
    r"Kolleg(?:en?|in)|Nachbarn?|Nachbarin|Mann|Ehemann|Ehefrau|Sohn|Tochter|Bruder|Schwester|"
    r"Mutter|Vater|Freundin|Freund|Empfänger|Kunde|Kundin|Techniker|Mitarbeiter(?:in)?|Mieter(?:in)?|"
    r"colleague|neighbou?r|husband|wife|son|daughter|brother|sister|mother|father|friend|customer)"
    rf":?[ \t]+(?P<name>{_NAME})"
)
_NO_NAME = frozenset(
    words("""team support service kundenservice kundendienst kundenbetreuung shop damen herren
    kunde kundin kunden zusammen leute there all everyone everybody customer customers madam sir
    folks mitarbeiter mitarbeiterin interessent interessentin kollege kollegin kollegen kolleginnen
    freunde freundin freund ladies gentlemen welt ihr du sie ich wir ihnen euch danke dank bitte
    vielen viele grüße gruß mit wann was wie wo warum wieso können könnt kann ist sind haben habe
    die der das ein eine mein meine your you my the a an i we it when what how where why can is are
    have has please thanks thank hi hello hallo guten good best kind regards tag morgen abend
    group company firma gmbh ag inc ltd german deutsch english from aus und and not sorry very
    so happy glad afraid sure writing interested looking having bei heute gestern kundenteam
    ihre ihr euer eure sales office bestellung order redaktion welcome neukunde stammkunde
    """)
)
_TEAM_ENDING = re.compile(r"(?i)(?:team|service|support|shop|kundschaft|crew|redaktion)$")


def names(text: str) -> Iterator[Spot]:
    """People's names without their titles; the value is the name as written."""
    for pattern in (_SIGNED, _SIGNED_SMALL, _GREETING, _TITLED, _INTRODUCED, _SELF, _AMONG):
        for match in pattern.finditer(text):
            name = _trimmed(match["name"])
            if name and (pattern is not _AMONG or _is_common(name)):
                start = match.start("name")
                yield Spot("name", " ".join(name.split()), start, start + len(name))


def _is_common(name: str) -> bool:
    """Whether it begins with a common first name, in the genitive perhaps."""
    first = re.split(r"[ \t-]", name)[0]
    return first in first_names() or first.removesuffix("s") in first_names()


@cache
def first_names() -> frozenset[str]:
    """Common first names of German- and English-speaking customers."""
    file = Path(__file__).with_name("first_names.txt")
    return frozenset(file.read_text(encoding="utf-8").split())


def _trimmed(name: str) -> str:
    """The head of the name before a word that no name has; empty if nothing is left."""
    for word in re.finditer(r"\S+", name):
        plain = word.group().strip(".,").casefold()
        if plain in _NO_NAME or _TEAM_ENDING.search(plain):
            return name[: word.start()].rstrip() if word.start() else ""
    return name if len(name.strip(".")) > 1 else ""
