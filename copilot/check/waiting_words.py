"""How a reply says that the answer comes later, or asks for what it needs. German and English.

Each part is a family of phrasings, searched within one sentence. The patterns are verbose:
a blank is written `\\ `.
"""

from __future__ import annotations

_WE = r"(?:ich|wir|kolleg\w*|team|abteilung|fachabteilung|lager|werkstatt|technik\w*|leitung)"
_WHOM = r"(?:ihnen|dir|euch|sie|dich|uns|mich|mir|sich)"
_GERMAN_LOOKING = r"""(?:
    prüf(?:e|en|t)|klär(?:e|en|t)|recherchier\w*|erkundig\w*|(?:in\ )?rücksprache
    |geht?\ dem\ nach|gehe?n?\ .{0,20}\bnach|schau(?:e|en)?\b.{0,30}\b(?:nach|an)
    |(?:frag|hak)(?:e|en|t)\b.{0,40}\bnach|frage\b.{0,30}\b(?:bei[m]?|im|in|die|den|das|unser\w*)
    |leite\w*\b.{0,60}\bweiter|weitergeleitet|weitergegeben
    |spreche\b.{0,30}\bmit|rufe\b.{0,40}\ban|telefonier\w*|gebe\b.{0,50}\b(?:an|weiter)
    |lasse\b.{0,60}\b(?:prüfen|klären|geben|nachsehen|nachschauen|heraussuchen)
    |stelle\b.{0,40}\bzusammen|hole\b.{0,40}\b(?:ein|auskunft)|kümmere\b.{0,30}\bdarum
    )"""
_TO_LOOK = r"""(?:
    fragen|nachfragen|prüfen|klären|abklären|nachsehen|nachschauen|nachhaken|erkundigen
    |heraussuchen|rücksprache\ (?:halten|nehmen)|besprechen|zusammenstellen
    )"""
DEFERRAL_DE = rf"""
    # somebody looks after it: "ich kläre das", "kläre ich mit dem Lager", "muss ich erst fragen"
    \b{_WE}\b[^.!?]{{0,60}}\b{_GERMAN_LOOKING}\b
    |\b(?:prüf|klär|erkundig|recherchier|frag|hak|besprech|hol|stell)(?:e|en)\ (?:wir|ich)\b
    |\b(?:spreche|rufe|telefoniere|gebe|lasse|schaue|sehe)\ ich\b[^.!?]{{0,60}}
        \b(?:mit|an|nach|weiter|prüfen|klären|durch)\b
    |\b(?:muss|müssen|möchte|möchten|will|wollen|werde|werden)\ (?:ich|wir)\b[^.!?]{{0,80}}
        \b{_TO_LOOK}\b
    |\b(?:ich|wir)\ (?:muss|müssen|möchten?|will|wollen|werden?)\b[^.!?]{{0,80}}\b{_TO_LOOK}\b
    |\b(?:ich|wir)\ (?:habe|haben)\b[^.!?]{{0,60}}\b(?:nach)?gefragt\b
    |\b(?:hab|haben?)\ (?:ich|wir)\b[^.!?]{{0,60}}\b(?:nach)?gefragt\b
    |\b(?:ich|wir)\ (?:hänge|bin|sind|sitze|stehe|stehen)\b[^.!?]{{0,30}}\b(?:am\ telefon
        |an\ der\ sache|dabei|in\ kontakt|im\ austausch)\b
    |\b(?:dazu|hierzu|das|dies|die\ frage|ihre\ frage|deine\ frage)\b[^.!?]{{0,40}}
        \b(?:geklärt|prüfen|abklären|klären)\b
    # it lies with somebody
    |\blieg(?:t|en)\b[^.!?]{{0,20}}\b(?:bei|beim)\b[^.!?]{{0,30}}\b(?:kolleg\w*|leitung
        |\w*abteilung|\w*leitung|geschäftsführung|werkstatt|technik|team|datenschutz\w*)\b
    |\b(?:an|in)\b[^.!?]{{0,30}}\b(?:kolleg\w*|geschäftsführung|\w*leitung|\w*abteilung|technik
        |werkstatt|team)\b[^.!?]{{0,30}}\b(?:übergeben|weitergegeben|weitergeleitet|gegeben)\b
    # an answer is on its way: "Sie hören bis morgen von mir", "morgen haben Sie Antwort"
    |\b(?:hör(?:st|en|t))\b[^.!?]{{0,50}}\bvon\ (?:mir|uns)\b
    |\b(?:haben|bekommen|erhalten|hast|bekommst|erhältst|habt|bekommt)\b[^.!?]{{0,40}}
        \b(?:antwort(?:en)?|rückmeldung|bescheid|klarheit|auskunft)\b
    |\b(?:wissen|weißt)\ (?:sie|du|wir|ich)\ mehr\b|\b(?:bis|sobald|dann|morgen)\b[^.!?]{{0,40}}
        \bwissen\ wir\b
    |\b(?:melde[nt]?|komme[nt]?)\b.{{0,60}}\b(?:{_WHOM}|auf)\b.{{0,60}}
        \b(?:sobald|bis|innerhalb|schnellstmöglich|umgehend|in\ kürze|kurzfristig|zurück|wieder
        |heute|morgen|dann|spätestens|unaufgefordert|bei\ (?:ihnen|dir|euch)|auf\ (?:sie|dich)\ zu)
    |\b(?:sobald|wenn)\b.{{0,80}}\b(?:melde[nt]?|informier|geben\ wir|gebe\ ich|wissen
        |kommen\ wir|komme\ ich|schreibe\ ich|schreiben\ wir)\b
    |\b(?:schreib|antwort|ruf|sag)(?:e|en)\b[^.!?]{{0,20}}\b(?:ihnen|dir|euch|sie|dich)\b
        [^.!?]{{0,40}}\b(?:bis|heute|morgen|sobald|dann|spätestens|noch|nachmittag|abend|montag
        |dienstag|mittwoch|donnerstag|freitag)\b
    |\b(?:bis|heute|morgen|spätestens|dann|danach|noch)\b[^.!?]{{0,40}}\b(?:schreib|antwort|meld
        |ruf)(?:e|en|et)\b[^.!?]{{0,20}}\b(?:ihnen|dir|euch|sie|dich|uns|mich|sich)\b
    |\bschicke?n?\b[^.!?]{{0,20}}\b(?:ihnen|dir|euch|es|das)\b[^.!?]{{0,30}}
        \bbis\ (?:heute|morgen)\b
    |\b(?:ant|be)?wortet\b[^.!?]{{0,20}}\b(?:ihnen|dir|euch)\b[^.!?]{{0,20}}\bbis\b
    |\bgebe?n?\b[^.!?]{{0,30}}\b(?:bescheid|rückmeldung)\b|\bhalten\b[^.!?]{{0,20}}
        \bauf\ dem\ laufenden
"""

_LOOK = r"""(?:
    look(?:ing)?\ (?:into|up|after)|check(?:ing)?|investigat(?:e|ing)|find(?:ing)?\ out|clarify\w*
    |forward(?:ed|ing)?|pass(?:ed|ing)?\ (?:this|your|it|that|the|both|all)|raise[d]?
    |hand(?:ed|ing)?\b.{0,20}\b(?:to|over)|follow(?:ing)?\ up|ask(?:ed|ing)?|enquir\w+|inquir\w+
    |speak(?:ing)?\ (?:to|with)|talk(?:ing)?\ (?:to|with)|call(?:ing)?\ (?:the|our)
    |ring(?:ing)?\ (?:the|our)|chas(?:e|ing)|hear(?:ing)?\ what|confirm\w*\ with
    |have\ (?:someone|somebody)\ (?:look|check)
    )"""
_REPLY = r"""(?:
    get(?:ting)?\ (?:back|in\ touch)|come\ back\ to\ you|be\ in\ touch|keep\ you\ (?:posted
    |updated|informed)|let\ you\ know|write(?:\ (?:back|to\ you|you|again|straight|as\ soon))?
    |reply|answer|call\ you|tell\ you|update\ you|email\ you|report\ back
    )"""
DEFERRAL_EN = rf"""
    # somebody looks after it
    \b(?:we|i|team|colleagues?|department|workshop|warehouse|management)
        (?:['’](?:ll|re|m|ve|d)|\ will|\ are|\ am|\ is|\ have|\ has|\ need\ to|\ have\ to
        |\ must|\ would|\ want\ to)
        (?:\ (?:like\ to|rather|just|now|already|first|also|be|gladly|quickly|personally))*
        \s(?!ask\ you)[^.!?]{{0,25}}?\b{_LOOK}\b
    |\blet\ me\b[^.!?]{{0,15}}\b(?:check|ask|find|look|see|speak|talk|confirm|enquire)\b
    |\b(?:is|are)\ (?:now\ )?(?:looking|checking|with\ (?:our|the)\ (?:\w+\ )?(?:team|workshop
        |management|manager|warehouse|department|technician|colleague))\b
    # an answer is on its way
    |\bhear(?:ing)?\b[^.!?]{{0,30}}\bfrom\ (?:me|us)\b
    |\b(?:we|i|they|she|he|who|someone|somebody|team|management)(?:['’]ll|\ will)\s(?:\w+\ )?
        {_REPLY}\b[^.!?]{{0,60}}
        \b(?:by|today|tomorrow|tonight|as\ soon|soon|when|once|within|before|shortly|back|how
        |later|monday|tuesday|wednesday|thursday|friday|in\ touch|up\ to\ date)\b
    |\band\ {_REPLY}\b[^.!?]{{0,40}}\b(?:by|today|tomorrow|tonight|as\ soon|once|within|before
        |shortly|later)\b
    |\b(?:get|come)\ back\ to\ you\b|\b(?:get|be)\ in\ touch\ with\ you\b
    |\blet\ you\ know\ as\ soon\b|\bbear\ with\ us\b|\bkeep\ you\ (?:posted|updated|informed)\b
"""

_DETAILS = r"""(?:bestellnummer|auftragsnummer|kundennummer|rechnungsnummer|seriennummer|foto\w*
    |bilder?|video\w*|angaben?|information\w*|adresse|anschrift|unterlagen|beleg\w*|modell\w*)"""
COUNTER_DE = rf"""
    (?:\b(?:bitte|könn(?:en|t)en?\ sie|kannst\ du|könntest\ du|würden\ sie|magst\ du|benötig\w+
        |brauch\w+|fehl\w+)\b[^.!]{{0,80}}
        \b(?:teil(?:en|e|st)?|nenn\w*|send\w*|schick\w*|mitteil\w*|angeb\w*|gib|geben|verrat\w*
        |mail\w*|schreib\w*|übermittel\w*|weiterleit\w*|{_DETAILS})\b)
    |\b(?:teil|nenn|send|schick|schreib|gib|sag|verrat)(?:e|en\ sie)?\b[^.!]{{0,40}}
        \b(?:bitte|mir|uns|kurz)\b
    |\b(?:ein|eine|paar)\b[^.!?]{{0,30}}\b{_DETAILS}\b[^.!?]{{0,30}}\b(?:wäre|würde|hilft|hülfe)\b
"""
COUNTER_EN = r"""
    \b(?:could|can|would|please|kindly|may\ we|if\ you)\b[^.!]{0,60}
        \b(?:send|tell|share|provide|let\ (?:us|me)\ (?:know|have)|give\ us|confirm|reply\ with)\b
    |\bwe(?:'ll)?\ (?:will\ )?need\ (?:your|the|some|a\ photo)
    |\b(?:a|some)\b[^.!?]{0,20}\b(?:photos?|pictures?|videos?|details)\b[^.!?]{0,30}
        \b(?:would|will|could)\ (?:help|be)\b
"""
#: A question that the reply asks the customer.
ASKS_BACK = r"[^.!?]\?\s*$"
#: What becomes possible with what was asked for: it neither answers nor promises.
THEREUPON = r"""
    ^\W*(?:dann|danach|damit|sobald)\b[^.!?]{0,40}\b(?:kann|können|schau\w*|prüf\w*|seh\w*
        |helf\w*)\ (?:ich|wir)\b[^.!?]{0,80}\b(?:sagen|nennen|helfen|weiterhelfen|nach
        |beantworten|entscheiden|prüfen|finden)\b
    |^\W*ohne\ (?:diese|die|ihre|deine)\b[^.!?]{0,30}
        \b(?:angaben?|information\w*|nummer|auskunft)\b
    |^\W*(?:then|once|with\ that|after\ that|as\ soon\ as)\b[^.!?]{0,40}
        \b(?:i|we)(?:\ can|['’]ll|\ will|['’]ll\ be\ able)\b[^.!?]{0,30}
        \b(?:tell|say|help|answer|ask|check|look)\b
"""
