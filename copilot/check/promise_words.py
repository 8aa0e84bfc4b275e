"""How promises are worded: certainty, gifts, exceptions, costs of others. German, English.

Each pattern is a family of phrasings, searched within one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_I = re.IGNORECASE
_US = r"(?:wir|ich)"
_YOU = r"(?:ihnen|sie|dir|dich|euch|du|ihr|you)"

GOODWILL = re.compile(
    r"gutschein|kulanz|entschädig|wiedergutmachung|rabatt|nachlass|gutgeschrieben|gutschrift"
    r"|schenke|geschenk|als (?:kleines )?dankeschön|voucher|goodwill|compensat|discount|store credit"  # noqa: E501
    r"|\bgift|\bcredit\b|as a gesture|as a thank|preisminderung",
    _I,
)
#: Money that the shop hands out, whatever it is called.
GRANT = re.compile(
    rf"\b{_US}\b[^.!?\n]{{0,40}}\b(?:erstatte|überweise|zahle|schenke|vergüte|ersetze|gebe|erlasse)n?\b"
    rf"|\b(?:erstatte|überweise|zahle|schenke|vergüte|gebe|erlasse|schreibe)n?\b {_US}\b"
    rf"|\b(?:bekomm\w*|erhalten|erhältst|kriegen|kriegst)\b[^.!?\n]{{0,80}}"
    r"\b(?:zurück|gutgeschrieben|erstattet|geschenkt|obendrauf|extra|ausgezahlt)\b"
    r"|\b(?:we|i)\b[^.!?\n]{0,30}\b(?:refund|reimburse|credit|pay|give|knock|take)\b[^.!?\n]{0,60}"
    r"(?:\byou|\boff\b|\bback\b|[€$£]|\beuros?\b)"
    r"|\byou(?:'ll| will| can)?\b[^.!?\n]{0,20}\b(?:get|receive|have)\b[^.!?\n]{0,40}"
    r"\b(?:back|off|refunded|credited|extra|on top)\b",
    _I,
)
_CERTAIN = (
    r"(?:auf jeden fall|in jedem fall|auf alle fälle|unter allen umständen|definitiv|ganz sicher"
    r"|garantiert|mit sicherheit|hundertprozentig|100 ?%ig|ohne wenn und aber|zu 100 ?%|verlässlich"
    r"|egal,? (?:was|wie|wann|ob)|so oder so)"
)
_SURELY = (
    r"(?:definitely|guaranteed|for sure|without fail|certainly|absolutely|100 ?%|no matter what"
    r"|in any case|whatever happens|no questions asked|in every case)"
)
_HAPPENS = (
    r"(?:morgen|übermorgen|heute|bis|am|erstatt\w*|ankomm\w*|geliefert|zugestellt|erhalten|da sein"
    r"|ersetz\w*|tausch\w*|neue[nrs]?\b|reparier\w*|bekomm\w*|übernehm\w*|zurück\w*|kostenlos|gratis"
    r"|funktionier\w*|halten|hält|passt|nie)"
)
_HAPPEN = (
    r"(?:tomorrow|today|by|arrive\w*|deliver\w*|refund\w*|replac\w*|receive|get|new|free|never|always"
    r"|repair\w*|fix\w*|work|last|fit|reach)"
)

FAMILIES: Mapping[str, re.Pattern[str]] = {
    "guarantee": re.compile(
        r"\b(?:garantiere?n?|versprechen|verspreche|versichere(?:n)? ihnen)\b(?=[^.!?\n]{0,90})"
        r"|\b(?:gebe|geben) (?:ich|wir) (?:ihnen|dir|euch) mein(?:e)? (?:wort|garantie)\b"
        rf"|\b{_CERTAIN}\b[^.!?\n]{{0,60}}\b{_HAPPENS}"
        rf"|\b{_HAPPENS}\b[^.!?\n]{{0,40}}\b(?:garantiert|versprochen|hundertprozentig)\b"
        r"|\b(?:nie wieder|kein einziges mal mehr|für immer|lebenslang\w*|zeitlebens)\b"
        r"|\b(?:wird|werden|kann)\b[^.!?\n]{0,30}\b(?:niemals|nie mehr|nie)\b[^.!?\n]{0,30}"
        r"\b(?:kaputt|teurer|steigen|vorkommen|passieren|ausfallen|rosten|brechen)"
        r"|\b(?:we|i)(?: can| will|'ll| do)? (?:absolutely |personally |fully )?(?:guarantee|promise)\b"  # noqa: E501
        r"|\byou have (?:my|our) word\b|\b(?:is|are|it's) guaranteed\b"
        rf"|\b{_SURELY}\b[^.!?\n]{{0,60}}\b{_HAPPEN}\b"
        r"|\b(?:arrive|delivered|receive it|with you)\b[^.!?\n]{0,30}"
        r"\b(?:guaranteed|without fail|for sure|for certain)\b"
        r"|\b(?:never|not ever) (?:happen|occur|break|fail|go up|rise|rust)\b|\bnever again\b"
        r"|\bfor life\b|\bforever\b|\blifetime\b[^.!?\n]{0,20}\b(?:guarantee|warranty)",
        _I,
    ),
    "gift": re.compile(
        rf"\b(?:schenke|schenken) {_US}\b|\b{_US} schenken?\b"
        r"|\b(?:kostenlos|gratis|umsonst|geschenkt|unentgeltlich)\b[^.!?\n]{0,25}"
        r"\b(?:dazu|obendrauf|obendrein|mit dazu)\b"
        r"|\b(?:legen?|packen?|schicken?|senden?|geben?|bekommen|erhalten)\b[^.!?\n]{0,60}"
        r"\b(?:gratis|umsonst|geschenkt|als geschenk|unentgeltlich)\b"
        rf"|\b(?:schicken?|senden?|legen?|geben?) {_US}\b[^.!?\n]{{0,50}}\bkostenlos(?:e[nrs]?)?\b"
        r"|\b(?:send|give|include|throw in|add|ship)\b[^.!?\n]{0,60}"
        r"\b(?:for free|free of charge|as a gift|at no (?:extra )?(?:cost|charge)|on the house|on us)\b"  # noqa: E501
        r"|\b(?:send|give|get|receive|add|include)\b[^.!?\n]{0,25}\ba (?:brand[- ]new )?(?:free|complimentary) "  # noqa: E501
        r"(?!return|shipping|delivery|label)\w+",
        _I,
    ),
    "keep": re.compile(
        r"\b(?:dürfen|können|darfst|kannst|sollen)\b[^.!?\n]{0,60}\bbehalten\b"
        r"|\bbehalten (?:sie|du)?\b[^.!?\n]{0,30}\b(?:einfach|gern|gerne|ruhig|trotzdem|dürfen)\b"
        r"|\byou (?:can |may |get to |are welcome to )?keep (?:the|it|them|both|this|that)\b",
        _I,
    ),
    "exception": re.compile(
        r"\b(?:eine|ihnen zuliebe eine|gern eine) ausnahme\b|\bausnahmsweise\b"
        r"|\b(?:nehmen|erstatten|tauschen|akzeptieren|verlängern|reparieren|ersetzen|stornieren)\b"
        r"[^.!?\n]{0,60}\b(?:trotzdem|dennoch|auch jetzt noch|auch (?:nach|außerhalb)|auch ohne)\b"
        r"|\b(?:trotzdem|dennoch|auch jetzt noch|auch (?:nach ablauf|außerhalb der))\b[^.!?\n]{0,60}"  # noqa: E501
        r"\b(?:nehmen|erstatten|tauschen|akzeptieren|verlängern|reparieren|ersetzen|zurück)\b"
        r"|\b(?:ich|wir)\b[^.!?\n]{0,40}\b(?:trotzdem|dennoch|trotz allem)\b"
        r"|\b(?:make|making|made) (?:\w+ ){0,2}exception\b|\bas an exception\b|\bexceptionally\b"
        r"|\bjust this once\b|\b(?:refund|accept|take|replace|extend|waive|repair)\b[^.!?\n]{0,60}"
        r"\b(?:anyway|nonetheless|regardless|even (?:though|after|without|if))\b",
        _I,
    ),
    "liability": re.compile(
        r"\b(?:\w*(?:arzt|anwalt|behandlung|folge|hotel|handwerker|gutachter|taxi|schaden|umzug"
        r"|klempner|elektriker|krankenhaus|gericht|reinigung|ersatzkauf|miet)\w*kosten"
        r"|\w*schmerzensgeld|\w*schadens?ersatz|\w*verdienstausfall|(?:ganzen|gesamten|vollen) schaden)\b"  # noqa: E501
        r"[^.!?\n]{0,50}\b(?:übernehm|zahl|trag|erstatt|ersetz|begleich|bekomm|erhalt)\w*"
        r"|\b(?:übernehm|zahl|trag|erstatt|ersetz|begleich)\w*\b[^.!?\n]{0,50}\b(?:\w*(?:arzt|anwalt"
        r"|behandlung|folge|hotel|handwerker|gutachter|schaden|klempner|elektriker|krankenhaus)\w*kosten"
        r"|schmerzensgeld|schadens?ersatz|verdienstausfall|(?:ganzen|gesamten|vollen) schaden)\b"
        r"|\b(?:erkenn|gesteh|räum)\w*\b[^.!?\n]{0,40}\b(?:schuld|haftung|verschulden)\b"
        r"|\b(?:schaden|schäden)\b[^.!?\n]{0,60}\b(?:übernehm|zahl|bezahl|trag|erstatt|ersetz|begleich)\w*"
        r"|\b(?:übernehm|bezahl|ersetz|begleich)\w*\b[^.!?\n]{0,60}\b(?:schaden|schäden)\b"
        r"|\b(?:komme|kommen) (?:ich|wir)\b[^.!?\n]{0,30}\bauf\b|\b(?:ich|wir) kommen?\b[^.!?\n]{0,15}"  # noqa: E501
        r"\bfür\b[^.!?\n]{0,40}\bauf\b"
        r"|\b(?:i|we)(?:['’]ll| will)?(?: of course| gladly| certainly)? (?:cover|pay for|bear|reimburse)"  # noqa: E501
        r" (?:the|your|all|any|every)\b(?![^.!?\n]{0,25}\b(?:shipping|postage|return|label|delivery)\b)"  # noqa: E501
        r"|\bwir haften\b[^.!?\n]{0,40}\b(?:voll|dafür|natürlich|selbstverständlich|für alle)\b"
        r"|\b(?:cover|pay|reimburse|bear|settle|refund)\b[^.!?\n]{0,40}\b(?:lawyer|solicitor|legal|medical"
        r"|doctor|hospital|dental|hotel|plumber|electrician|damages?|repair shop|cleaning|taxi|court)"  # noqa: E501
        r"\b(?:['’]s)?[^.!?\n]{0,20}(?:\b(?:costs?|bills?|fees?|expenses)\b|$|[.,])"
        r"|\b(?:admit|accept|acknowledge)\b[^.!?\n]{0,25}\b(?:fault|liability|guilt)\b"
        r"|\bwe are (?:fully )?liable\b",
        _I,
    ),
}
NEGATED = re.compile(
    r"\b(?:nicht|nichts|keine[nrsm]?|kein|ohne|bevor|weder|statt|not|cannot|can['’]?t|couldn['’]t"
    r"|won['’]t|don['’]t|no|before|without|unable|neither)\b",
    _I,
)
#: A refund of the goods' own price, which is no goodwill.
PRICE_PAID = re.compile(
    r"\b(?:kaufpreis|warenwert|rechnungsbetrag|bezahlten? (?:preis|betrag)|purchase price|price you paid"  # noqa: E501
    r"|amount you paid|order value)\b",
    _I,
)
#: What an agent may promise: to write, to ask, to look after it.
OWN_ACTION = re.compile(
    r"\b(?:melde|schreibe?|kläre?|prüfe?|kümmer[en]*|frage|schaue?|informiere|gebe .{0,20}bescheid"
    r"|get back|write|let you know|look into|check|find out|keep you|follow up|ask)\b",
    _I,
)
#: What a document says that means the same promise, where it needs other words for it.
GROUNDS: Mapping[str, re.Pattern[str]] = {
    "guarantee": re.compile(
        r"\b\w*(?:garantie\w*|garantier\w+|hersteller|jahre|warranty|manufacturer|guarantee\w*)\b",
        _I,
    ),
    "gift": re.compile(
        r"\b(?:kostenlos\w*|gratis|umsonst|kostenfrei\w*|unentgeltlich\w*|geschenkt?|free|no charge"
        r"|at no cost|complimentary|gift)\b",
        _I,
    ),
}
HEDGED = re.compile(
    r"\b(?:voraussichtlich|vermutlich|wahrscheinlich|wohl|geplant\w*|soll(?:te)?n?|möglicherweise"
    r"|normalerweise|in der regel|meist(?:ens)?|laut|rechne\w*|erwart\w*|probably|expected|should|planned"  # noqa: E501
    r"|likely|usually|normally|may|might|could|hope|estimated?|due|according)\b",
    _I,
)
ARRIVES = re.compile(
    r"\b(?:ankomm\w*|kommt\b[^.!?\n]{0,50}\ban\b|zugestellt|geliefert|ausgeliefert|eintreff\w*|trifft"
    rf"|(?:ist|sind|sein)\b[^.!?\n]{{0,40}}\bbei {_YOU}|da sein|in den händen"
    r"|arrives?|be delivered|delivers?|reach(?:es)? you|(?:be|is|are) with you|have it)\b",
    _I,
)
