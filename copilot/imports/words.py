"""How people and programs write in tickets, German and English: what tells a post's part."""

from __future__ import annotations

import re

from knowledge.analyse import terms

AUTO_SUBJECT = re.compile(
    r"^\W*(?:automatische (?:antwort|e-?mail|nachricht)|abwesenheit\w*|autom\. antwort|out of "
    r"(?:the )?office|ooo\b|auto(?:matic)?[ -]?(?:reply|response|matische)|undeliver\w*|"
    r"unzustellbar\w*|mail delivery (?:failed|subsystem)|delivery status notification|"
    r"failure notice|eingangsbestätigung|ticket (?:received|eröffnet))",
    re.IGNORECASE,
)
AUTO_TEXT = re.compile(
    r"(?:ich bin|wir sind)\b[^.!?\n]{0,60}\b(?:nicht (?:im büro|erreichbar|im haus)|abwesend|im "
    r"urlaub)|\b(?:i am|i'm|we are)\b[^.!?\n]{0,40}\b(?:out of (?:the )?office|on (?:annual )?"
    r"(?:leave|vacation|holiday)|away from)|(?:diese|dies ist eine) (?:e-?mail|nachricht)?"
    r"[^.!?\n]{0,30}automatisch\w* (?:erstellt|generiert|versendet|versandt|erzeugt|nachricht|"
    r"antwort|e-?mail)|this is an automat\w+|do not reply to this|bitte antworten sie nicht auf "
    r"diese|(?:ihre|deine) (?:anfrage|nachricht|e-?mail)[^.!?\n]{0,50}(?:ist bei uns eingegangen|"
    r"(?:haben wir|wurde) erhalten)|(?:we have|we've) received your (?:request|message|e-?mail|"
    r"enquiry|inquiry)|your (?:request|ticket) \W?\d+\W? has been (?:received|created|updated)|"
    r"wie (?:zufrieden )?(?:waren|sind) sie (?:zufrieden )?mit (?:unserem|dem) (?:service|support)"
    r"|how would you rate (?:the|our) support",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:vielen|herzlichen|besten|lieben|tausend|schönen)?\s*dank(?:e|eschön)?\b|\bmerci\b|"
    r"\bthank(?:s| you)\b(?: so much| very much| a lot)?|\bthx\b|\bcheers\b|\bgerne?\b|"
    r"\b(?:hat|es)? ?(?:alles )?(?:wunderbar|super|prima|perfekt|perfect|great|top|toll|klasse|"
    r"geklappt|funktioniert|works|worked|angekommen|erledigt|sorted|resolved)\b|\bok(?:ay|ey)?\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:nicht|kein\w*|immer noch|weiterhin|trotzdem|leider|aber|not|n't|still|but|unfortunately"
    r"|however)\b|n't\b",
    re.IGNORECASE,
)
STILL_OPEN = re.compile(
    r"\b(?:immer noch|weiterhin|nach wie vor|trotzdem)\b[^.!?\n]{0,60}\b(?:nicht|kein\w*|defekt|"
    r"kaputt|fehler)|\b(?:funktioniert|klappt|geht|hilft|hat)\b[^.!?\n]{0,40}\b(?:nicht|nichts)\b"
    r"[^.!?\n]{0,20}(?:geholfen|gebracht|funktioniert|geklappt|$|[.!?])|beantwortet[^.!?\n]{0,30}"
    r"nicht|(?:keine antwort auf|nicht meine frage)|\bstill\b[^.!?\n]{0,50}\b(?:not|n't|broken|"
    r"doesn|isn|won|same)|\b(?:didn.?t|doesn.?t|did not|does not) (?:help|work|answer)|"
    r"\bnot what i asked",
    re.IGNORECASE | re.MULTILINE,
)
HOLDING = re.compile(
    r"\b(?:prüfen|klären|kümmern|schauen uns|leiten)\b[^.!?\n]{0,80}|\b(?:melden|melde)\b"
    r"[^.!?\n]{0,60}\b(?:uns|mich|bei ihnen|bei dir)\b|\b(?:ich|wir) (?:frage\w*|erkundige\w*)\b"
    r"[^.!?\n]{0,60}|\b(?:wir|ich) (?:prüfe|kläre|kümmere|leite)\w*|\bsobald (?:wir|ich)\b"
    r"[^.!?\n]{0,60}(?:wissen|haben|antwort)|\b(?:we|i)(?:'ll| will| am|'m| are|'re) "
    r"(?:look\w*|check\w*|investigat\w*|get back|forward\w*|pass\w*|clarify\w*|"
    r"ask\w*)\b|\bget back to you\b|\b(?:have|has|been) (?:forwarded|passed on|escalated)\b|"
    r"\bbitte (?:noch )?(?:um )?(?:etwas )?geduld\b|\bbear with us\b",
    re.IGNORECASE,
)
ASKS_BACK = re.compile(
    r"\b(?:könn(?:t|te|ten|en)|kannst|würd(?:e|en|est)) (?:sie|du|ihr)\b[^.!?\n]{0,80}"
    r"\b(?:mitteilen|senden|schicken|nennen|zusenden|zukommen|beschreiben|bestätigen|sagen|"
    r"verraten|prüfen|anhängen)\b|\b(?:bitte )?(?:senden|nennen|schicken|teilen|beschreiben|"
    r"geben) sie uns\b|\b(?:schick|nenn|send|teil|schreib)\w* (?:uns|mir) (?:bitte|doch)\b|"
    r"\b(?:benötigen|brauchen|brauche|bräuchten) (?:wir|ich)\b[^.!?\n]{0,60}\b(?:noch|foto\w*|"
    r"nummer|bestellnummer|angabe\w*|von (?:ihnen|dir))|\b(?:could|can|would) you (?:please |"
    r"kindly )?(?:send|tell|share|confirm|provide|let us|give|describe|attach|check)\b|\bplease "
    r"(?:send|provide|reply with|let us know|share|confirm|attach)\b|\bwe (?:would |will )?need\b"
    r"[^.!?\n]{0,60}\b(?:your|a photo|photos|order number|from you)\b",
    re.IGNORECASE,
)
BY_PHONE = re.compile(
    r"\b(?:wie|wie soeben|wie eben)? ?telefonisch (?:besprochen|vereinbart|mitgeteilt)|"
    r"\bas (?:discussed|agreed) (?:by|on the|over the) (?:tele)?phone|\bunser telefonat|"
    r"\bour (?:phone )?call\b",
    re.IGNORECASE,
)
ONE_CASE = re.compile(
    r"\b(?:haben wir|habe ich|wurde\w*|ist)\b[^.!?\n]{0,60}\b(?:erstattet|storniert|gutgeschrieben|"
    r"versandt|verschickt|veranlasst|geändert|aktualisiert|gebucht|neu verschickt|überwiesen|"
    r"hinterlegt)\b|\b(?:we have|we've|i have|i've|has been|have been|was) (?:now |just |already )?"
    r"(?:refunded|cancelled|canceled|shipped|sent|issued|updated|arranged|credited|changed)\b|"
    r"\b(?:im anhang|anbei|attached|enclosed)\b",
    re.IGNORECASE,
)


def is_automatic(text: str) -> bool:
    """An out-of-office note, a receipt or a survey, by its first lines."""
    return bool(AUTO_TEXT.search(text[:500]))


def is_thanks(text: str, language: str) -> bool:
    """Says thank you, and nothing that somebody should still do."""
    if "?" in text or len(text) > 400 or _TROUBLE.search(text):
        return False
    thanked, count = _THANKS.subn(" ", text)
    return count > 0 and len(terms(thanked, language)) <= 6


def only_holds(text: str, language: str) -> bool:
    """Promises to look into it, and says nothing yet."""
    if not HOLDING.search(text):
        return False
    return len(terms(HOLDING.sub(" ", text), language)) <= 22


def asks_back(text: str) -> bool:
    """Wants to know something before it can answer."""
    return bool(ASKS_BACK.search(text)) and len(text.split()) <= 90
