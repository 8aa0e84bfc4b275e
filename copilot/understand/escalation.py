"""When a senior colleague should look: law, withdrawal, safety, fraud, press, privacy.

A rule is a name and a pattern; a second pattern names the harmless uses that look alike
("sicher bezahlen", "Anwaltskanzlei als Lieferadresse"). A false alarm costs an agent's
trust, a miss costs more: the rules ask for the thing itself, not for a word near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from copilot.messages import Escalation

Topic = Literal["legal", "withdrawal", "safety", "fraud", "press", "privacy"]
_READ = 50_000


@dataclass(frozen=True, slots=True)
class Rule:
    topic: Topic
    name: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _rule(topic: Topic, name: str, pattern: str, unless: str = "") -> Rule:
    flags = re.IGNORECASE
    return Rule(
        topic, name, re.compile(pattern, flags), re.compile(unless, flags) if unless else None
    )


# A message in the shop's name that wants money or a click, and the doubt whether it is the shop's.
_STRANGE_MAIL = (
    r"\b(?:sms|text(?: message)?|e-?mail|mail|nachricht|whatsapp|anruf|message|call)\b"
    r"[^?]{0,120}?\b(?:pay|customs|fee|click|zahlen|bezahlen|\w*gebühr\w*|link|anklicken|kontodaten|"
    r"kreditkarte\w*|verifizier\w*|verify)\b"
)
_DOUBT = (
    r"\b(?:(?:was|is|were) (?:that|this|it)(?: one)? (?:really |actually )?(?:(?:from )?you|real|"
    r"genuine|legit|a scam)\b|(?:is|war|ist|kommt|stammt) (?:das|die|diese\w?|sie)(?: \w+){0,3} (?:"
    r"von (?:ihnen|euch)|echt)\b|(?:typed in|entered) my (?:card|details)|(?:have not|n['’]t|"
    r"not) clicked|nicht (?:drauf ?)?geklickt)"
)

# A doctor or a hospital as a place to be at, in a sentence that names no cause: an appointment,
# a visit, work. Whatever leaves a doubt is escalated.
_DAY = r"(?:morgen|übermorgen|(?:mon|diens|donners|frei|sams|sonn)tag\w*|mittwoch\w*|sonnabend\w*)"
_VISIT = (
    r"(?s)^(?!.*\b(?:wegen|weil|deswegen|deshalb|daher|davon|damit|dadurch|danach|seit|nachdem|"
    r"because|since|due|(?:from|after) (?:\w+ing|this|that|the|my|your|it|i|he|she|we|they))\b)"
    r".*\b(?:"
    rf"{_DAY} (?:bin|sitze) (?:\w+ ){{0,4}}beim arzt|"
    rf"(?:bin|sitze) (?:\w+ ){{0,3}}{_DAY} (?:\w+ ){{0,3}}beim arzt|"
    r"zu (?:meine|seine|ihre|unsere)[mrn] (?:\w+ ){1,2}(?:ins|im) krankenhaus|"
    r"(?:besuch\w*|arbeite\w*|schicht|visit\w*|work\w*|shift|nurse)\b[^.!?]{0,40}"
    r"\b(?:krankenhaus|hospital)|geschenk|present|gift|lieferadresse|liefern|deliver)\b"
)

RULES: tuple[Rule, ...] = (
    _rule(
        "legal",
        "lawyer",
        r"\b(?:(?:mein(?:en|em|e[rn]?)?|unser(?:en|em|e[rn]?)?|eine[nm]?|zum|den|dem|einen|"
        r"meiner) (?:rechts)?anw[aä]lt(?:in|e)?|rechtsanw[aä]lt(?:in|e)?|anwaltlich\w*|"
        r"(?:my|our|a|the) (?:lawyers?|solicitors?|attorneys?)|legal (?:advice|counsel|"
        r"representation))\b",
        r"\b(?:bin|arbeite als|beruf\w*|ich bin|i am an?|i['’]m an?|"
        r"work as an?) .{0,12}(?:rechtsanw[aä]lt|anw[aä]lt|lawyer|solicitor|attorney)|"
        r"geschenk für .{0,20}anwalt|gift for .{0,15}lawyer",
    ),
    _rule(
        "legal",
        "court",
        r"\b(?:rechtliche[nr]? schritte?|rechtsweg|klage ich|(?:werde|würde) (?:\w+ ){0,5}klagen|"
        r"schmerzensgeld|rechtsschutz\w*|(?:ver)?klage (?:ein|erheb|"
        r"einreich)\w*|verklag\w*|vor gericht|gerichtlich\w*|mahnbescheid|mahnverfahren|"
        r"schadens?ersatz\w*|einstweilige verfügung|"
        r"(?:legal|court) (?:action|proceedings|steps|case|claim)|(?:take|taking|see) (?:you|"
        r"this|it|them) (?:to )?(?:in )?court|small claims|sue (?:you|the|your)|suing|lawsuit|"
        r"damages claim|claim (?:for )?(?:compensation|damages)|hold (?:you|your company|the "
        r"company) (?:\w+ )?(?:liable|responsible)|(?:acceptance|admission) of liability|"
        r"(?:i|we) act (?:for|on behalf of)|proceedings (?:will|may|shall)|issue proceedings|"
        r"haftbar|(?:mache|machen) (?:\w+ ){0,4}regresspflichtig|namens und in vollmacht|"
        r"(?:mein|unser)\w* mandant\w*|anwaltlich vertreten)\b",
    ),
    _rule(
        "legal",
        "consumer_protection",
        r"\b(?:verbraucherzentrale|verbraucherschutz\w*|schlichtungsstelle|abmahn\w*|"
        r"wettbewerbszentrale|trading standards|consumer (?:protection|rights act|ombudsman)|"
        r"ombudsman|better business bureau|chargeback)\b",
        r"verbraucherzentrale (?:empfiehlt|empfohlen|testet|lobt)",
    ),
    _rule(
        "legal",
        "deadline_set",
        r"\b(?:setze (?:ihnen|euch|dir) (?:hiermit )?(?:eine )?(?:letzte |angemessene )?frist|"
        r"fristsetzung|nachfrist|letzte mahnung|final (?:notice|warning|deadline))\b",
    ),
    _rule(
        "withdrawal",
        "withdrawal_declared",
        r"\b(?:hiermit|ich|wir|möchte|will|mache)\b[^.!?\n]{0,60}\b(?:widerrufe[n]?\b|"
        r"widerruf (?:ein|erkläre|geltend|des|meiner|vom)|(?:von )?(?:meinem |mein |"
        r"unserem )?widerrufsrecht (?:gebrauch|nutzen|in anspruch|ausüben)|"
        r"vom (?:kauf)?vertrag zurück(?:zu)?treten)"
        r"|\bwiderrufe (?:ich|hiermit|wir)\b|"
        r"\btrete (?:ich )?(?:hiermit )?vom (?:kauf)?vertrag zurück|§ ?355|"
        r"\b(?:fern)?absatz\w*recht"
        r"|\b(?:i|we) (?:hereby |would like to |want to |wish to |am going to )*(?:withdraw|"
        r"rescind)(?:ing)? (?:from )?(?:the|my|this|our) (?:contract|purchase|order|sale)|"
        r"\bexercise (?:my|our) (?:right (?:of|to) (?:withdraw\w*|cancel)|"
        r"(?:statutory )?(?:cancellation|withdrawal) right)|\bright of withdrawal\b|"
        r"\bcooling[- ]off (?:period|right)",
        r"widerruf\w* (?:meine[r]? )?(?:einwilligung|newsletter|datenschutz|zustimmung|"
        r"lastschrift|sepa)|(?:einwilligung|newsletter|zustimmung|"
        r"lastschrift)[^.!?\n]{0,30}widerruf",
    ),
    _rule(
        "safety",
        "injury",
        r"\b(?:(?:mich|sich|mir|uns|kind|sohn|tochter|finger|hand|er|"
        r"sie) (?:\w+ ){0,4}(?:verletzt|verbrannt|verbrüht|geschnitten|vergiftet)|"
        r"verletzung(?:en)?|verbrennung(?:en)?|verbrüh\w+|notaufnahme|rettungswagen|"
        r"notarzt|stromschlag|blutet|(?:was|is|got|been) hurt|(?:deep|bad|nasty) cut|"
        r"stromschläge|allergische[nrs]? (?:reaktion|schock)|atemnot|"
        r"hautausschlag|quaddeln|kontaktallergie|hautreizung\w*|"
        r"(?:allergisch|reagiert) (?:\w+ ){0,3}(?:reagiert|allergisch)|"
        r"(?:juck|brenn)\w*.{0,30}\bhaut\b|"
        r"stromschlag|elektrische[nr]? schlag|(?:eine|einen) gewischt|"
        r"kribbel\w*.{0,40}\b(?:hand|arm|finger|ellenbogen|wasser|gehäuse|anfass\w*)|"
        r"(?:hand|finger|wasser|gehäuse|anfass\w*|berühr\w*)\b.{0,40}\bkribbel\w*|"
        r"fractur\w+|hives|blister\w*|(?:skin|contact) (?:irritation|allergy|reaction)|"
        r"(?:tingl\w+|zap(?:ped|s)?|shock(?:ed|s)?) .{0,30}\b(?:touch\w*|hand|fingers?|water|"
        r"metal)|"
        r"(?:touch\w*|hand|fingers?|water)\b.{0,30}\b(?:tingl\w+|zapp?(?:ed|s)|shocked|shocks)|"
        r"(?:bin|ist|sind|wäre) (?:\w+ ){0,4}gestürzt|(?:schlüsselbein|arm|bein|rippen?|"
        r"handgelenk|nase|zahn|finger) (?:\w+ )?gebrochen|"
        r"broke (?:my|his|her) (?:\w+ )?(?:arm|wrist|leg|nose|collarbone|tooth|finger|rib)|"
        r"(?:fell|came) off (?:my|the) bike|genäht werden|"
        r"(?:needed|need|got|had|have|requires?) (?:\w+ )?stitches|(?:injur(?:ed|y|ies)|"
        r"burn(?:ed|t) (?:my|his|her|our|myself|himself|herself)|scalded|electric(?:al)? shock|"
        r"electrocuted|emergency room|a&e|allergic reaction|cut (?:my|his|her|"
        r"myself) (?:\w+ )?(?:hand|finger|arm|leg|foot|face)|choked|choking|poison(?:ed|ing)|"
        r"rash))\b",
        r"\b(?:geschenk|present|gift|arbeite|work|lieferadresse|liefern|deliver|verhinder|"
        r"vermeid|avoid|prevent|kann man sich|besteht .{0,20}(?:verletzungs|gefahr)|is it safe)\b",
    ),
    _rule("safety", "injury", r"\b(?:krankenhaus|hospital|(?:beim|zum) arzt)\b", _VISIT),
    _rule(
        "safety",
        "swallowed_or_poisoned",
        r"\b(?:katze|kater|hund|kind|baby|tochter|sohn|welpe)\b.{0,30}\b(?:hat|"
        r"hatte)\b.{0,90}\b(?:gefressen|gegessen|verschluckt|geschluckt|getrunken)|"
        r"\bvergiftung\w*|\bgiftnotruf"
        r"|\b(?:cat|dog|child|kid|son|daughter|baby|toddler|puppy|kitten) (?:has |have |"
        r"just )?(?:ate|eaten|swallowed|chewed)\b|\bpoison control",
        r"\b(?:futter|leckerli|snack|food|treats?)\b",
    ),
    _rule(
        "safety",
        "fire_or_shock",
        r"\b(?:fängt feuer|feuer gefangen|in brand|brannte|gebrannt|brandgefahr|brandgeruch|"
        r"brandgefährlich|brandfleck\w*|angeschmort|verschmort|geschmolzen|durchgeschmort|"
        r"schmort|qualmt\w*|raucht|geraucht|gequalmt|so hei(?:ß|ss),? dass man|zu hei(?:ß|"
        r"ss) zum anfassen|too hot to touch|rauch(?:entwicklung)?|funken|explodier\w+|explosion|"
        r"kurzschluss|lebensgefährlich|"
        r"steht unter strom|(?:akku|gehäuse|batterie)\b.{0,40}\b(?:wölbt|gewölbt|beult|"
        r"aufgequollen)|drückt .{0,10}von innen|fizz\w*|scorch\w*|"
        r"akku (?:bläht|aufgebläht|\w+ aufgebläht)|caught fire|on fire|"
        r"catch fire|fire hazard|smok(?:e|ing)|sparks?|sparking|exploded|explosion|"
        r"short[- ]circuit(?:ed)?|"
        r"(?:has |have )?melted|burning smell|smells? (?:like |of )?burn(?:t|ing)|"
        r"swollen battery|battery (?:is |has )?(?:swollen|bulging|swelled)|overheated and)\b",
        r"\b(?:rauchmelder|raucharoma|rauchig|räucher\w*|rauchfrei|nichtraucher|"
        r"smoke (?:detector|alarm|flavou?r|free)|smoky|smoking (?:chips|jacket)|smoked|"
        r"geschmolzene (?:schoko\w*|butter)|melted (?:chocolate|butter|cheese)|spark plug|"
        r"wird nicht|kurzschlussfest|raucht (?:er|sie) nicht|funkenschutz)\b",
    ),
    _rule(
        "safety",
        "unsafe_product",
        r"\b(?:produktrückruf|bremsen? .{0,50}(?:versagt|nicht gegriffen|ausgefallen)|"
        r"brakes? (?:\w+ )?failed|akku\b.{0,60}\b(?:riss\b|ausgelaufen|riecht|stinkt|verformt)|"
        r"battery\b.{0,60}\b(?:cracked|leaking|smells)|rückrufaktion|(?:glas)?splitter (?:im|in|"
        r"gefunden)|metallspäne|"
        r"fremdkörper|(?:lebens)?gefährlich\w* (?:für|mangel|defekt)|ist (?:mir )?zu gefährlich|"
        r"sicherheitsmangel|sicherheitsrisiko|product recall|"
        r"(?:glass|metal|plastic) (?:shards?|splinters?|pieces?|fragments?) in|safety (?:hazard|"
        r"risk|defect)|(?:is|are|was) (?:really |very |clearly |potentially )?dangerous|"
        r"lebensmittelvergiftung|food poisoning)\b",
        r"\b(?:gibt es .{0,20}rückruf|ist (?:das|es|sie|er|die \w+|der \w+) gefährlich\?)",
    ),
    _rule(
        "fraud",
        "police_or_fraud",
        r"\b(?:(?-i:Betrug)\w*|(?:wegen|ist|reiner|so ein) betrug|betrügerei|betrüger\w*|"
        r"betrogen|strafanzeige|(?:anzeige|erstatte\w*) (?:bei der |"
        r"wegen |anzeige)|polizei\w*|identitätsdiebstahl|identitätsmissbrauch|(?:konto|"
        r"account) (?:wurde |ist )?gehackt|phishing\w*|fake-?shop|"
        r"fraud\w*|scam(?:med|mers?)?|identity theft|(?:report(?:ed)?|going|go|call(?:ed)?|"
        r"contact(?:ed)?) .{0,20}police|account (?:was |has been |got )?hacked|stolen (?:card|"
        r"credit card|identity|account))\b",
        r"\b(?:das ist (?:doch |ja |für mich |echt )?(?:reiner |glatter |schon )?betrug|"
        r"betrug am kunden|grenzt an betrug|(?:this|that) is (?:basically |pure |"
        r"just )?(?:a )?(?:fraud|scam)|(?:feels|looks) like a (?:scam|fraud)|betrug (?:der |"
        r"die )?(?:preis|summe|gesamt|rechnung|wert|versand|\d)|(?:preis|summe|rabatt|temperatur|"
        r"wartezeit|lieferzeit|gewicht) betrug|betrug \d|lieferadresse .{0,40}polizei|"
        r"polizeirevier als)\b",
    ),
    _rule(
        "fraud",
        "phishing",
        rf"{_STRANGE_MAIL}[^§]{{0,250}}?{_DOUBT}|{_DOUBT}[^§]{{0,120}}?{_STRANGE_MAIL}",
    ),
    _rule(
        "fraud",
        "unknown_order",
        r"\b(?:(?:nie|nicht|niemals|gar nicht) (?:bei (?:ihnen|euch) )?(?:etwas )?bestellt|"
        r"(?:ohne|nicht) (?:meine|mein) (?:zustimmung|wissen|einverständnis|auftrag)|unbefugt\w*|"
        r"unberechtigt\w* (?:abgebucht|abbuchung\w*)|unautorisiert\w*|"
        r"(?:someone|somebody|jemand) (?:\w+ ){0,3}(?:placed|ordered|used my|bestellt|"
        r"hat mit meiner)|never heard of (?:your|this) (?:shop|store|company)|"
        r"in meinem namen (?:\w+ )?(?:bestellt|ein konto)|(?:did|have)(?: not|n['’]t) (?:place|"
        r"order|authori[sz]e|make) (?:this|that|any|the|such|it)\b[^.!?\n]{0,20}(?:order|payment|"
        r"charge|purchase|transaction)?|never (?:ordered|placed|authori[sz]ed)|"
        r"unauthori[sz]ed (?:charge|payment|transaction|order))\b",
        r"\b(?:statt|sondern|stattdessen|instead|falsch\w*|wrong|falsche|größe|farbe|colou?r|"
        r"size|but (?:i )?(?:got|received)|diese (?:farbe|größe|variante))\b|newsletter|werbung|"
        r"noch n(?:ie|icht) bestellt|nicht bestellt werden",
    ),
    _rule(
        "press",
        "public_threat",
        r"\b(?:(?:an|bei|mit|in) (?:der|die|den) (?:presse|medien|zeitung)|presseanfrage|"
        r"redaktionsschluss|für einen (?:zeitungs)?(?:artikel|bericht|beitrag) (?:über|zu)|"
        r"for an article (?:about|on)|"
        r"journalist(?:in)?|redakteur(?:in)?|redaktion|fernseh(?:en|sender)|(?:marktcheck|"
        r"stern tv|wiso|plusminus|bild-?zeitung)|shitstorm|"
        r"(?:auf|bei) (?:google|trustpilot|facebook|instagram|twitter|tiktok|amazon|"
        r"trusted shops)\b[^.!?\n]{0,40}(?:öffentlich|bewert|schreib|post|verreiß)\w*|"
        r"öffentlich (?:machen|mache)|"
        r"(?:go(?:ing)? to|contact(?:ing)?|tell(?:ing)?) the (?:press|media|newspapers?|news)|"
        r"press (?:inquiry|enquiry|request)|journalist|reporter|go(?:ing)? public|(?:one[- ]star|"
        r"bad|negative) reviews?|watchdog)\b",
        r"\b(?:french ?press|siebträgerpresse|(?:knoblauch|obst|saft|kaffee|zitronen)presse|"
        r"presse (?:reinig|sauber|gelesen)|in der presse (?:gelesen|gesehen)|gute bewertung|"
        r"positive|5 sterne|fünf sterne|gerne? (?:auf|bei) .{0,20}bewert|(?:habe|hatte|viele|"
        r"wegen|trotz|read|saw|some|few|many|despite|the) .{0,30}(?:negative|schlechte|"
        r"bad) (?:reviews?|bewertungen))\b",
    ),
    _rule(
        "privacy",
        "data_subject_request",
        r"\b(?:dsgvo|ds-gvo|gdpr|art(?:ikel|\.)? ?1[5-9]\b|datenschutz(?:beauftragte[rn]?|"
        r"beschwerde|behörde|verstoß|verletzung)|datenpanne|(?:meine|all meine|"
        r"sämtliche) (?:persönlichen |gespeicherten |"
        r"personenbezogenen )?daten (?:\w+ ){0,4}(?:löschen|gelöscht|löscht)|"
        r"(?:lösch(?:en|t|ung)) (?:\w+ ){0,5}(?:mein(?:e[rsmn]?)? |personenbezogene[rn]? |"
        r"alle )(?:\w+ )?(?:daten|konto|kundenkonto|account)|"
        r"(?:kunden)?konto (?:\w+ ){0,3}(?:vollständig |komplett |endgültig )?(?:löschen|"
        r"gelöscht)|auskunft (?:über|zu) (?:\w+ ){0,3}(?:gespeicherten |"
        r"personenbezogenen )?daten|"
        r"welche (?:personenbezogenen )?daten (?:\w+ ){0,6}(?:gespeichert|speicher)\w*|"
        r"datenauskunft|selbstauskunft|recht auf (?:löschung|auskunft|vergessen)|(?:delete|erase|"
        r"remove) (?:all )?(?:of )?my (?:personal )?(?:data|account|information)|"
        r"my (?:personal )?data (?:\w+ ){0,3}(?:deleted|erased|removed)|"
        r"data (?:subject|access) request|subject access|copy of (?:all )?(?:my|"
        r"the) (?:personal )?data|what (?:personal )?data (?:\w+ ){0,4}(?:hold|store|have|keep)|"
        r"data protection (?:officer|authority|request)|data breach|(?:unsere|meine|kunden|"
        r"deren) ?daten (?:\w+ )?(?:verwechselt|vertauscht|weitergegeben|verkauft)|"
        r"daten (?:einer|eines|von) (?:anderen|fremden)|fremde\w* (?:daten|bestellung|rechnung)|"
        r"(?:someone else|another customer|other customer)['’]?s? (?:data|order|details|name|"
        r"invoice|address)|was (?:hat|haben) (?:sie|er|mein\w* \w+) (?:\w+ ){0,4}bestellt|"
        r"(?:schick|gib|geb|nenn|sag)\w* (?:sie |ihr )?mir (?:\w+ )?(?-i:ihre|seine) (?:neue )?"
        r"(?:adresse|anschrift|telefonnummer)|(?:give|tell|send) me (?:her|his|their) (?:new )?"
        r"(?:address|number)|"
        r"what (?:did|has|have) (?:he|she|they|my \w+) (?:\w+ ){0,2}order(?:ed)?|"
        r"(?:bin|als) (?:die|der|eine?) nachbar(?:in)?\b.{0,80}\bpaket|"
        r"(?:mein\w*|my) (?:mann|frau|freund(?:in)?|partner(?:in)?|sohn|tochter|kolleg\w+|husband|"
        r"wife|boyfriend|girlfriend|colleague) (?:\w+ )?(?:hat|has) (?:\w+ ){0,3}(?:etwas|was|"
        r"something) (?:\w+ ){0,2}(?:bestellt|order\w*)|right to (?:erasure|be forgotten)|"
        r"information commissioner)\b",
    ),
)


def escalations(body: str, subject: str = "") -> tuple[Escalation, ...]:
    """Every rule that fires, once, with the place of its first match, in order of place.

    What only the subject says has the empty span at the start of the body.
    """
    hits = [hit for rule in RULES if (hit := _first(rule, body[:_READ]))]
    # Two patterns may serve one rule: the first one's place is told.
    found = list({hit.rule: hit for hit in reversed(hits)}.values())
    rules = {hit.rule for hit in found}
    above = [hit for rule in RULES if rule.name not in rules and (hit := _first(rule, subject))]
    return tuple(replace(hit, span=(0, 0)) for hit in above) + tuple(
        sorted(found, key=lambda hit: hit.span)
    )


def _first(rule: Rule, body: str) -> Escalation | None:
    for match in rule.pattern.finditer(body):
        if not (rule.unless and rule.unless.search(_sentence_round(body, match.span()))):
            return Escalation(rule.topic, rule.name, match.span())
    return None


def _sentence_round(body: str, span: tuple[int, int]) -> str:
    start = max((body.rfind(mark, 0, span[0]) for mark in (". ", "! ", "? ", "\n")), default=-1)
    ends: Iterator[int] = (body.find(mark, span[1]) for mark in (". ", "! ", "? ", "\n"))
    return body[
        max(start, span[0] - 200) + 1 : min(
            [e for e in ends if e >= 0] + [span[1] + 200, len(body)]
        )
        + 1
    ]
