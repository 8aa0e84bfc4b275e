"""Where a question begins, marked or not, and how it is told."""

from __future__ import annotations

import re

from copilot.understand.cues.table import FLAGS, one_of

_WH_DE = (
    r"(?:(?:ab|bis|seit|für|von) wann|wieviele?|wann|wo(?:hin|her)?|wie (?:lange?|viele?|oft|"
    r"weit|gro(?:ß|ss)|schwer|hoch|teuer|"
    r"schnell|breit|tief|laut|kurz|spät|häufig|alt|warm|hei(?:ß|ss)|kalt|genau|stark|sicher|gut|"
    r"dick|bald)|wie|wia(?: lange?| vui)?|wos|warum|"
    r"wieso|weshalb|wer|wem|wen|womit|wofür|wodurch|woran|worauf|wozu|worin|wovon|woraus|"
    r"(?:ab |bis |seit |ohne |für |mit |in |auf |aus |zu |bei |von |an |nach |unter |um |gegen |"
    r"über )?welche[nrsm]?|"
    r"was für(?: ein\w*)?|(?:für |mit |zu )was|was)"
)
_PRONOUN_DE = (
    r"(?:ich|i|du|er|sie|es|wir|ihr|man|ma|das|des|dies|mir|mich|uns|denn|eigentlich|jetzt|nun|da)"
)
_SUBJECT_DE = (
    rf"(?:{_PRONOUN_DE}|der|die|den|dem|diese\w?|ein\w{{0,2}}|mein\w{{0,2}}|unser\w{{0,2}}|"
    rf"dein\w{{0,2}}|eu(?:er|re\w?)|"
    r"ihre?\w?|jemand|noch|auch|überhaupt|bei|für|in|im|zu|zum|zur|mit|alle|beide|so|dann|hier|"
    r"aktuell|momentan|nach)"
)
_VERB_DE = (
    r"(?:kann|kannst|muss|muß|musst|darf|darfst|soll|sollte[nt]?|will|willst|mag|is|san|brauch|"
    r"ist|sind|war|wär|wäre|bin|wird|wirst|wurde|würde|"
    r"hab|gibt['’]?s|geht['’]?s|kommt['’]?s|[a-zäöüß]{2,}(?:e|t|en|st))"
)
_V1_DE = (
    r"(?:kann|kannst|könn(?:en|t)|könnte[nt]?|darf|darfst|dürf(?:en|t)|dürfte|muss|muß|musst|"
    r"müss(?:en|t)|soll(?:en|t|te|ten)?|"
    r"will|woll(?:en|t)|ist|is|san|habts|könnts|seids|sind|seid|war|wäre|wird|werden|werdet|"
    r"würde[nt]?|hat|hast|habt|haben|hätte[nt]?|gibt|gibt['’]?s|geht|geht['’]?s|"
    r"kommt|kommen|lohnt|passt|passen|reicht|funktioniert|brauche?|brauch|braucht|brauchen|"
    r"bekomme?|"
    r"bekommt|bekommen|krieg(?:e|t|en)?|"
    r"liefert|liefern|bietet|bieten|verkauft|verkaufen|führt|führen|nehmt|nehmen|akzeptiert|"
    r"akzeptieren|schickt|schicken|"
    r"verschickt|verschicken|versendet|versenden|macht|machen|kostet|kosten|zahle?|zahlt|muss|"
    r"enthält|hält|steht|liegt|läuft|"
    r"wei(?:ß|ss)t?|wissen|wisst|verträgt|eignet|eignen|finde|findet|benötige|benötigt|stimmt|"
    r"gilt|gelten|übernehm(?:t|en)|"
    r"übernimmt|ersetz(?:t|en)|erstattet|erstatten|tauscht|tauschen|repariert|reparieren|dauert|"
    r"gehört|hilft|lässt|lassen|"
    r"sieht|spricht|ginge|gäbe|wär|hab|sollt|fallen|fällt|entstehen|entsteht|habe|werde|bin|"
    r"schadet|klappt)"
)
#: Verbs without their subject, as in notes and after "und": "liegt jetzt im Flur", "will mir die
#: Schuhe holen", "wir fliegen und brauchen das Gerät". They ask only where a mark says so.
_TOLD_V1_DE = (
    r"(?!(?:liegt|steht|läuft|sind|ist|geht|kommt|sieht) (?:jetzt|nun|da|hier|so|nach|auch|noch) "
    r"(?!(?:was|etwas|jemand|die|der|das|ein\w*|mein\w*|noch|auch|wieder|überhaupt)\b)|"
    r"(?:will|muss|hab) (?:mir|mich|uns)\b|will (?:da|es|die|den|noch|auch|so|ein\w*|mein\w*)\b|"
    r"(?:hätte|wäre|wär|hätt) (?:ich|wir) (?:doch |das |es |sie |ihn )?(?:mal|nur|bloß|besser|"
    r"lieber)\b)"
)
#: End like verbs and are none.
_NO_VERB_DE = (
    r"(?!(?:damit|somit|mit|seit|nicht|oft|jetzt|erst|selbst|fast|bitte|heute|ohne|gerne|neben|"
    r"wegen|gegen|zwischen|"
    r"zusammen|oben|unten|einen?|meinen?|keinen?|diese|alle|beide|solange|weshalb|dort|sonst|"
    r"meist|sogar|statt)\b)"
)
#: Stand before "ich" and are no verbs: "…, weil ich", as against "…, komm ich".
_NO_CONJUNCTION_DE = (
    r"(?!(?:wenn|dass|daß|weil|was|aber|damit|bevor|sobald|wie|wia|falls|obwohl|nachdem|denn|und|"
    r"oder|als|bis|der|die|das|den|dem|welche\w*|wann|warum|wieso|seit|seitdem|sodass|solange|"
    r"während|dann|jetzt|nun|hier|sofern|also|nur|auch|sonst)\b)"
)
_WH_EN = (
    r"(?:(?:(?:in|on|at|by|to|for|from|with|within|until|since|under|of) )?(?:what|which|whom|how "
    r"(?:long|much|many))|when|where|why|who|whose|how(?: (?:often|far|soon|big|heavy|fast|old|"
    r"hot|cold))?)"
)
_AUX_EN = (
    r"(?:can|could|may|might|do|does|did|is|are|was|were|will|would|should|shall|have|has|had|am|"
    r"must|"
    r"(?:ca|wo|do|does|did|is|are|was|were|would|should|could|have|has)n['’]?t)"
)
_SUBJECT_EN = (
    r"(?:i|you|we|they|he|she|it|u|the|this|that|these|those|my|your|our|there|a|an|any|anyone|"
    r"anything|someone|one|its|his|her|"
    r"all|both|shipping|delivery|returns?|spare|replacement)"
)
_LEAD_DE = (
    r"(?:(?:auch|dann|vor allem|wenn ja|wenn nein|falls ja|falls nicht|falls|außerdem|zweitens|"
    r"ggf\.?|nämlich|nochmal|bitte) ?,? ?)?"
)
#: "Dann kann ich …" tells, "kann ich dann …" asks: before a verb fewer words may stand.
_LEAD_V1_DE = r"(?:(?:auch|wenn ja|wenn nein|falls ja|falls nein|falls nicht|ggf\.?) ?,? ?)?"
_LEAD_EN = r"(?:(?:also|then|if so|if not|if yes|[a-z]{3,}ly|please) ?,? ?)?"
#: "…, which I can't use" and "what I got is" tell; a question has its verb before its subject.
_TOLD_WH_EN = (
    r"(?!to whom it may)(?!(?:\w+ )?(?:what|which|whom|who|where|when|how) (?:i|you|we|they|he|she|"
    r"it)\s)"
)
_TOLD_WH_DE = rf"(?!{_WH_DE}\s+(?:ich|du|er|es|wir|man)\s)"
_IS_EN = r"(?:what|where|when|how|who|why)['’]?s\b"
_JOIN = (
    r"(?:(?:,|;|:|\.|\s[-–—]|\.\.\.|…|!|\))\s*(?:und|aber|oder|nur|denn|also|sowie|and|but|or|so|"
    r"also)?|\s(?:und|aber|sowie|u\.?|&|\+|and|but|plus|n))\s+"
)

#: What joins two clauses; the next question may begin where the match ends.
JOINT = re.compile(_JOIN, FLAGS)
#: Begins a main-clause question right after a joint. Keyed by language.
AFTER_JOINT = {
    "de": one_of(
        rf"{_LEAD_DE}{_WH_DE}\s+[a-zäöüß]{{3,}}\s+(?:ich|man|wir|ihr)\b",
        rf"{_LEAD_DE}{_WH_DE}\s+(?:[A-ZÄÖÜa-zäöüß-]+\s+)?{_VERB_DE}\s+{_SUBJECT_DE}\b",
        rf"{_LEAD_V1_DE}{_TOLD_V1_DE}(?!\w+en (?:das|es|mir|mich|uns|dies|da)\b)"
        rf"(?!(?:ist|hat|war|wird) (?:jetzt|nun|da)\b){_V1_DE}\s+{_PRONOUN_DE}\b",
    ),
    "en": one_of(
        rf"{_LEAD_EN}{_IS_EN}",
        rf"{_LEAD_EN}{_TOLD_WH_EN}(?!(?:which|who) {_AUX_EN} )"
        rf"{_WH_EN}\s+(?:[a-z-]+\s+)?{_AUX_EN}\b",
        rf"{_LEAD_EN}{_AUX_EN}\s+{_SUBJECT_EN}\b",
    ),
}
#: The same where the sentence ends with a question mark: any subject will do.
AFTER_JOINT_ASKED = {
    "de": one_of(
        rf"{_LEAD_V1_DE}{_NO_VERB_DE}[a-zäöüß]{{3,}}(?:t|e|en)\s+(?:ich|du|wir|ihr|man|es|sie|"
        rf"die|der|das)\b",
        rf"{_LEAD_DE}{_WH_DE}\s+[a-zäöüß]{{3,}}\s+(?:ich|man|wir|ihr)\b",
        rf"{_LEAD_DE}{_WH_DE}\s+(?:[\w-]+\s+){{0,2}}?{_VERB_DE}\b",
        rf"{_LEAD_V1_DE}(?!\w+ (?:lassen|können|dürfen|müssen|sollen|wollen|werden)\b){_V1_DE}\s+"
        rf"(?:{_SUBJECT_DE}\b|[A-ZÄÖÜ])",
        rf"{_NO_CONJUNCTION_DE}[a-zäöüß]{{3,}}\s+ich\b",
        r"was,? wenn\b",
    ),
    "en": one_of(
        rf"{_LEAD_EN}{_IS_EN}",
        rf"{_LEAD_EN}{_WH_EN}\s",
        rf"{_LEAD_EN}{_AUX_EN}\s+\w",
        r"what if\b",
    ),
}
#: Any question word or verb at the start of a piece of a sentence that asks.
STARTS = {
    "de": one_of(
        rf"{_LEAD_DE}{_WH_DE}\b",
        rf"{_NO_VERB_DE}[a-zäöüß]{{3,}}(?:t|en)\s+{_SUBJECT_DE}\b",
        rf"{_LEAD_V1_DE}(?!(?:habe|bin|war|hab|werde)\s+(?!ich\b)){_V1_DE}\b",
    ),
    "en": one_of(
        rf"{_LEAD_EN}{_WH_EN}\b",
        rf"{_LEAD_EN}(?!am (?!i\b))(?!(?:was|were|had|did|have|may) (?!i\b|you\b|the\b|there\b))"
        rf"{_AUX_EN}\b",
    ),
}
#: A wish in the imperative right after "und": "und schicken Sie mir …", "and send me …".
IMPERATIVE = {
    "de": one_of(
        r"bitte\s+\w+",
        r"[a-zäöüß]{3,}en Sie\b",
        r"(?:schickt?|sendet?|storniert?|ändert|gebt|erstattet|tauscht|löscht) (?:mir|uns|bitte|"
        r"die|das|den|mein\w*)\b",
    ),
    "en": one_of(
        r"let (?:me|us) (?:know|have)\b|make sure\b|take off\b",
        r"(?:please )?(?:send|cancel|refund|replace|exchange|delete|update|resend|stop|tell|give|"
        r"ship|change|issue|confirm) (?:me|us|my|the|it|this|them|a)\b",
        r"please\s+\w+|stop \w+ing\b|unsubscribe\b",
    ),
}
#: "Wenn ich bis Freitag kein Geld habe, …": a demand in the form of a threat.
DEMAND = one_of(
    r"^(?:wenn|falls|sollte[n]?|sofern)\b.{0,80}\b(?:nicht|kein(?:e|en)?|"
    r"nichts)\b.{0,120}\b(?:geld|erstatt|ersatz|zurück|liefer|rechnung|zusage|paket|gutschrift|"
    r"lösung|bestätig)",
    r"^(?:if|unless)\b.{0,80}\b(?:not|n['’]t|no|never|unless|do)\b.{0,120}\b(?:refund|replace|"
    r"money|return|deliver|invoice|parcel|package|credit|solution|confirm)",
    r"^unless\b.{0,120}\b(?:refund|replace|money|deliver|parcel|package|credit)",
)
#: A condition with the question behind it, without a comma: "wenn der hin ist was kostet der".
CONDITION_ASKS = re.compile(
    rf"^(?:und |aber )?(?:wenn|falls|if|when|"
    rf"once)\b.{{4,80}}?[\s,](?:{_WH_DE}\s+{_VERB_DE}\s+{_SUBJECT_DE}|{_V1_DE}\s+(?:ich|man|wir|"
    rf"es|ihr|das)|{_WH_EN}\s+{_AUX_EN}|{_AUX_EN}\s+(?:i|you|we|it|they))\b",
    FLAGS,
)
#: A further subordinate question after "und": "und ob …", "und wie lange …".
FURTHER = {
    "de": one_of(rf"{_LEAD_DE}(?:ob|{_WH_DE})\s+\w+"),
    "en": one_of(rf"{_LEAD_EN}(?:whether|if|{_WH_EN})\s+\w+"),
}
#: A question in the middle of a text without any mark: "… bestellt wann kommt die denn".
UNMARKED = {
    "de": re.compile(
        rf"(?<=[a-zäöüß0-9]\s)(?:wann|wo|wie (?:lange|viel|oft)|wie|warum|wieso|was|"
        rf"welche[nrs]?)\s+"
        r"(?:kann|kannst|muss|darf|soll|ist|is|sind|kommt|kommen|wird|habt|haben|hat|gibt|geht|"
        r"kostet|bekomme|krieg(?:e|t)?|dauert|macht|mache|"
        rf"finde|passt|braucht|brauche|könn(?:en|t))\s+{_SUBJECT_DE}\b",
        FLAGS,
    ),
    "en": re.compile(
        r"(?<=[a-z0-9]\s)(?:when|where|why|how (?:long|much|many|do)|how|what|which)\s+"
        r"(?:can|do|does|did|is|are|will|would|should)\s+(?:i|you|we|they|it|the|this|my|your)\b",
        FLAGS,
    ),
}
#: A line of a few words that asks without a mark, as in chats: "kratzt das", "is it same as".
BRIEF = {
    "de": re.compile(
        rf"(?:und |auch )?{_NO_VERB_DE}(?!\w* (?:das|es|die|der|man) .*\b(?:nicht|nichts|nix|nie|"
        rf"immer|schon|nur|leider|aber)\b)[a-zäöüß]{{3,}}t\s+(?:das|die|der|es|ihr|man)"
        rf"(?:\s+[\w-]+){{0,3}}",
        FLAGS,
    ),
    "en": re.compile(
        r"(?:and |also |so )?(?:(?:is|are|does) (?!not\b|no\b|fine\b|ok\b|good\b|great\b|all\b)|"
        r"what time |u got |can u |do u |r (?:u|they|these|those) )[\w/'’-]+(?:\s+[\w/'’+-]+){1,8}",
        FLAGS,
    ),
}
#: A sentence that is a question by its first words, question mark or not.
OPENING = {
    "de": one_of(
        rf"{_LEAD_DE}{_WH_DE}\s+[a-zäöüß]{{3,}}\s+(?:ich|man|wir|ihr)\b",
        rf"{_LEAD_DE}{_TOLD_WH_DE}{_WH_DE}\s+(?:[\w-]+\s+){{0,2}}?{_VERB_DE}\s+"
        rf"(?:{_SUBJECT_DE}\b|[A-ZÄÖÜ])",
        rf"{_LEAD_DE}{_WH_DE}\s+(?:ist|sind|kostet|kosten|gibt|gibt['’]?s|geht|geht['’]?s|bleibt|bleiben|"
        rf"wird|kommt|kommt['’]?s|hälts|dauerts|lange|viel)\b",
        rf"{_LEAD_V1_DE}{_TOLD_V1_DE}(?!(?:habe|bin|war|hab|werde|finde|"
        rf"brauche)\b){_V1_DE}\s+{_SUBJECT_DE}\b(?!\s+(?:aber|leider)\b)",
        r"(?:ab|bis) wann\b",
        rf"(?:war|hat|habe?|bin) (?:[\w-]+ ){{0,2}}?{_SUBJECT_DE} (?:[\w-]+ ){{0,2}}?eigentlich\b|"
        r"(?:war|hat|habe?|bin) (?:da|das|ich) (?:denn |nun )?(?:eigentlich|überhaupt)\b",
    ),
    "en": one_of(
        rf"{_LEAD_EN}{_TOLD_WH_EN}{_WH_EN}\s+(?:[a-z-]+\s+){{0,2}}?{_AUX_EN}\b",
        rf"{_LEAD_EN}(?:how (?:long|much|many|often|come)|any (?:chance|idea|news|update)s?)\b",
        rf"{_LEAD_EN}(?!(?:was|were|had|did|might|may)\b|have an?\b){_AUX_EN}\s+{_SUBJECT_EN}\b",
        r"(?!what['’]?s\b.{3,50}\s(?:is|was|isn['’]t)\s)what['’]?s\b|where['’]?s\b|when['’]?s\b|"
        r"how['’]?s\b|what about\b|how about\b|is there\b|do (?:the |your |these )?[a-z]+s [a-z]",
    ),
}
#: A question that is told: "ich wollte fragen, ob …", "would like to know whether …".
TOLD = {
    "de": one_of(
        r"\b(?:wollte[n]?|möchte[n]?|würde[n]?|will|wollen|hätte[n]?|wollt|würd|"
        r"möcht)\b.{0,40}\b(?:fragen|wissen|erfahren|erkundigen|nachfragen|anfragen|gewusst|"
        r"nachhaken)\b|\b(?:ich|wir)\b.{0,40}\bklären\b",
        r"\bfrag(?:e|en)? (?:mich|uns),? (?:ob|wie|was|wann|wo|welche|warum|wieso)",
        r"\b(?:würde mich|würde uns|mich würde?|uns würde?|es würde mich) (?:auch |noch |mal |"
        r"sehr )?interess",
        r"\bwüsste[n]? (?:ich |wir )?(?:auch |noch |bitte |mal )?gern",
        r"\b(?:kann|kannst|können|könnt|könnten|könntest|könntet|würden|würdet|würdest)\s(?:sie|"
        r"ihr|du|mir|jemand|man|uns)\b.{0,25}\b(?:sagen|mitteilen|verraten|beantworten|auskunft|"
        r"erklären|info)\b",
        r"\b(?:nicht (?:ganz |so )?(?:sicher|klar)|unsicher|unklar)\b.{0,30}\b(?:ob|wie|was|"
        r"welche[nrsm]?|wann|wo)\b",
        r"\b(?:wei(?:ß|ss)|wissen|verstehe|finde|sehe|erkenne|"
        r"blicke?)\b.{0,20}\bnicht(?: so richtig| genau| mehr)?,? (?:ob|wie|wo|was|wann|"
        r"welche[nrsm]?|warum|wieso|woran|womit)\b",
        r"\bkeine ahnung,? (?:ob|wie|wo|was|wann|welche|warum)",
        r"\b(?:info|information|auskunft|mitteilung|angabe|bescheid|rückmeldung|erklärung|"
        r"bestätigung|nachricht|antwort)\b.{0,30},? (?:ob|wann|wie|wo|was|welche[nrsm]?|warum)\b",
        r"\b(?:sagen|sagt|sag|teilen|teilt|teil|schreiben|schreibt|schreib|erklären|erklärt|"
        r"erklär)\b.{0,40}\b(?:ob|wann|wie|wo|was|welche[nrsm]?|warum|wohin)\b",
        r"\bfrage (?:ist|wäre|lautet|an)\b|^(?:meine |eine |kurze |noch eine |und eine |andere |"
        r"2\. |zweite |erste )*frage:? .{12,}",
        r"\binteressier(?:e|en|t) (?:mich|uns)\b.{0,20},? (?:ob|wie|was|wann|welche)",
        r"\b(?:ob|inwiefern|inwieweit) (?:ich|man|es|sie|ihr|das|die|der|eine?|wir|"
        r"meine?)\b.{3,}\b(?:kann|können|könnt|ist|sind|gibt|geht|muss|darf|habt|haben|wird|"
        r"lässt|passt|lohnt|möglich)\b",
    ),
    "en": one_of(
        r"\b(?:would|['’]?d|wanted|want|need|like|love|trying|curious)\b.{0,15}\b(?:to )?(?:know|"
        r"ask|find out|understand|enquire|inquire|check|figure out)\b.{0,10}\b(?:whether|if|how|"
        r"when|what|which|where|why|about|is)\b",
        r"\b(?:wonder(?:ing|ed)?)\b.{0,15}\b(?:if|whether|how|when|what|which|where|why)\b",
        r"\b(?:can|could|would|will) (?:you|someone|anyone|u)\b.{0,25}\b(?:tell|let|advise|"
        r"confirm|explain|clarify)\b",
        r"\b(?:not sure|unsure|unclear|no idea|don['’]?t (?:know|understand|see)|"
        r"can['’]?t (?:find|figure out|see|tell))\b.{0,12}\b(?:whether|if|how|when|what|which|"
        r"where|why)\b",
        r"\b(?:let me know|tell me|please (?:advise|confirm))\b.{0,12}\b(?:whether|if|who|how|when|"
        r"what|which|where|why)\b",
        r"\bmy (?:other |second |first |only )?question (?:is|would be)\b|^(?:quick |another |"
        r"one )?question:? .{12,}",
        r"\bcurious (?:whether|if|how|about)\b",
        r"\b(?:would|['’]d) (?:really )?(?:like|love) to know (?:the|its|your|more|about)\b",
    ),
}
