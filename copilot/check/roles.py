"""What a sentence of a reply is there for: greeting, deferral, counter-question, content …

Only content answers a question. The patterns are ordered: the first that fits decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from copilot.check.waiting_words import (
    ASKS_BACK,
    COUNTER_DE,
    COUNTER_EN,
    DEFERRAL_DE,
    DEFERRAL_EN,
    THEREUPON,
)

Role = Literal[
    "greeting", "closing", "thanks", "apology", "deferral", "counter", "offer", "content"
]

_GREETING = r"""^\W*(?:
    (?:sehr\ geehrte[rsn]?|(?:hallo|hi|hey|moin|servus|grüezi|liebe[rs]?|hello|dear)\b
    |guten?\ (?:tag|morgen|abend)|grüß\ (?:gott|dich)|good\ (?:morning|afternoon|evening|day))
    [^.?!\n]{0,60}[,!.]?\s*$)"""

_CLOSING = r"""^\W*(?:
    (?:(?:mit|viele[n]?|freundlichen?|besten?|lieben?|herzlichen?|schönen?|sonnigen?|ganz)\ ){1,3}
      [\w-]{0,20}gr(?:ü|ue|u)(?:ß|ss)(?:e|en)?\b
    |gr(?:ü|ue|u)(?:ß|ss)e?n?\b(?!\ (?:gott|dich|sie\b)).{0,40}$
    |(?:mfg|lg|vg|gruß|grüße)\b.{0,40}$
    |(?:kind|best|warm|kindest|warmest|many)\ (?:regards|wishes|greetings)|yours\ (?:sincerely
    |faithfully|truly)
    |(?:regards|sincerely|cheers|best|all\ the\ best|take\ care)\s*[,!.]?\s*$
    |(?:ihre?|eure?r?|deine?|your)\b.{0,30}(?:team|kundenservice|service)\b.{0,40}$
    |(?:bleiben\ sie|bleib)\ gesund
    |(?:ich\ wünsche|wir\ wünschen)\b.{0,30}(?:tag|woche|wochenende|abend|feiertage)
    |(?:einen?\ )?(?:schöne[ns]?|angenehme[ns]?)\ (?:tag|abend|woche|wochenende|restwoche)\b
    |(?:einen\ guten|guten?\ (?:rest)?woche|gute[ns]\ wochenende)\b
    |have\ a\ (?:great|nice|good|lovely|wonderful)
    |(?:we\ )?wish(?:ing)?\ you\ a\b)"""

_THANKS = r"""^\W*(?:
    (?:vielen|herzlichen|besten|lieben)?\s*dank\b(?!\w).{0,25}\b(?:für|dass|deine|ihre|eure|dir
    |ihnen|$)
    |(?:vielen|herzlichen|besten|lieben)\ dank\W*$
    |danke\b.{0,20}\b(?:für|dass)|danke(?:\ (?:dir|ihnen|euch|schön|sehr))?\W*$
    |(?:das\ (?:ist|sind)\ )?gute\ fragen?\b|(?:that['’]s\ a\ )?good\ (?:question|one|point)s?\b
    |gerne?\ helfen\ wir
    |wir\ (?:danken|bedanken\ uns)|ich\ (?:danke|bedanke\ mich)
    |(?:es\ )?freut\ (?:uns|mich)|wir\ freuen\ uns|ich\ freue\ mich
    |schön,\ (?:dass|von)|schön\ von
    |many\ thanks|thanks?\ (?:you\ )?(?:so\ much\ |very\ much\ |a\ lot\ )?(?:for|again)
    |thank\ you\W*$|thanks\W*$
    |we(?:'re|\ are)\ (?:glad|happy|pleased|delighted)\ (?:to\ hear|that\ you)
    |(?:we|i)\ appreciate\b|great\ to\ hear|(?:it's\ )?(?:nice|great)\ to\ hear
    |(?:gerne|natürlich|selbstverständlich)?\s*(?:helfe|helfen|beantworte|beantworten)\s(?:ich
    |wir)\b.{0,60}$
    |(?:ihre|deine|eure)\s(?:anfrage|nachricht|e-?mail)\b.{0,50}(?:erhalten|eingegangen)
    |(?:we|i)\ (?:have\ )?received\ your\b
    |your\ (?:satisfaction|feedback)\b.{0,60}\bimportant
    |(?:ihre|deine)\ (?:zufriedenheit|meinung)\b.{0,60}\bwichtig)"""

_APOLOGY = r"""
    \bentschuldig|\b(?:tut|täte|tun)\b.{0,30}\bleid\b|\bes\ tut\b.{0,40}\bleid|\bbedau(?:er|re)
    |\bverzeih|\bum\ (?:nachsicht|verständnis|entschuldigung)\b|\bunannehmlichkeit|\bärgerlich
    |\bbetroffen\b|\b(?:völlig|vollkommen|absolut|ganz)\ recht\b|\bdas\ geht\ so\ nicht\b
    |\bversteh\w*\b.{0,40}\b(?:ärger\w*|sauer|verärger\w*|enttäusch\w*|unmut|frust\w*|wütend)
    |\bhätte\b.{0,30}\bnicht\ passieren\b|\b(?:unser|mein|unserer)\ (?:fehler|versehen)\b
    |\b(?:our|my)\ (?:mistake|fault|error)\b
    |\bshould(?:\ not|n['’]t)\ have\ (?:happened|had|to|gone|been)\b
    |\bunderstand\b.{0,40}\b(?:upset|angry|annoy\w*|frustrat\w*|disappoint\w*)
    |\bsorry\b|\bapolog|\bregret\b|\binconvenience|\bpardon\b|\bfrustrating\b"""

# Regret that may stand beside an answer in one sentence, and makes none of it a mere apology.
_FEELING = r"""
    \b(?:ihr|dein|euer)e?n?\ (?:ärger|unmut|frust|enttäuschung)\b.{0,40}\b(?:berechtigt
    |verständlich|nachvollziehbar|nachvollziehen|verstehe)
    |\b(?:wie|sehr|wirklich|so|zu)\ schade\b|\bschade,\ dass\b
    |\bdas\ (?:klingt|ist|war)\ (?:\w+\ )?(?:unangenehm|unerfreulich|frustrierend|enttäuschend)
    |\b(?:klingt|ist|war)\ (?:gar\ |wirklich\ |natürlich\ )*nicht\ schön\b
    |\bwhat\ a\ (?:shame|pity|nuisance)\b
    |\b(?:it|that)(?:['’]s|\ is)\ (?:such\ )?a\ (?:real\ |great\ )?(?:shame|pity)\b
    |\b(?:that|this|it)(?:['’]s|\ is|\ was|\ must\ be|\ must\ have\ been|\ sounds)\ (?:\w+\ )?
    (?:annoying|unfortunate|disappointing|upsetting|awful|maddening)\b
    |\b(?:quite|absolutely|perfectly|completely|entirely|every)\ right\ to\ (?:be|feel|complain)"""

_DEFERRAL = rf"{DEFERRAL_DE}|{DEFERRAL_EN}"
_COUNTER = rf"{COUNTER_DE}|{COUNTER_EN}|{ASKS_BACK}"

_OFFER = r"""
    \b(?:bei|sollten?|falls|wenn|für)\b[^.!?]{0,40}\b(?:weitere[nr]?|noch
    |rück)[^.!?]{0,12}\s?fragen\b
    |\b(?:stehen|steht|stehe)\b[^.!?]{0,60}\bzur\ verfügung|\bjederzeit\ (?:gerne?\ )?(?:melden
    |an\ uns|für)
    |\bmeld(?:e|en)\b[^.!?]{0,20}\b(?:gerne|jederzeit|einfach)\b|\bsind\ wir\ (?:gerne?
    |jederzeit)\b[^.!?]{0,20}\bda\b
    |\b(?:hoffe|hoffen)\b[^.!?]{0,60}\b(?:geholfen|weitergeholfen|hilft|weiter|helfen)\b
    |\bif\ you\ have\ any\ (?:other|further|more|additional)?\s?questions|\b(?:any|other
    |further)\ questions\b
    |\b(?:feel\ free|do\ not\ hesitate|don't\ hesitate)\b|\b(?:hope)\b[^.!?]{0,40}\bhelps?\b
    |\bhappy\ to\ (?:help|assist)\b|\bhere\ (?:to|for)\ (?:help|you)\b|\banything\ else\b"""

_FLAGS = re.IGNORECASE | re.VERBOSE
PATTERNS: Mapping[Role, re.Pattern[str]] = {
    "closing": re.compile(_CLOSING, _FLAGS),  # before greeting: "Liebe Grüße"
    "greeting": re.compile(_GREETING, _FLAGS),
    "thanks": re.compile(_THANKS, _FLAGS),
    "offer": re.compile(rf"{_OFFER}|{THEREUPON}", _FLAGS),
    "deferral": re.compile(_DEFERRAL, _FLAGS),
    "counter": re.compile(_COUNTER, _FLAGS),
    "apology": re.compile(_APOLOGY, _FLAGS),
}

_FEELINGS = re.compile(_FEELING, _FLAGS)


def role_of(sentence: str) -> Role:
    """The first role whose pattern fits, else `content`."""
    for role, pattern in PATTERNS.items():
        if pattern.search(sentence):
            return role
    return "content"


def apologises(text: str) -> bool:
    """Whether a word of regret stands anywhere in the text."""
    return bool(PATTERNS["apology"].search(text) or _FEELINGS.search(text))
