"""Whether a customer complains, and whether it is urgent. German and English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from copilot.understand.clauses import Clause

_ANGER = re.compile(
    r"\b(?:unverschämt\w*|frechheit|unmöglich(?:es|er)? (?:service|verhalten|zustand)|"
    r"eine zumutung|zumutung|inakzeptabel|weiger\w+ (?:\w+ )?sich|not (?:\w+ )?acceptable|"
    r"nicht (?:akzeptabel|hinnehmbar|zu fassen|in ordnung)|"
    r"enttäuscht\w*|"
    r"enttäuschend\w*|enttäuschung|verärgert\w*|ärgerlich|(?-i:sauer)|wütend|stinksauer|genervt|"
    r"frustriert\w*|beschwer(?:e|en|de)\b|beschwerde\w*|reklamation\w*|unzufrieden\w*|"
    r"nicht (?:mehr |ganz |wirklich |sehr )*zufrieden|mangelhaft\w*|"
    r"katastrophe|katastrophal\w*|unterirdisch\w*|saftladen|abzocke|verarsch\w*|"
    r"nie wieder(?= (?:bei|etwas|was|ein\w*|bestell\w*|kauf\w*|ihr\w*|dies\w*|so)\b|\s*[.!,]|\s*$)|"
    r"ein witz|schlechte[rsn]? (?:service|qualität|scherz)|schrott\w*|mies\w*|peinlich|"
    r"reicht['’]?s?(?: (?:es|mir|jetzt|uns|langsam))+|(?:zwei|drei|vier|fünf|mehr|viel|x-?|"
    r"hundert)(?:mal|fach)(?:e[ns]?)? (?:\w+ ){0,2}(?:geschrieben|angerufen|kontaktiert|gemailt|"
    r"nachgefragt|versucht)|keine[rn]? (?:\w+ )?(?:geantwortet|reagiert|zuständig)|"
    r"halten (?:sie )?mich hin|was soll (?:das|diese[rs]?|der)|"
    r"ich erwarte eine (?:entschuldigung|erklärung|stellungnahme)|geduld (?:ist )?(?:am ende|"
    r"verloren)|schnauze voll|was soll das|geht'?s noch|zum (?:dritten|vierten|fünften|"
    r"x-ten) mal|schon (?:dreimal|viermal|mehrfach|mehrmals)|lächerlich|unfassbar|skandal\w*|"
    r"unacceptable|disappoint(?:ed|ing|ment)|ridiculous|outrag\w+|appalling|disgust\w+|furious|"
    r"angry|annoyed|annoying|frustrat\w+|fed up|terrible|awful|horrible|"
    r"worst|rubbish|useless|a joke|waste of (?:time|money)|rip[- ]?off|never (?:again|order|buy)|"
    r"complain\w*|complaint|not (?:happy|impressed|good enough)|unhappy|dissatisfied|"
    r"poor (?:quality|service)|shocking|let down|third time|had enough)\b",
    re.IGNORECASE,
)
_FINE = re.compile(
    r"\b(?:keine (?:beschwerde|reklamation)|nicht (?:enttäuscht|verärgert|sauer)|(?:nie|not|"
    r"never) (?:enttäuscht|disappointed)|no complaints?|(?:isn['’]t|not) a complaint|"
    r"not complaining|can['’]t complain)\b",
    re.IGNORECASE,
)
# Faults of goods or service that make a message a complaint even in calm words.
_FAULT = re.compile(
    r"\b(?:beschädigt\w*|zerbrochen\w*|zerkratzt\w*|verdorben|schimmel\w*|"
    r"falsche[nrs]? \w+ (?:\w+ ){0,3}(?:bekommen|erhalten|geliefert|geschickt)|falsch geliefert|"
    r"statt .{1,40}(?:bekommen|erhalten|geliefert)|"
    r"fehlt (?:in|im|bei|aus|ein|eine|der|die|das)|(?:defekt|kaputt) (?:angekommen|geliefert|"
    r"bekommen|erhalten)|doppelt (?:abgebucht|berechnet|belastet)|zweimal (?:abgebucht|berechnet|"
    r"belastet)|"
    r"nicht (?:angekommen|geliefert|erhalten|bekommen|eingetroffen)|(?:immer noch|noch immer|"
    r"bis heute) (?:nicht|kein\w*|nichts)|seit (?:\w+ )?wochen .{0,30}(?:nichts|keine|warte|"
    r"versan[dn]t)|warte (?:\w+ ){0,2}seit|wieder (?:kaputt|defekt)|"
    r"damaged|shattered|arrived (?:broken|cracked|defective|faulty|torn)|(?:broken|cracked|torn|"
    r"defective) (?:on arrival|when)|missing (?:from|a|the|in)|wrong (?:item|size|colou?r|"
    r"product|one|order)|instead of (?:the|a|my)|never arrived|"
    r"(?:still )?(?:not|hasn['’]t|haven['’]t|n['’]t) (?:arrived|received|been delivered|come)|"
    r"charged (?:me )?twice|two charges|overcharged|fell apart|been waiting)\b",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"\b(?:dringend\w*|eilt|eilig\w*|so (?:schnell|bald) wie möglich|schnellstmöglich\w*|"
    r"schnellstens|umgehend\w*|unverzüglich\w*|sofort(?:ige[nr]?)?|asap|zeitnah|fristsetzung|"
    r"frist (?:bis|von|setze)|letzte (?:frist|mahnung)|"
    r"urgent(?:ly)?|immediate(?:ly)?|as soon as possible|right away|time[- ]sensitive|emergency|"
    r"at the latest|by (?:tomorrow|tonight|today)|spätestens|"
    r"(?:noch|bis) (?:heute|morgen|übermorgen)|heute noch|morgen (?:früh )?(?:abreise|verreise|"
    r"fliege)|need (?:it|this|them) (?:by|before|for)|"
    r"(?:brauche|benötige|brauchen) .{0,40}\b(?:bis|vor|zum|für (?:morgen|samstag|sonntag|montag|"
    r"dienstag|mittwoch|donnerstag|freitag|heute))\b|"
    r"(?:geburtstag|hochzeit|feier|wedding|birthday|party) .{0,25}(?:ist |is |am |on )?(?:morgen|"
    r"übermorgen|heute|tomorrow|(?:am |on |diesen |this )?(?:samstag|sonntag|freitag|wochenende|"
    r"saturday|sunday|friday|weekend)))\b",
    re.IGNORECASE,
)
_CALM = re.compile(
    r"\b(?:nicht (?:so )?(?:dringend|eilig)|eilt nicht|keine eile|hat (?:noch )?zeit|not urgent|"
    r"no rush|no hurry|whenever you)\b|sofort(?:ige)? (?:lieferbar|verfügbar)|sofortüberweisung",
    re.IGNORECASE,
)


def is_complaint(body: str, parts: Iterable[Clause]) -> bool:
    """Something went wrong for this customer, or this customer is angry about it.

    A question about a possible fault ("Was ist, wenn sie kaputt ankommt?") is none.
    """
    if _ANGER.search(_FINE.sub(" ", body)):
        return True
    told = " . ".join(p.text for p in parts if p.role in ("problem", "statement", "request"))
    return bool(_FAULT.search(_FINE.sub(" ", told)))


def is_urgent(body: str) -> bool:
    """The customer presses for time, or sets a deadline."""
    return bool(_URGENT.search(_CALM.sub(" ", body)))
