"""How promises are worded: certainty, gifts, exceptions, costs of others. German, English.

Each pattern is a family of phrasings, searched within one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_US = r"(?:wir|ich)"
_YOU = r"(?:ihnen|sie|dir|dich|euch|du|ihr|you)"


def _any(*phrasings: str) -> re.Pattern[str]:
    return re.compile("|".join(phrasings), re.IGNORECASE)


GOODWILL = _any(
    r"gutschein|kulanz|entschädig|wiedergutmachung|rabatt|nachlass|gutgeschrieben|gutschrift",
    r"schenke|geschenk|als (?:kleines )?dankeschön|preisminderung",
    r"voucher|goodwill|compensat|discount|store credit|\bgift|\bcredit\b|as a gesture|as a thank",
)
#: Money that the shop hands out, whatever it is called.
GRANT = _any(
    rf"\b{_US}\b[^.!?\n]{{0,40}}"
    r"\b(?:erstatte|überweise|zahle|schenke|vergüte|ersetze|gebe|erlasse)n?\b",
    rf"\b(?:erstatte|überweise|zahle|schenke|vergüte|gebe|erlasse|schreibe)n?\b {_US}\b",
    r"\b(?:bekomm\w*|erhalten|erhältst|kriegen|kriegst)\b[^.!?\n]{0,80}"
    r"\b(?:zurück|gutgeschrieben|erstattet|geschenkt|obendrauf|extra|ausgezahlt)\b",
    r"\b(?:we|i)\b[^.!?\n]{0,30}\b(?:refund|reimburse|credit|pay|give|knock|take)\b[^.!?\n]{0,60}"
    r"(?:\byou|\boff\b|\bback\b|[€$£]|\beuros?\b)",
    r"\byou(?:'ll| will| can)?\b[^.!?\n]{0,20}\b(?:get|receive|have)\b[^.!?\n]{0,40}"
    r"\b(?:back|off|refunded|credited|extra|on top)\b",
)
_CERTAIN = (
    r"(?:auf jeden fall|in jedem fall|auf alle fälle|unter allen umständen|definitiv|ganz sicher"
    r"|garantiert|mit sicherheit|hundertprozentig|100 ?%ig|ohne wenn und aber|zu 100 ?%"
    r"|verlässlich|egal,? (?:was|wie|wann|ob)|so oder so)"
)
_SURELY = (
    r"(?:definitely|guaranteed|for sure|without fail|certainly|absolutely|100 ?%|no matter what"
    r"|in any case|whatever happens|no questions asked|in every case)"
)
_HAPPENS = (
    r"(?:morgen|übermorgen|heute|bis\b|am\b|erstatt\w*|ankomm\w*|geliefert|zugestellt"
    r"|erhalten|da sein|ersetz\w*|tausch\w*|neue[nrs]?\b|reparier\w*"
    r"|bekomm\w*|übernehm\w*|zurück\w*|kostenlos|gratis|funktionier\w*|halten|hält|passt|nie)"
)
_HAPPEN = (
    r"(?:tomorrow|today|by|arrive\w*|deliver\w*|refund\w*|replac\w*|receive|get|new|free|never"
    r"|always|repair\w*|fix\w*|work|last|fit|reach|hand\w*|leave|pick\w*|be)"
)
_FREE = (
    r"(?:for (?:free|nothing)|free of charge|as a gift|at no (?:extra )?(?:cost|charge)"
    r"|on the house|on us|without charge)"
)
_COSTS_OF_OTHERS = (
    r"\w*(?:arzt|anwalt|behandlung|folge|hotel|handwerker|gutachter|taxi|schaden|umzug|klempner"
    r"|elektriker|krankenhaus|gericht|reinigung|ersatzkauf|miet)\w*kosten"
)
_DAMAGES = (
    rf"(?:{_COSTS_OF_OTHERS}|\w*schmerzensgeld|\w*schadens?ersatz|\w*verdienstausfall"
    r"|(?:ganzen|gesamten|vollen) schaden)"
)
_BEARS = r"(?:übernehm|zahl|bezahl|trag|erstatt|ersetz|begleich)\w*"

_WEEKDAY_DE = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\w*"
_WEEKDAY_EN = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_BY_DE = (
    rf"(?:(?:zum |kommenden |nächsten )?{_WEEKDAY_DE}|morgen|übermorgen|heute abend"
    rf"|(?:zum )?ende (?:der|dieser)"
    r" woche|(?:zum )?wochenende|ende (?:des|dieses) monats|weihnachten)"
)
_BY_EN = (
    rf"(?:(?:next |this )?{_WEEKDAY_EN}|tomorrow|tonight|noon|(?:the )?end of (?:this|the|next"
    rf"|today)\b|christmas"
    r"|the weekend)"
)
#: What is promised to be finished by then; parcels have their own rule.
_DONE_DE = (
    r"(?:repariert|gelöscht|erledigt|fertig|behoben|erstattet|ersetzt|ausgetauscht|auf (?:ihrem"
    r"|deinem) konto"
    r"|abgeschlossen|freigeschaltet|überwiesen|gutgeschrieben|wieder da|zurück bei)"
)
_DONE_EN = (
    r"(?:repaired|deleted|gone|erased|removed|done|fixed|sorted|solved|refunded|replaced"
    r"|exchanged|finished"
    r"|complete[d]?|ready|credited|in your account|back with you|back in your hands|up and running)"
)

FAMILIES: Mapping[str, re.Pattern[str]] = {
    "guarantee": _any(
        r"\b(?:garantiere?n?|versprechen|verspreche|versichere(?:n)? ihnen)\b(?=[^.!?\n]{0,90})",
        r"\b(?:gebe|geben) (?:ich|wir) (?:ihnen|dir|euch) mein(?:e)? (?:wort|garantie)\b",
        rf"\b{_CERTAIN}\b[^.!?:;\n]{{0,60}}\b{_HAPPENS}",
        rf"\b{_HAPPENS}\b[^.!?\n]{{0,40}}\b(?:garantiert|versprochen|hundertprozentig)\b",
        r"\b(?:haben|hast|bekommen|bekommst|erhalten|erhältst|ist|sind|steht|stehen|kommt"
        r"|kommen|klappt)\b"
        r"[^.!?\n]{0,50}\b(?:auf jeden fall|auf alle fälle|definitiv|ganz sicher|mit sicherheit)\b",
        r"[,–-]\s*(?:fest |hoch und heilig )?versprochen\b|\bdarauf (?:gebe|geben) (?:ich|wir)\b",
        r"\b(?:sicher|bestimmt|garantiert|definitiv|verlässlich|fest)\s+(?:wieder\s+)?"
        r"(?:zurück|da|bei (?:ihnen|dir|euch)|zu hause|in den händen|erhalten|geliefert)\b",
        r"\b(?:ganz )?bestimmt (?:nicht|nie|kein\w*|kostenlos|vollständig|noch rechtzeitig)\b",
        r"\b(?:können|dürfen|kannst|darfst) (?:sie|du|ihr)\b[^.!?\n]{0,20}\b(?:sich |dich )?"
        r"(?:fest )?(?:verlassen|davon ausgehen)\b",
        r"\b(?:verlassen sie sich|verlass dich|verlasst euch)\b",
        r"\b(?:nie wieder|kein einziges mal mehr|für immer|lebenslang\w*|zeitlebens)\b",
        r"\b(?:wird|werden|kann)\b[^.!?\n]{0,30}\b(?:niemals|nie mehr|nie)\b[^.!?\n]{0,30}"
        r"\b(?:kaputt|teurer|steigen|vorkommen|passieren|ausfallen|rosten|brechen)",
        r"\b(?:we|i)(?: can| will|['’]ll| do)? (?:absolutely |personally |fully )?"
        r"(?:guarantee|promise)\b",
        r"\byou have (?:my|our) word\b|\b(?:is|are|it['’]s) guaranteed\b|,\s*(?:i )?promised?\b",
        r"\byou can (?:count|rely|bank|depend) on\b|\byou can take it (?:that|from)\b"
        r"|\brest assured\b",
        rf"\b{_SURELY}\b[^.!?\n]{{0,60}}\b{_HAPPEN}\b",
        rf"\b(?:will|['’]ll) (?:definitely|certainly|surely|absolutely) {_HAPPEN}\b",
        r"\b(?:arrive|delivered|receive it|with you|reach you|be there|have it|get it)\b"
        r"[^.!?\n]{0,30}\b(?:guaranteed|without fail|for sure|for certain)\b",
        r"\b(?:never|not ever) (?:happen|occur|break|fail|go up|rise|rust)\b|\bnever again\b",
        r"\bfor life\b|\bforever\b|\blifetime\b[^.!?\n]{0,20}\b(?:guarantee|warranty)",
    ),
    "gift": _any(
        rf"\b(?:schenke|schenken) {_US}\b|\b{_US} schenken?\b",
        r"\b(?:kostenlos|gratis|umsonst|geschenkt|unentgeltlich)\b[^.!?\n]{0,25}"
        r"\b(?:dazu|obendrauf|obendrein|mit dazu)\b",
        r"\b(?:legen?|packen?|schicken?|senden?|geben?|bekommen|erhalten|machen?|nähen?)\b"
        r"[^.!?\n]{0,60}\b(?:gratis|umsonst|geschenkt|als geschenk|unentgeltlich)\b",
        rf"\b(?:schicken?|senden?|legen?|geben?) {_US}\b[^.!?\n]{{0,50}}\bkostenlos(?:e[nrs]?)?\b",
        r"\b(?:geht|gehen) (?:auf uns|aufs haus|auf unsere (?:kappe|kosten|rechnung))\b",
        r"\b(?:berechnen|verlangen|nehmen)\b[^.!?\n]{0,40}\bnichts\b",
        r"\b(?:bekomm|erhalt|erhält"
        r"|krieg)\w*\b[^.!?\n]{0,40}\bneue[nrs]?\b[^.!?\n]{0,40}\bkostenlos\b",
        rf"\b(?:get|have|receive)\b[^.!?\n]{{0,40}}\b{_FREE}\b",
        rf"\b(?:on (?:its|the) way|is yours|there will be)\b[^.!?\n]{{0,40}}\b{_FREE}\b",
        rf"\b(?:send|give|include|throw in|add|ship)\b[^.!?\n]{{0,60}}\b{_FREE}\b",
        rf"\b(?:we|i)(?:['’]ll| will| can)\b[^.!?\n]{{0,40}}\b{_FREE}",
        r"\b(?:send|give|get|receive|add|include)\b[^.!?\n]{0,25}"
        r"\ba (?:brand[- ]new )?(?:free|complimentary) (?!return|shipping|delivery|label)\w+",
    ),
    "keep": _any(
        r"\b(?:dürfen|können|darfst|kannst|sollen)\b[^.!?\n]{0,60}\bbehalten\b",
        r"\bbehalten (?:sie|du)?\b[^.!?\n]{0,30}\b(?:einfach|gern|gerne|ruhig|trotzdem|dürfen)\b",
        r"\byou (?:can |may |get to |are welcome to )?keep (?:the|it|them|both|this|that)\b",
    ),
    "exception": _any(
        r"\b(?:eine|ihnen zuliebe eine|gern eine) ausnahme\b|\bausnahmsweise\b",
        r"\b(?:dieses (?:eine|eine einzige) mal|nur dieses mal|ein einziges mal|als einzelfall)\b",
        r"\b(?:drück|kneif)\w*\b[^.!?\n]{0,50}\b(?:ein auge|beide augen)\b",
        r"\b(?:seh|schau)\w* (?:wir|ich)\b[^.!?\n]{0,30}\bdarüber hinweg\b|\bkulanterweise\b",
        r"\b(?:extra|speziell|eigens) für (?:sie|dich|euch)\b|\bnur für (?:sie|dich|euch) "
        r"(?:mach|leg|geb|nehm|verläng|änder)",
        rf"\b(?:sorgen? {_US} (?:persönlich|höchstpersönlich|selbst)|{_US} sorgen? (?:persönlich"
        r"|höchstpersönlich|selbst)) dafür\b",
        r"\b(?:mache|machen|kriegen|bekommen) (?:ich|wir)\b[^.!?\n]{0,40}\b(?:klar|möglich)\b",
        r"\b(?:hebe|heben|setze|setzen|erhöhe|erhöhen) (?:ich|wir)\b[^.!?\n]{0,60}\b(?:limit|grenze"
        r"|höchstbetrag|mindestbestellwert|frist)\b|\b(?:ich"
        r"|wir) verzichten?\b[^.!?\n]{0,20}\bauf\b",
        r"\b(?:unter uns|unter der hand|inoffiziell)\b",
        r"\b(?:zieh|stell|zög)\w*\b[^.!?\n]{0,40}\bvor(?=\s*(?:[,.;!]|$))",
        r"\b(?:nehmen|erstatten|tauschen|akzeptieren|verlängern|reparieren|ersetzen|stornieren)\b"
        r"[^.!?;\n]{0,60}\b(?:trotzdem|dennoch|auch jetzt noch|auch (?:nach|außerhalb|ohne))\b",
        r"\b(?:trotzdem|dennoch|auch jetzt noch|auch (?:nach ablauf|außerhalb der))\b"
        r"[^.!?\n]{0,60}\b(?:nehmen|erstatten|tauschen|akzeptieren|verlängern|reparieren|ersetzen"
        r"|zurück)\b",
        r"\b(?:ich|wir)\b[^.!?\n]{0,40}\b(?:trotzdem|dennoch|trotz allem)\b",
        r"\b(?:make|making|made) (?:\w+ ){0,2}exception\b|\bas an exception\b|\bexceptionally\b",
        r"\bjust this once\b|\b(?:as a|for this) one[- ]off\b|\b(?:we|i)\b[^.!?\n]{0,60}"
        r"\b(?:only|just) for you\b",
        r"\b(?:turn|turning) a blind eye\b|\b(?:bend|stretch)\w* the rules?\b",
        r"\b(?:overlook|ignore) (?:that|the|it|this)\b|\bbetween you and me\b|\boff the record\b",
        r"\b(?:move|bump|push) (?:you|your\w*|it|yours)\b[^.!?\n]{0,30}\b(?:up|front|top|ahead)\b",
        r"\b(?:we|i)(?:['’]ll| will| can)? waive\b",
        r"\b(?:we|i)(?:['’]ll| will| can)? (?:lift|raise|drop|skip)\b[^.!?\n]{0,30}\b(?:limit"
        r"|fee|charge"
        r"|minimum|deadline|rule|cap)\b",
        r"\b(?:we|i)(?:['’]ll| will) (?:personally (?!check|ask|look|write|call|follow|let|get)\w+"
        r"|see to it (?:that|personally|myself))\b",
        r"\b(?:refund|accept|take|replace|extend|waive|repair)\b[^.!?\n]{0,60}"
        r"\b(?:anyway|nonetheless|regardless|even (?:though|after|without|if))\b",
    ),
    "cash": _any(
        r"\b(?:zahl\w*|überweis\w*|leg\w*|geben? (?:(?:ich|wir) )?(?:ihnen|dir"
        r"|euch))\b[^.!?\n]{0,40}\b(?:bar|in bar|sofort|noch heute|morgen"
        r"|auf ihr konto|auf dein konto)\b(?:[^.!?\n]{0,10}\baus\b)?",
        r"\b(?:bekomm|erhalt|erhält|krieg)\w*\b[^.!?\n]{0,20}"
        r"\b(?:volle[nrs]?|ganze[nrs]?|gesamte[nrs]?) (?:\w+)",
        r"\b(?:erstatt|ersetz|überweis)\w*\b[^.!?\n]{0,40}\b(?:in voller höhe|alles|vollständig"
        r"|komplett|restlos)\b",
        r"\b(?:pay|hand|give)\b[^.!?\n]{0,40}\b(?:in cash|cash)\b",
        r"\b(?:refund|reimburse|repay)\b[^.!?\n]{0,30}\b(?:in full|everything|all of it|every)\b",
        r"\bfull (?:refund|amount|compensation)\b|\ball (?:of )?your money\b",
        r"\b(?:ganzes|gesamtes|volles) geld\b",
    ),
    "deadline": _any(
        rf"\b(?:bis|spätestens) {_BY_DE}\b[^.!?\n]{{0,60}}\b{_DONE_DE}\b",
        rf"\b{_DONE_DE}\b[^.!?\n]{{0,40}}\b(?:bis|spätestens) {_BY_DE}\b",
        rf"\b(?:will|['’]ll)\b[^.!?\n]{{0,60}}\b{_DONE_EN}\b[^.!?\n]{{0,40}}\bby {_BY_EN}\b",
        rf"\bby {_BY_EN}\b[^.!?\n]{{0,40}}\b(?:will|['’]ll)\b[^.!?\n]{{0,40}}\b{_DONE_EN}\b",
    ),
    "liability": _any(
        rf"\b{_DAMAGES}\b[^.!?\n]{{0,50}}\b(?:{_BEARS}|(?:bekomm|erhalt)\w*)",
        rf"\b{_BEARS}\b[^.!?\n]{{0,50}}\b{_DAMAGES}\b",
        r"\b(?:erkenn|gesteh|räum)\w*\b[^.!?\n]{0,40}\b(?:schuld|haftung|verschulden|anspruch"
        r"|forderung)\b",
        r"\b(?:forderung|anspruch|klage|beschwerde) (?:ist|besteht)\b[^.!?\n]{0,20}"
        r"\b(?:berechtigt|zu recht|begründet|rechtens)\b",
        r"\b(?:begleich|erfüll)\w*\b[^.!?\n]{0,40}\b(?:forderung|vollständig|anspruch|rechnung"
        r"|bis)\b",
        r"\b\w*versicherung (?:zahlt|übernimmt|begleicht|reguliert|kommt|wird)\b",
        rf"\b(?:schaden|schäden)\b[^.!?\n]{{0,60}}\b{_BEARS}",
        r"\b(?:übernehm|bezahl|ersetz|begleich)\w*\b[^.!?\n]{0,60}\b(?:schaden|schäden)\b",
        r"\b(?:komme|kommen) (?:ich|wir)\b[^.!?\n]{0,30}\bauf\b",
        r"\b(?:ich|wir) kommen?\b[^.!?\n]{0,15}\bfür\b[^.!?\n]{0,40}\bauf\b",
        r"\b(?:i|we)(?:['’]ll| will)?(?: of course| gladly| certainly)?"
        r" (?:cover|pay for|bear|reimburse) (?:the|your|all|any|every)\b"
        r"(?![^.!?\n]{0,25}\b(?:shipping|postage|return|label|delivery|transport|carriage|collection"
        r"|call-?out|costs?(?! of))\b)",
        r"\bwir haften\b[^.!?\n]{0,40}\b(?:voll|dafür|natürlich|selbstverständlich|für alle)\b",
        r"\b(?:cover|pay|reimburse|bear|settle|refund)\b[^.!?\n]{0,40}\b(?:lawyer|solicitor|legal"
        r"|medical|doctor|hospital|dental|hotel|plumber|electrician|damages?|repair shop|cleaning"
        r"|taxi|court)\b(?:['’]s)?[^.!?\n]{0,20}(?:\b(?:costs?|bills?|fees?|expenses)\b|$|[.,])",
        r"\binsur(?:ance|ers?)\b[^.!?\n]{0,30}\b(?:settle|pay|cover|compensate)",
        r"\b(?:admit|accept|acknowledge)\b[^.!?\n]{0,25}\b(?:fault|liability|guilt)\b",
        r"\bwe are (?:fully )?(?:liable|to blame|at fault)\b|\byour claim is (?:justified|valid)\b",
    ),
}
NEGATED = _any(
    r"\b(?:nicht|nichts|keine[nrsm]?|kein|ohne|bevor|weder|statt|not|cannot|can['’]?t|couldn['’]t"
    r"|won['’]t|don['’]t|no(?!\.)|before(?! \d)|without|unable|neither)\b",
)
#: What makes "you may keep it" a gift: else it may be what they ordered.
TO_BOOT = _any(
    r"\b(?:erstatt\w*|ersatz\w*|ersetz\w*|neue[nrs]?|geld|gutschrift|trotzdem|zusätzlich|beide[sn]?"
    r"|einfach|geschenk\w*|falsche[nrs]?)\b",
    r"\b(?:refund\w*|replac\w*|new|another|money|anyway|as well|both|gift|wrong|simply|just)\b",
)
#: A refund of the goods' own price, which is no goodwill.
PRICE_PAID = _any(
    r"\b(?:kaufpreis|warenwert|rechnungsbetrag|bezahlten? (?:preis|betrag))\b",
    r"\b(?:purchase price|price you paid|amount you paid|order value)\b",
)
#: What an agent may promise: to write, to ask, to look after it.
OWN_ACTION = _any(
    r"\b(?:melde|schreibe?|kläre?|prüfe?|kümmer[en]*|frage|schaue?|informiere"
    r"|gebe .{0,20}bescheid)\b",
    r"\b(?:get back|write|let you know|look into|check|find out|keep you|follow up|ask)\b",
)
#: What a document says that means the same promise, where it needs other words for it.
GROUNDS: Mapping[str, re.Pattern[str]] = {
    "guarantee": _any(
        r"\b\w*(?:garantie\w*|garantier\w+|hersteller|jahre|warranty|manufacturer|guarantee\w*)\b",
    ),
    "gift": _any(
        r"\b(?:kostenlos\w*|gratis|umsonst|kostenfrei\w*|unentgeltlich\w*|geschenkt?|free"
        r"|no charge|at no cost|complimentary|gift)\b",
    ),
    "keep": _any(
        r"\b(?:behalten|behält|keep)\b",
        r"\b(?:nicht|kein\w*)\b[^.!?\n]{0,40}\b(?:zurück\w*|einschick\w*|einsend\w*|rücksend\w*)",
        r"\b(?:not|no)\b[^.!?\n]{0,30}\b(?:return|send|sent|post)\b",
    ),
    "cash": _any(r"erstatt|zurück|auszahl|ausgezahlt|überw|refund|reimburs|paid out|cash|full"),
}
HEDGED = _any(
    r"\b(?:voraussichtlich|vermutlich|wahrscheinlich|wohl|geplant\w*|soll(?:te)?n?|möglicherweise"
    r"|vielleicht|eventuell|evtl|normalerweise|in der regel|meist(?:ens)?|laut|rechne\w*"
    r"|erwart\w*)\b",
    r"\b(?:probably|perhaps|maybe|possibly|expected|should|planned|likely|usually|normally"
    r"|may|might|could|hope|estimated?|due|according)\b",
)
ARRIVES = _any(
    r"\b(?:ankomm\w*|kommt\b[^.!?\n]{0,50}\ban\b|zugestellt|geliefert|ausgeliefert|eintreff\w*"
    r"|trifft)\b",
    rf"\b(?:(?:ist|sind|sein)\b[^.!?\n]{{0,40}}\bbei {_YOU}|da sein|in den händen"
    r"|im briefkasten)\b",
    r"\b(?:arrives?|be delivered|delivers?|reach(?:es)? you|(?:be|is|are) with you|have it)\b",
)
