"""What went wrong for a customer, in the customer's own words, and how a reply acknowledges it.

Only what is told counts: "Was ist, wenn es kaputt ankommt?" is no trouble.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_READ = 5_000
_END = re.compile(r"(?<=[^\d][.!?])\s+")
_ASKS = re.compile(
    r"\?\W*$|^\W*(?:was (?:ist|passiert|mache?)|sollte|what if|what happens)\b|"
    r"\b(?:wüsste|wissen|fragen|frage mich|wonder(?:ing)?|(?:like|want) to know)\b",
    re.I,
)
_SUPPOSES = re.compile(r"\b(?:wenn|falls|sofern|ob|if|unless|whether|in case)\b", re.I)
_FORMER = re.compile(r"\b(?:alte[rsnm]?|bisherige[rsnm]?|old|previous)\b", re.I)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A family of mishaps. The words go on after "es tut mir leid, " and "I am sorry "."""

    name: str
    told: re.Pattern[str]
    sie: str
    du: str
    en: str


def _trouble(name: str, told: str, sie: str, du: str, en: str) -> Trouble:
    return Trouble(name, re.compile(told, re.I), sie, du, en)


_GOODS = (
    r"(?:\w*paket\w*|\w*bestell\w+|\w*lieferung\w*|\w*sendung\w*|ware|\w*artikel|parcel|package|"
    r"order(?:ed)?|delivery|shipment|tracking)"
)
_WRAPPED = r"(?:\w*tüte|\w*packung|\w*karton|\w*paket|\w*dose|\w*flasche|\w*beutel)n?"
# First match wins: what a customer is most annoyed about stands before what caused it.
TROUBLES: tuple[Trouble, ...] = (
    _trouble(
        "no_answer",
        r"\b(?:kein\w* (?:\w+ )?(?:hat )?(?:geantwortet|reagiert)|warteschleife|"
        r"keine? (?:antwort|reaktion|rückmeldung)|niemand (?:\w+ )?(?:antwortet|geantwortet|meldet|"
        r"gemeldet|reagiert)|nichts (?:mehr )?(?:von (?:ihnen|euch) )?gehört|"
        r"nicht (?:geantwortet|gemeldet|reagiert)|seitdem\W+(?:schweigen|funkstille|nichts)|"
        r"(?:zwei|drei|vier|fünf|mehr|\d+)\w*[ -]?mal(?:s)? (?:\w+ )?(?:geschrieben|"
        r"angerufen|gemailt|"
        r"nachgefragt|kontaktiert)|(?:dreimal|mehrfach|zweimal) (?:geschrieben|angerufen)|"
        r"no (?:reply|response|answer)|nobody (?:replies|replied|answers|answered|"
        r"responds|responded)|"
        r"(?:not|never|haven't|hasn't) (?:heard (?:back|anything)|replied|answered|responded)|"
        r"ignor(?:ed|ing) (?:me|my))\b",
        "dass Sie so lange auf eine Antwort warten mussten",
        "dass du so lange auf eine Antwort warten musstest",
        "that you had to wait so long for an answer",
    ),
    _trouble(
        "wrong_item",
        r"\b(?:falsch\w* (?:artikel|ware|produkt|gerät|farbe|größe|modell|ding|teil|"
        r"lieferung|\w*sorte|"
        r"geliefert|geschickt|bekommen)|etwas anderes|nicht (?:das|was ich) bestellt|"
        r"statt .{1,40}(?:bekommen|erhalten|geliefert|geschickt)|verwechselt|"
        r"wrong (?:item|product|size|colou?r|model|one|order|thing|article)|not what i ordered|"
        r"(?:got|received|sent me|delivered) .{1,40}instead)\b",
        "dass Sie etwas anderes erhalten haben als bestellt",
        "dass du etwas anderes bekommen hast als bestellt",
        "that you received something other than what you ordered",
    ),
    _trouble(
        "damaged",
        r"\b(?:beschädigt\w*|zerbrochen\w*|zerkratzt\w*|(?:kaputt|defekt|"
        r"zerbrochen) (?:an|geliefert|"
        r"bekommen|erhalten)\w*|verbeult\w*|eingedrückt\w*|transportschaden|scherben|zerdrückt|"
        rf"{_WRAPPED} [^,.;!?]{{0,40}}\b(?:aufgeplatzt|geplatzt|aufgerissen|zerrissen|durchnässt|"
        r"ausgelaufen)|"
        r"damaged|broken (?:in|on) (?:arrival|transit|delivery)|smashed|shattered|dented|scratched|"
        r"(?:arrived|came|delivered|turned up) (?:\w+ )?(?:broken|burst|cracked|torn|ripped|soaked|"
        r"in pieces))\b",
        "dass die Ware beschädigt bei Ihnen angekommen ist",
        "dass die Ware beschädigt bei dir angekommen ist",
        "that the goods reached you damaged",
    ),
    _trouble(
        "lost",
        r"\b(?:verloren ?gegangen|verschollen|verschwunden|nie angekommen|"
        r"(?:lost|gone missing|disappeared|vanished) in (?:the )?(?:post|mail|transit)|"
        r"(?:parcel|package|order|delivery) (?:\w+ ){0,3}(?:lost|disappeared|vanished)|"
        r"never arrived)\b",
        "dass Ihre Sendung nicht angekommen ist",
        "dass deine Sendung nicht angekommen ist",
        "that your parcel has not reached you",
    ),
    _trouble(
        "missing_part",
        rf"\b{_GOODS}\b.{{0,40}}\bfehl(?:t|en|te|ten)\b|"
        r"\b(?:es|da|mir|dabei|darin|drin|karton) fehl(?:t|en|te|ten)\b|"
        r"\bfehl(?:t|en|te|ten)\b.{0,40}\b(?:teil\w*|schraube\w*|zubehör|artikel)\b|"
        r"\b(?:unvollständig|nicht (?:dabei|mitgeliefert|vollständig)|"
        r"(?:is|are|was|were) missing|missing (?:from|part|piece|screw|item)\w*|incomplete)\b",
        "dass Ihre Lieferung nicht vollständig war",
        "dass deine Lieferung nicht vollständig war",
        "that your delivery was not complete",
    ),
    _trouble(
        "double_charge",
        r"\b(?:doppelt|zweimal|zu viel|falsch) (?:berechnet|abgebucht|belastet|gezahlt|bezahlt)|"
        r"\bmahn(?:ung|gebühr)\w*|\bfalsche rechnung|\brechnung (?:ist )?falsch|"
        r"\b(?:charged|billed|debited) (?:me |us )?(?:\w+ )?(?:twice|double|too much|wrong)|"
        r"\b(?:double|two|duplicate) charges?|\bovercharged|\bwrong (?:invoice|amount)|"
        r"\breminder fee",
        "dass mit der Zahlung etwas nicht gestimmt hat",
        "dass mit der Zahlung etwas nicht gestimmt hat",
        "that something went wrong with the payment",
    ),
    _trouble(
        "refund_missing",
        r"\b(?:warte\w*|noch (?:immer )?(?:nicht|kein\w*|nichts)|immer noch|"
        r"nicht (?:da|eingegangen|"
        r"erhalten)|still|not (?:yet )?(?:received|arrived)|waiting)\b.{0,60}"
        r"\b(?:\w*erstattung|geld|rückzahlung|gutschrift|refund|money)\b|"
        r"\b(?:\w*erstattung|geld|rückzahlung|gutschrift|refund|money)\b.{0,40}"
        r"\b(?:noch (?:immer )?(?:nicht|kein\w*)|immer noch|nicht (?:da|eingegangen|erhalten)|"
        r"still|not (?:yet )?(?:received|arrived|come)|hasn't|haven't)\b",
        "dass Sie auf Ihr Geld warten müssen",
        "dass du auf dein Geld warten musst",
        "that you are having to wait for your money",
    ),
    _trouble(
        "late",
        rf"\b{_GOODS}\b.{{0,60}}\b(?:(?:immer noch|noch immer|noch) (?:nicht|nichts)|nicht (?:da|"
        r"gekommen|angekommen|geliefert|erschienen)|verspät\w*|late|delayed|overdue|"
        r"not (?:arrived|come|"
        r"been delivered)|hasn't (?:arrived|come|moved))\b|"
        r"\b(?:warte\w* (?:\w+ ){0,4}(?:seit|schon|immer|auf)|seit .{1,25} warte\w*|"
        r"nicht (?:angekommen|geliefert|gekommen|eingetroffen)|(?:war\w*|"
        r"wurde\w*) .{0,40}angekündigt|"
        r"angekündigt war|soll(?:te|ten) (?:[\w.]+ ){0,5}(?:da|hier) sein|verspätung|"
        r"(?:seit|schon) .{0,30}(?:versandt|unterwegs)|supposed to (?:arrive|be here|come)|"
        r"(?:said|promised) (?:it|they) (?:would|will) (?:be here|arrive|come)|"
        r"should have (?:arrived|"
        r"been here|come)|still waiting|been waiting|(?:not|never|hasn't|haven't|n't) (?:yet )?"
        r"(?:arrived|been delivered|turned up))\b",
        "dass Sie so lange auf Ihre Bestellung warten müssen",
        "dass du so lange auf deine Bestellung warten musst",
        "that you have had to wait so long for your order",
    ),
    _trouble(
        "leaking",
        r"(?<!nicht )(?<!not )\b(?:undicht\w*|leckt|lecken|tropft|rinnt|leak(?:s|ing|"
        r"ed|y)?|drips|dripping)\b|"
        r"\bläuft (?:(?:\w+ ){0,6}(?:aus|über))\b|\bverliert (?:\w+ ){0,3}?(?:wasser|"
        r"öl|flüssigkeit)\b",
        "dass bei Ihnen etwas undicht ist",
        "dass bei dir etwas undicht ist",
        "about the leak",
    ),
    _trouble(
        "defective",
        r"\b(?:funktionier\w+ (?:\w+ )?(?:nicht|gar)|versagt\w*|ausgefallen|springt nicht|"
        r"(?<!so )(?<!das )geht (?:gar |leider |plötzlich )?nicht(?! (?:um|ab|auf|ans?|"
        r"ins?|zu[rm]|weiter|r?ein|r?aus)\b)|startet nicht|"
        r"lässt sich nicht|brummt|quietscht|klappert|verschmort|streikt|cuts out|not working|"
        r"(?:doesn't|does not|won't|don't) (?:start|turn|work|charge|switch)|stopped working|"
        r"faulty|went on strike)\b",
        "dass Ihr Gerät nicht so funktioniert, wie es soll",
        "dass dein Gerät nicht so funktioniert, wie es soll",
        "that your item is not working as it should",
    ),
    _trouble(
        "broken",
        r"\b(?:defekt\w*|kaputt\w*|gebrochen\w*|gerissen\w*|defective|broken|broke|cracked|"
        r"fell apart)\b",
        "dass bei Ihnen etwas kaputtgegangen ist",
        "dass bei dir etwas kaputtgegangen ist",
        "that something has broken",
    ),
)
_OTHER = Trouble(
    "other",
    re.compile(""),
    "dass Sie Ärger damit haben",
    "dass du Ärger damit hast",
    "about the trouble this has caused you",
)
_NOW = (
    r"(?:(?:seit \w+|jetzt|nun|leider|schon|wieder|plötzlich|auch|noch|immer|heute|gestern|"
    r"just|suddenly|already|now|still|again|also) ){0,3}"
)
# "Mein neues Becken ist undicht": the thing and what it does, both safe to repeat.
_POSSESSED = re.compile(
    r"(?:\b(?P<own>[Mm]eine?|[Uu]nsere?|[Ii]hre?|[Ee]uer|[Ee]ure)|"
    r"(?:^|[,;:] |\b(?:und|aber|dass|weil) )(?P<article>[Dd](?:er|ie|as))) "
    r"(?:(?:[a-zäöü]\w+e[rs]?|\d+er) ){0,2}?"
    rf"(?P<noun>[A-ZÄÖÜ][\w-]*[a-zäöüß]\w*) {_NOW}"
    r"(?P<does>leckt|tropft|quietscht|klappert|brummt|streikt|rinnt|versagte?|"
    r"(?:ist|war) (?:\w+ ){0,3}?(?:undicht|defekt|kaputt|gebrochen|ausgefallen)|"
    r"verliert (?:\w+ ){0,3}?(?:Wasser|Öl|Flüssigkeit)|läuft (?:\w+ ){0,4}?(?:aus|über)|"
    r"(?:funktioniert|geht|startet|springt) (?:\w+ ){0,3}?nicht(?! (?:um|ab|auf|weiter|"
    r"r?ein|r?aus)\b))\b"
)
_OWNED = re.compile(
    rf"\b(?:my|our) (?P<noun>(?:[\w-]+ )?(?!has\b|was\b)[\w-]{{3,}}?) {_NOW}"
    r"(?P<does>leaks|drips|is (?:\w+ )?(?:leaking|dripping|broken|faulty|defective)|"
    r"(?:is not|isn't|has stopped|stopped) (?:\w+ )?working|went on strike|"
    r"(?:doesn't|does not|won't) (?:\w+ )?(?:work|start|charge|turn on|switch on))\b",
    re.I,
)
_VERBATIM = frozenset({"leckt", "tropft", "quietscht", "klappert", "brummt", "streikt"})


def find_trouble(text: str) -> tuple[Trouble, str] | None:
    """The first family of which the message tells, and the sentence that does."""
    told = list(_told(text[:_READ]))
    for trouble in TROUBLES:
        for sentence in told:
            match = trouble.told.search(sentence)
            if match and not _SUPPOSES.search(sentence[: match.start()]):
                return trouble, sentence
    return None


def is_former(sentence: str) -> bool:
    """Whether a sentence tells of a thing that the customer is about to replace."""
    return _FORMER.search(sentence) is not None


def acknowledged(text: str, voice: str) -> str:
    """What one is sorry about, in `voice`: "sie", "du" or "en"."""
    trouble, sentence = find_trouble(text) or (_OTHER, "")
    named = ""
    if trouble.name in ("leaking", "defective", "broken"):
        named = _owned(sentence, trouble) if voice == "en" else _possessed(sentence, trouble, voice)
    return named or {"sie": trouble.sie, "du": trouble.du, "en": trouble.en}[voice]


def _told(text: str) -> Iterator[str]:
    """Sentences that ask nothing; customers who write no capitals end them all the same."""
    for line in text.split("\n"):
        yield from (part for part in _END.split(line) if part and not _ASKS.search(part))


def _possessed(sentence: str, trouble: Trouble, voice: str) -> str:
    match = _POSSESSED.search(sentence)
    if match is None:
        return ""
    if match["article"]:
        your = match["article"].lower()
    else:
        ending = "e" if match["own"].lower() in ("meine", "unsere", "ihre", "eure") else ""
        your = f"{'dein' if voice == 'du' else 'Ihr'}{ending}"
    does = match["does"]
    if does not in _VERBATIM:
        does = "undicht ist" if trouble.name == "leaking" else "nicht richtig funktioniert"
    return f"dass {your} {match['noun']} {does}"


def _owned(sentence: str, trouble: Trouble) -> str:
    match = _OWNED.search(sentence)
    if match is None:
        return ""
    does = "is leaking" if trouble.name == "leaking" else "is not working as it should"
    return f"that your {match['noun']} {does}"
