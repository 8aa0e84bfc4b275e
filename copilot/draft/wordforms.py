"""German words in the form in which they meet: "bucht … ab", "abgebucht" and "Abbuchung".

A stemmer leaves verbs apart that a customer and a shop inflect differently; here they only
need to be recognised as one word, so that a rough root will do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from copilot.draft.wordlist import words

_PARTICLES = (
    "zurück zusammen heraus herunter hinein weiter wieder durch kaputt herum nach fest fort frei "
    "raus rein runter rauf ein auf aus ab an bei los mit vor weg zu um hin her dran drauf"
)
_PARTICLE = re.compile(rf"^(?:{'|'.join(_PARTICLES.split())})$", re.I)
_SPOKEN = {"raus": "heraus", "rein": "hinein", "runter": "herunter"}
_CLAUSE = re.compile(r"[,.;:!?()\n–]+|\b(?:und|oder|aber|sondern|weil|dass|wenn|falls)\b", re.I)
_WORD = re.compile(r"[\w-]+")
_SMALL = words(
    "ich du er sie es wir ihr mir mich dir dich uns euch ihm ihn ihnen man der die das den dem des "
    "ein eine einen einem einer eines kein keine keinen mein meine meinen dein deine ihre ihren "
    "unser unsere euer eure was wie wo wann warum wer wen wem wohin woher womit welche welcher "
    "welches welchen ist sind war waren bin bist hat habe haben hab hatte wird werden wurde kann "
    "können könnt kannst muss müssen soll sollen darf dürfen will wollen möchte nicht noch nur "
    "schon auch mal denn eigentlich jetzt dann da hier bitte so sehr mit für von vor bei nach zu "
    "an auf aus in im am um als ob bis seit ohne gegen über unter zwischen hallo hi moin alle "
    "alles etwas nichts sich selbst immer wieder gern gerne gut ganz einfach wohl doch ja nein "
    "diese dieser dieses diesen lang lange oft viel viele bald schnell danke "
    "gruß heute gestern morgen"
)
_BEHIND = words("bitte nicht mehr noch wieder dann")  # small words behind a particle
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_FRONT = "|".join(sorted(_PARTICLES.translate(_FOLDED).split(), key=len, reverse=True))
_PARTICIPLE = re.compile(
    rf"^(?P<front>{_FRONT})?"
    r"ge(?P<verb>\w{3,}?)(?:e?t|en|e[tnrs]?(?:e[nrsm]?)?)$"
)
_ENDING = re.compile(r"(?:e?st|e?t|en|em|er|es|e|n|s|ung|ungen|end)$")
_LEAST = 3


@lru_cache(maxsize=8192)
def rejoined(text: str) -> str:
    """The text with verbs and their particles in one: "holt die Spedition ab" holds "abholt"."""
    parts: list[str] = []
    start = 0
    for end in [*_CLAUSE.finditer(text), None]:
        stop = end.start() if end else len(text)
        parts.append(_clause(text[start:stop]))
        parts.append(end.group() if end else "")
        start = end.end() if end else stop
    return "".join(parts)


def _clause(text: str) -> str:
    found = list(_WORD.finditer(text))
    while found and found[-1].group().lower() in _BEHIND:
        found.pop()
    if len(found) < 2 or not _PARTICLE.match(found[-1].group()):
        return text
    verb = next(
        (word for at, word in enumerate(found[:-1]) if _may_be_verb(word.group(), at)), None
    )
    if verb is None:
        return text
    particle = found[-1]
    front = _SPOKEN.get(particle.group().lower(), particle.group().lower())
    joined = (
        f"{text[: verb.start()]}{front}{verb.group().lower()}{text[verb.end() : particle.start()]}"
    )
    return joined + text[particle.end() :]


def _may_be_verb(word: str, at: int) -> bool:
    if word.lower() in _SMALL or len(word) < _LEAST or not word.isalpha():
        return False
    return word[0].islower() or at == 0


@lru_cache(maxsize=32_768)
def root(word: str) -> str:
    """What the forms of a word have in common; "" where too little is left."""
    low = word.lower().translate(_FOLDED)
    if match := _PARTICIPLE.match(low):
        low = f"{match['front'] or ''}{match['verb']}"
        return low if len(match["verb"]) >= _LEAST else ""
    short = _ENDING.sub("", low)
    return (
        short if len(short) >= _LEAST + 1 or (len(short) == _LEAST and len(low) > _LEAST) else low
    )
