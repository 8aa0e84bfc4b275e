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
    r"ein witz|schlechte[rsn]? (?:service|qualität|scherz)|schrott\w*|mies\w*|"
    r"peinlich(?! (?:im|in|vor|bei|auf))|unter aller (?:kanone|sau|kritik)|"
    r"(?:ihr|euer)(?:en)? (?:eigener |eigenen )?fehler|your (?:own )?(?:mistake|error|fault)|"
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
_REBUKE = re.compile(  # what one says of a shop that one has had enough of
    r"\b(?:verschaukelt|veräppelt|veralbert|für dumm (?:verkauf\w*|halten)|auf den arm genommen|"
    r"über den tisch gezogen|abgezockt|das (?:aller)?letzte(?=\s*(?:[.!,]|$))|"
    r"so geht (?:das|es) nicht|"
    r"geht gar nicht|(?:kann|darf) doch (?:wohl )?nicht (?:wahr )?sein|(?:schweine|sau)rei|"
    r"(?:euer|ihr|dein) ernst\b|wie kann (?:so ?etwas|so ?was|das|es) (?:sein|passieren)|"
    r"was für ein (?:laden|verein|service|theater|chaos|saustall)|nichts als ärger|armutszeugnis|"
    r"unprofessionell\w*|befremd\w*|schlamp\w+|empört\w*|entsetzt\w*|fassungslos|schockiert\w*|"
    r"vertrauen (?:ist )?(?:verloren|weg|verspielt)|nerven (?:liegen|blank)|nervt|"
    r"(?:ein(?:en?)?|zwei) sterne?\b|[12] sterne?\b|"
    r"schon wieder (?:ist|sind|hat|haben|wurde|kaputt|defekt|falsch|nicht|kein\w*|abgebucht|"
    r"zu spät)|"
    r"disgrac\w+|an insult|insulting|(?:what|such) a (?:mess|shambles|farce|nightmare)|shambles|"
    r"pathetic|shameful|hung up on|(?:nobody|no one) (?:answer|repl|respond|car|call|help)\w*|"
    r"(?:been|being) ignored|ignor\w+ (?:me|my|us)|lied to|misled|sick (?:and tired )?of|tired of|"
    r"unprofessional|incompeten\w+|fobbed off|mess(?:ed|ing) (?:me |us )?(?:around|about)|"
    r"wits['’]? end|last straw|beyond a joke|livid|fuming|dreadful|atrocious|abysmal|"
    r"what (?:kind|sort) of (?:shop|service|company)|how (?:is|can|could) (?:this|that|it) "
    r"(?:be possible|possible|happen)|how hard can it be|(?:one|two|1|2) stars?\b)",
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
    r"obwohl (?:ich|wir) (?:\w+ ){0,5}(?:gekündigt|bezahlt|storniert|überwiesen|widerrufen|"
    r"abbestellt)|(?:woche|wochen|tage?|tagen|monate?) zu spät|zu spät (?:gekommen|angekommen|"
    r"geliefert)|(?:daten|namen|pakete|sendungen|bestellungen) (?:\w+ )?(?:verwechselt|vertauscht)|"
    r"(?:liegt|hängt|steckt) (?:\w+ ){0,3}(?:seit|schon) (?:\w+ ){0,3}(?:tagen|wochen?)|"
    r"(?:although|even though|despite) (?:i|we|having) (?:\w+ ){0,3}(?:paid|cancell?ed|returned)|"
    r"still (?:got |being |been )?(?:charged|billed)|still no\b|(?:days?|weeks?|months?) late|"
    r"(?:gebrochen|kaputt|defekt|zerbrochen|zerdrückt|nass|offen|leer|gerissen|unvollständig) "
    r"(?:\w+ ){0,2}(?:angekommen|geliefert)|(?:ist|sind) (?:immer noch |noch |bis heute )?nicht da|"
    r"zweimal (?:(?:\w+ ){0,2}(?:abgebucht|berechnet|belastet)|\d+[.,]\d\d)|"
    r"(?:geist|löffel) (?:aufgegeben|abgegeben)|fehl(?:t|en)(?=\s*[!.])|"
    r"(?:ich|wir) vermissen? (?:die|den|das|ein\w*|noch)|(?:klemm|tropf|leck|streik|hak)t "
    r"schon wieder|noch keine (?:antwort|rückmeldung|reaktion)|keine (?:antwort|rückmeldung) "
    r"(?:erhalten|bekommen)|"
    r"(?:broke|died|failed|stopped working|gave up) (?:after|within)|"
    r"never (?:came|arrived|turned up|showed up)|only (?:one|half|two|three|\d+)(?: of \w+)? "
    r"(?:arrived|came|turned up|(?:was|were) delivered)|"
    r"(?:aus|raus)gelaufen|durchweicht|durchnässt|zerquetscht|(?:auf)?geplatzt|eingedrückt|"
    r"ha(?:t|ben) (?:einen|nen|'nen) (?:sprung|riss|bruch)|"
    r"(?:reagiert|antwortet|meldet) (?:\w+ ){0,4}(?:niemand|keiner)|(?:niemand|keiner) "
    r"(?:\w+ ){0,3}(?:reagiert|antwortet|meldet sich|geht ran|erreichbar)|"
    r"heute ist (?:schon |bereits )?der \d+|"
    r"mahnung\b[^?]{0,200}\b(?:überwiesen|bezahlt|beglichen)|"
    r"ordered [^.!?]{3,50}, (?:received|got|was sent)|leaked|soaked|squashed|"
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


_TELLING = ("problem", "statement", "request", "wish")


def is_angry(text: str) -> bool:
    """The words of somebody who has had enough."""
    said = _FINE.sub(" ", text)
    return bool(_ANGER.search(said) or _REBUKE.search(said))


def tells_fault(parts: Iterable[Clause]) -> bool:
    """Something went wrong for this customer.

    A question about a possible fault ("Was ist, wenn sie kaputt ankommt?") is none.
    """
    told = " . ".join(p.text for p in parts if p.role in _TELLING)
    return bool(_FAULT.search(_FINE.sub(" ", told)))


def is_urgent(body: str) -> bool:
    """The customer presses for time, or sets a deadline."""
    return bool(_URGENT.search(_CALM.sub(" ", body)))
