"""Wishes and problems, and how clauses hang together."""

from __future__ import annotations

import re

from copilot.understand.cues.table import one_of

_DO_DE = (
    r"(?:schick\w*|send\w*|zusend\w*|zuschick\w*|stornier\w*|änder\w*|aender\w*|lösch\w*|"
    r"loesch\w*|kündig\w*|kuendig\w*|erstatt\w*|"
    r"überweis\w*|tausch\w*|umtausch\w*|austausch\w*|zurück\w*|zurueck\w*|retour\w*|reparier\w*|"
    r"ersetz\w*|korrigier\w*|bestätig\w*|"
    r"prüf\w*|pruef\w*|aktualisier\w*|hinterleg\w*|ergänz\w*|hinzufüg\w*|abmeld\w*|abbestell\w*|"
    r"umstell\w*|verschieb\w*|liefer\w*|"
    r"nachliefer\w*|nachsend\w*|abhol\w*|storno\w*|widerruf\w*|reklamier\w*|beantrag\w*|"
    r"pausier\w*|verläng\w*|ausstell\w*|gutschr\w*|"
    r"mitschick\w*|nennen|nennt|mach\w*|reservier\w*|zusammenleg\w*|umleit\w*|freischalt\w*|"
    r"entfern\w*|nachreich\w*|übersend\w*|"
    r"mailen|mailt|gib|geb\w*|teil\w*|sag\w*|erklär\w*|schreib\w*|leg\w*|stell\w*|nehm\w*|"
    r"veranlass\w*|wechsel\w*|los\w*werden|"
    r"zurückgeb\w*|zurückschick\w*|bekomm\w*|haben|erhalten|buch\w*|berechn\w*|anpass\w*|trag\w*|"
    r"richt\w*|such\w*|erneuer\w*|"
    r"beileg\w*|beifüg\w*|weglass\w*|einpack\w*|verpack\w*)"
)
_DECLARE_DE = (
    r"(?:widerrufe[n]?|kündige[n]?|kuendige[n]?|storniere[n]?|reklamiere[n]?|beantrage[n]?|"
    r"retourniere[n]?|bestelle ab)"
)
REQUEST = {
    "de": one_of(
        rf"^(?:und |also |daher |deshalb |dann |außerdem )*bitte\s.*\b{_DO_DE}\b",
        rf"\b{_DO_DE}\b.{{0,80}}\bbitte\b",
        rf"\bbitte\b.{{0,80}}\b{_DO_DE}\b",
        r"^(?:und |also |dann )*(?:[a-zäöüß]{3,}en) (?:sie|wir) (?:mir|uns|mich|bitte|das|die|"
        r"den|meine?\w*|doch|dies\w*|es|ihn|alles)\b",
        r"^(?:schickt?|sende?t?|stornier\w*|änder\w*|gebt|gib|sagt?|mach\w?t?|tausch\w*|"
        r"erstatte\w?|nehmt|lasst|prüft?|schaut?|erklärt?|löscht?|ersetzt?) (?:mir|uns|mich|"
        r"bitte|mal|doch|das|die|den|meine?\w*)\b",
        r"\b(?:ich )?(?:bitte|ersuche|fordere|bitten) (?:sie|euch|dich|hiermit|daher|deshalb|um|"
        r"dringend|nochmals?)\b.{4,}",
        rf"\b(?:wäre|wär|fände) (?:es )?.{{0,20}}(?:nett|schön|super|toll|lieb|klasse|prima|"
        rf"dankbar|froh).{{0,20}}\b(?:wenn|falls)\b.*{_DO_DE}",
        rf"\b(?:würde[n]? (?:ich )?mich|freue mich|würden uns) .{{0,12}}freuen,? wenn\b.*{_DO_DE}",
        r"\b(?:erwarte|fordere|verlange|bestehe|beanspruche|fordern|verlangen) (?:ich|wir)\b|"
        r"\b(?:ich|wir) (?:\w+ ){0,2}(?:erwarte|fordere|verlange|bestehe auf|beanspruche|fordern|"
        r"verlangen)\b",
        r"\b(?:rechnung|storno|stornierung|rücksendeetikett|retourenlabel|retourenschein|ersatz|"
        r"rückerstattung|erstattung|katalog|gutschrift|umtausch|"
        r"kündigung)\b.{0,30}\bbitte\b[.!]*$",
        r"^bitte (?:um |eine?n? |die |den |das )\w+",
        r"^(?!wenn|falls|sofern).{8,}\b(?:wenn|falls|sofern) (?:das |es |dies |sowas )?"
        r"(?:irgendwie |noch |bei (?:ihnen|euch) )?(?:geht|ginge|möglich|machbar)"
        r"(?: ist| wäre)?\W*$",
        r"^(?!wenn|falls|sofern).{8,}\b(?:wenn|falls|sofern) (?:sich|man|sie|ihr) .{0,30}\b"
        r"(?:lässt|kann|machen|macht|anbieten|anbietet)\W*$",
        r"^(?:falls|wenn|sofern) (?:es )?(?:irgendwie )?(?:möglich|machbar|geht|ginge)\b,? .{8,}",
        r"^(?:aber |und )?am liebsten\b.{8,}",
        r"\b(?:rechnung|quittung|paket|päckchen|lieferung|sendung|bestellung|auftrag)\b[^.]{0,40}\b"
        r"(?:müssten?|müsst)\b[^.]{0,60}\b(?:auf|an|zu|nach|lauten|laufen|gehen)\b",
        r"^(?!das\b|es\b|so\b|alles\b|wie\b|was\b|.{0,30}\b(?:rat|hilfe|tipps?|antwort|"
        r"rückmeldung|hinweis|nachricht)\b).{3,60}\bw(?:äre?|ären) (?:ich |auch |noch |für "
        r"uns |mir |uns |da |sehr )*(?:nett|toll|super|schön|dankbar|hilfreich|voraussetzung|"
        r"wichtig|prima|ideal|lieber)\W*$",
    ),
    "en": one_of(
        r"^(?:so |and |also |then |therefore )*(?:please|pls|plz|kindly)\s+\w+",
        r"\b(?:please|pls|plz|kindly)\b.{0,60}\b(?:send|cancel|change|refund|replace|exchange|"
        r"delete|update|issue|provide|confirm|ship|remove|resend|forward|correct|stop|close|add|"
        r"arrange|email|give|put|hold|reschedule|redirect)\b",
        r"\b(?:send|cancel|change|refund|replace|exchange|delete|update|issue|provide|confirm|"
        r"ship|remove|resend|correct|stop|close|add)\b.{0,80}\bplease\b",
        r"\bi (?:request|demand|expect|hereby|insist)\b",
        r"\b(?:would be|be|i['’]d be) (?:great|nice|lovely|good|grateful|helpful|appreciated|"
        r"awesome).{0,12}\bif (?:you|he|she|they|it|the \w+|someone|somebody)\b",
        r"\bit (?:would|['’]d) be (?:safer|better|easier|best|simpler) (?:to|if)\b.{0,40}\b(?:send|"
        r"sent|ship|deliver|leave|left)",
        r"\bi (?:would|['’]d) appreciate (?:it if|a (?:refund|replacement|copy))",
        r"^(?!if\b|unless\b).{8,}\bif (?:(?:that|it|this)(?:['’]s| is| would be)? )?(?:at all |"
        r"still )?(?:possible|feasible|doable|an option)\W*$",
        r"^(?:just |otherwise,? |then,? |if [^,]{2,40}, )?(?:send|lend|give|tell|cancel|refund|"
        r"replace|exchange|delete|update|resend|stop) (?:me|my|"
        r"the|it|this|us)\b|^(?:and )?stop \w+ing\b",
    ),
}
DESIRE = {
    "de": one_of(
        rf"\b(?:hiermit|ich|wir)\b.{{0,40}}\b{_DECLARE_DE}\b|\b{_DECLARE_DE} (?:ich|wir|hiermit)\b",
        r"\b(?:ich|wir|und) (?:\w+ ){0,2}?(?:möchte[n]?|würde[n]?|will|wollen|hätte[n]?|"
        r"brauche[n]?|benötige[n]?|bräuchte[n]?|suche[n]?|muss|müsste[n]?|hätt|würd|möcht|"
        r"brauch)\b",
        r"\b(?:möchte[n]?|würde[n]?|will|hätte[n]?|brauche|benötige|bräuchte[n]?|suche|möcht|würd|"
        r"hätt|müsste) (?:ich|wir|gern|mich|meine?\w*|die|das|den|diese\w?|eine?n?)\b",
    ),
    "en": one_of(
        r"\b(?:i|we) (?:\w+ )?(?:would (?:also )?like|want|need|wish|am looking for|"
        r"['’]m looking for|are looking for|have to)\b",
        r"\b(?:i|we)(?:['’]d| would) (?:really |much |just |also |ideally )*(?:like|love|prefer|"
        r"rather|swap|change|return|send)\b",
        r"^(?:looking for|need|want)\b",
    ),
}
#: What a wish must be about to be the shop's job: else it is the story of a purchase.
WISHED = {
    "de": one_of(
        r"\b(?:zurück|retour|storn|widerr|kündig|kuendig|umtausch|tausch|änder|aender|ersatz|"
        r"erstatt|geld|rechnung|beleg|quittung|lösch|reklam|"
        r"garantie|gewährleist|reparier|reparatur|abmeld|abbestell|umstell|pausier|adresse|"
        r"lieferung verschieb|termin|ersatzteil|etikett|label|"
        r"gutschrift|nachlass|preisminderung|minderung|beschwer|rückgabe|rücksend|auskunft|"
        r"datenkopie|konto|passwort|abo|umbestell|hinzufüg|"
        r"ergänz|dazu ?bestell|nachbestell|angebot|beratung|anleitung|schicken|senden|teil\b|"
        r"passwort|zurücksetzen|zusammenfass|verschieben)",
        r"\bhätt\w*\b.{0,30}\bgerne?\b|\bgerne?\b.{0,60}\b(?:haben|sehen|lassen|anschließen|"
        r"umstellen|bezahlen|zahlen|abholen)\b",
        r"\bsuche[n]?\b|\b(?:brauche|benötige|bräuchte)[n]?\b",
    ),
    "en": one_of(
        r"\b(?:return|refund|exchange|cancel|change|replace|replacement|invoice|receipt|delete|"
        r"claim|warranty|repair|unsubscribe|address|"
        r"reschedul|spare|label|credit|discount|money back|complain|complaint|copy|account|"
        r"password|subscription|pause|update|swap|send|"
        r"reset|manual|instructions|quote|part|hold|redirect)",
        r"\blooking for\b|\bneed\b|\balso like (?:your|the|an?|some)\b|\bwant out\b",
        r"\balso like to (?!order|buy|know|thank|say|ask|add that)|\b(?:rather|prefer)\b.{0,20}\b"
        r"(?:have|get|pay|be|it)\b.{3,}",
    ),
}
#: Wishes that only open a mail or tell why: "ich wollte fragen", "möchte … bestellen".
NOT_WISHED = {
    "de": one_of(
        r"\b(?:brauche[n]?|benötige[n]?|bräuchte) (?:ich |wir )?(?:es|sie|das|die|ihn|den|"
        r"dies)\b.{0,20}\b(?:dringend|bis|für|schnell|unbedingt|sofort|heute|morgen|am)\b",
        r"\b(?:fragen|wissen|erkundigen|bedanken|danken|loben|sagen|loswerden)\b[^a-zäöü]*$",
        r"\b(?:brauche|bräuchte|benötige) (?:ich |wir )?(?:die|diese) (?:info|auskunft|antwort|"
        r"angabe|rückmeldung)\w*\b",
        r"\b(?:flieg|fahr|verreis|heirat|zieh|feier)\w*\b.*\bbrauch",
        r"\b(?:kaufen|verschenken|schenken|anschaffen|zulegen|überlegen|überlege|zufrieden|"
        r"interessiere)\b",
    ),
    "en": one_of(
        r"\bneed (?:it|this|that|them|one)\b.{0,20}\b(?:by|before|for|urgently|asap|soon|today|"
        r"tomorrow)\b",
        r"\bto (?:say|thank|ask)\b",
        r"\b(?:buy|purchas|gift|consider|interested)",
    ),
}
PROBLEM = {
    "de": one_of(
        r"\b(?:tropf|leckt?\b|undicht|überläuf|läuft .{0,40}\büber\b|kaputt|defekt|beschädigt|"
        r"beschaedigt|schaden|zerbroch|gebroch|abgebroch|bruch|zerriss|gerissen|riss\b|risse\b|"
        r"zerkratzt|kratzer|verbogen|"
        r"verfärbt|verzogen|verschimmelt|schimmel|verdorben|abgelaufen|ausgelaufen|rost|stinkt|"
        r"riecht|quietsch|klemm|klapper|wackel|flacker|"
        r"blinkt|brummt|piept|pfeift|überhitz|verstopft|fehler|störung|problem|mangel|mängel|"
        r"leuchtet .{0,25}\b(?:rot|gelb|orange|lila|blau|dauer\w*)|(?-i:[EF]-?\d{1,3}\b)|"
        r"macke|delle|loch\b|löcher|fleck|verloren|"
        r"abgestürzt|stürzt|hängt|beschwerde|enttäusch|doppelt|zu viel|zuviel|falsch|fehlt|"
        r"fehlen|vermisse|unvollständig|leer\b|verspät|durchgebrannt|"
        r"kein(?:e|en)? (?:strom|funktion|antwort|bestätigung|rückmeldung|lebenszeichen|mail|"
        r"e-mail|geld|rechnung|code|verbindung|update|wasser|ton|bild|signal|lieferung|info))",
        r"\b(?:funktioniert|geht|ging|startet|lädt|läuft|lief|reagiert|passt|schließt|dreht|"
        r"heizt|kühlt|leuchtet|verbindet|druckt|hält|schaltet|klappt|öffnet|"
        r"erscheint|kommt|kam|stimmt|lässt|ließ|springt|zieht|haftet|rastet|erkennt|saugt|pumpt|"
        r"mahlt|schneidet)\b.{0,60}\b(?:nicht|nichts|nie|kaum|gar nicht|kein(?:e|en)?|aus|ab)\b",
        r"\b(?:nicht|nie|nichts|noch immer nicht|immer noch nicht)\b.{0,40}\b(?:angekommen|"
        r"erhalten|bekommen|geliefert|da\b|eingetroffen|gutgeschrieben|erstattet|geantwortet|"
        r"funktionier|gekommen|möglich|einlösen|anmelden|einloggen|eingelöst|passier|reagier|"
        r"mehr an\b|bewegt|aktualisiert|nutzbar|lösen|öffnen|anschalten|einschalten|drin|dabei|"
        r"gefunden|angenommen|akzeptiert|gültig)",
        r"\bwarte[n]? (?:\w+ )?(?:seit|schon|noch|immer|nun|jetzt|auf)\b|"
        r"\bseit (?:\w+ )?\w+ (?:tagen|wochen|monaten)\b.{0,40}\b(?:nicht|kein|warte|nichts)",
        r"\bzu (?:groß|gross|klein|eng|weit|kurz|lang|laut|heiß|kalt|spät|hart|weich|dunkel|hell|"
        r"schwach|stark)\b",
        r"\b(?:abgebucht|berechnet|belastet)\b.{0,40}\b(?:obwohl|zweimal|doppelt|trotz|zwei mal|"
        r"2x|2 mal)\b|\b(?:zweimal|doppelt|2x|zwei mal|2 mal)\b.{0,20}\b(?:abgebucht|berechnet|"
        r"belastet|geliefert)",
        r"\b(?:mahnung|inkasso|abgelehnt|gesperrt|storniert worden|verschwunden|vergessen)\b|"
        r"\bnur (?:ein|eine|einen|noch|2|zwei|die hälfte|halb|drei) .{0,40}(?:geliefert|"
        r"angekommen|erhalten|bekommen|im paket|da\b)",
        r"\b(?:statt|anstatt|anstelle)\b.{0,40}\b(?:geliefert|bekommen|erhalten|geschickt|"
        r"gesendet)\b|\b(?:bekommen|erhalten|geliefert|geschickt)\b.{0,40}\b(?:statt|anstatt)\b",
    ),
    "en": one_of(
        r"\b(?:two|double|duplicate|second) (?:charges?|payments?|deliver\w+)|\bonly (?:bought|"
        r"ordered|paid for) one\b",
        r"\b(?:leak|drip|broken|broke\b|breaks|damaged?|defective|faulty|fault\b|cracked|crack\b|"
        r"torn|ripped|scratch|bent|mould|mold|expired|spoiled|rust|smell|squeak|stuck|"
        r"rattl|wobbl|flicker|blink|buzz|overheat|clogged|error|issue|problem|missing|lost|wrong|"
        r"incomplete|empty|late\b|delayed|disappoint|"
        r"twice|double|overcharged|dead\b|stopped|crash|fail|hole\b|holes\b|stain|dent|jammed|"
        r"(?:shows?|flash\w*|lit|light is|glows?) .{0,15}\b(?:red|amber|orange)\b|"
        r"(?-i:[EF]-?\d{1,3}\b)|"
        r"incorrect|noise|noisy|shattered|faded|peeling|burnt|rejected|declined|locked out|"
        r"disappeared|forgot)",
        r"\b(?:does|do|did|is|are|was|has|have|will|would|can|could|wo|ca|does|did|is|has|"
        r"have)(?:n['’]?t| not|not)\b.{0,50}\b(?:work|turn|start|charge|fit|close|open|heat|"
        r"arriv|receiv|deliver|respond|connect|come|came|show|switch|load|go|got|hear|log|print|"
        r"hold|stay|get|accept|let|refund|spin|seal|stick|been|answer|reply|replied|updated|"
        r"moved|include)",
        r"\b(?:never|no longer|not yet|still not|nothing|nobody|no one)\b.{0,40}\b(?:arriv|"
        r"receiv|deliver|came|come|work|heard|repl|answer|happen|respond|shipped|got)",
        r"\b(?:still )?waiting (?:for|since|on)\b|\bwaited\b|\bhave(?:n['’]?t| not) (?:received|"
        r"heard|got)",
        r"\btoo (?:big|small|large|tight|loose|short|long|loud|hot|cold|late|hard|soft|dark|"
        r"bright|weak)\b",
        r"\bonly (?:one|half|two|three|1|2|received|got)\b.{0,40}\b(?:arrived|received|delivered|"
        r"in the|box|came)|\binstead of\b|\bno (?:answer|reply|confirmation|email|refund|"
        r"tracking|update|power|response|sign)\b",
    ),
}
#: Says that something new begins.
ADDITIVE = one_of(
    r"^(?:und )?(?:außerdem|ausserdem|zusätzlich|ferner|zudem|des ?weiteren|darüber hinaus|"
    r"nebenbei|übrigens|weiterhin|noch (?:etwas|was|eine|ne)|zweitens|drittens|zum anderen|"
    r"andere frage|ach ja|ach und|und noch|dann noch|eine andere|eine weitere|2\.|3\.|b\)|"
    r"p\.?s\.?)\b",
    r"^(?:also|additionally|furthermore|moreover|besides|another|secondly|second|one more|"
    r"on another|separately|by the way|btw|oh and|and another|2\.|3\.|b\))\b",
    r"^(?:[-•*–] )",
)
#: Points back to something said before.
BACK = {
    "de": re.compile(
        r"\b(?:(?:diese[rsnm]?|dies|damit|davon|dafür|dagegen|daran|dabei|darin|dazu|darauf|"
        r"darüber|dessen|deren|ihn|ihm|letztere\w*)\b"
        r"|(?<!gibt )(?<!geht )(?<!gäbe )(?<!ist )es\b|(?:ist|wird|passt|hat|kann|muss|darf|war|"
        r"soll|geht|kommt|läuft|ich|man|und|hält|kostet) (?:sie|er|der|die|"
        r"den)(?=\s+(?!\w+(?:ung|heit|keit)\b)[a-zäöüß])"
        r"|das(?=\s*(?:[?.!,]|$|\s(?:auch|denn|noch|so|alles|jetzt|eigentlich|nicht|mit|für|in|"
        r"im|am|an|um|zurück|gehen|trotzdem|wieder|überhaupt|etwas|ein|eine|bei|von|zu|nach|sein|"
        r"ist|kann|geht|wird|kostet|dauert|ersetzt|umtauschen|zurückgeben|zurückschicken|"
        r"kostenlos|normal|dann|schon|irgendwie|per|ohne|erst|vor|bis|hin|ihr|Sie|ich|man)\b))"
        r"|ersatz\w*|umtausch\w*|zurück\w*|rücksend\w*|erstatt\w*|gutschrift|reparier\w*|"
        r"reparatur\w*|garantie\w*|gewährleistung\w*|retour\w*|geld|rückgabe\w*|kulanz|"
        r"austausch\w*|neue[nsr]?|tauschen)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:it|this|that|these|those|they|them|its|one|replacement|replace\w*|refund\w*|"
        r"return\w*|repair\w*|warrant\w*|exchange\w*|money back|new one|another one)\b",
        re.IGNORECASE,
    ),
}
#: Stands for several products at once.
SEVERAL = re.compile(
    r"\b(?:beide[nrms]?|jeweils|alle (?:zwei|drei)|die (?:zwei|drei)|both|each|either|"
    r"(?:the|all) (?:two|three))\b",
    re.IGNORECASE,
)
#: What the customer will do if nothing happens in time: told, not asked. What the shop is to do,
#: or whether something may be done, stays a request or a question.
ULTIMATUM = one_of(
    r"^(?:und |aber |and |but )?(?:wenn|falls|sofern|sollten?|if|unless)\b"
    r"(?!.*\b(?:dass (?:sie|ihr|du)|that you)\b)"  # which demands something of the shop
    r"(?=.*\b(?:nicht|nichts|keine?\w?|unless|not|no|nothing|\w+n['’]t)\b)"
    r"(?=.*\b(?:bis|innerhalb|binnen|spätestens|by|within|until|before)\b)"
    r"(?=.*\b(?:(?!hätte|würde|könnte|möchte|dürfte|müsste|sollte|bitte)[a-zäöüß]{3,}e ich|"
    r"(?!können|dürfen|müssen|sollen|würden|hätten|möchten|wollen)[a-zäöüß]{3,}en wir|"
    r"(?:i|we)(?:['’]ll| will| shall| am going| are going))\b)"
)
#: A leading clause that belongs to the question behind it.
CONDITION = one_of(
    r"^(?:und |aber |denn )?(?:wenn|falls|sofern|sobald|solange|nachdem|bevor|obwohl|da|weil|if|"
    r"when|once|since|as|in case|assuming|because|before|after|although)\b"
)
