"""Whether a message asks where the customer's own order is."""

from __future__ import annotations

import re

from copilot.draft.case import DraftCase
from copilot.draft.orders.stages import stage_of
from copilot.messages import Question

_OWN = r"(?:mein\w*|unser\w*|die|das|der|my|our|the)"
# "Wo bleibt mein Paket?", "Where is it?"
_WHERE = re.compile(
    rf"\bwo(?:'s| ist| sind| bleibt| bleiben| steckt)\s(?:denn |nur |jetzt |eigentlich |"
    rf"nun |bloß |den )*(?:{_OWN}|es|sie|er)\b|"
    rf"\bwhere(?:'s|s| is| are) (?:{_OWN}|it|they|that)\b",
    re.I,
)
# "Wann kommt die Mühle an?", "When will it be delivered?"
_WHEN = re.compile(
    r"\b(?:bis )?wann (?:genau |ungefähr |etwa |denn |kann ich |ich |könn\w+ (?:wir|"
    r"ich) )*(?:kommt|kommen|käme|kämen|trifft|treffen|wird|werden|erhalte|bekomme|"
    r"krieg\w*|"
    r"geht|gehen|mit|ist|sind|liefert)\b|\bwhen (?:will|does|do|is|are|can|should|it|they|my)\b",
    re.I,
)
_ARRIVING = re.compile(
    r"\b(?:komm\w*|käme\w*|an|angekommen|gelief\w*|liefer\w*|zugestell\w*|eintreff\w*|"
    r"trifft|verschickt|versandt|versendet|raus|da|erhalte|bekomme|rechnen|vor der tür|"
    r"(?:turn|show)s? up|be with (?:me|us)|"
    r"come\w*|arriv\w*|deliver\w*|ship\w*|dispatch\w*|gets?|receive|here|sent|expect)\b",
    re.I,
)
_STATUS_WORDS = re.compile(
    r"\b(?:(?:liefer|sendungs?|versand|bestell|auftrags?)[ -]?(?:status|stand|verfolgung)|"
    r"tracking|(?:stand|status) (?:meiner|der|von|zu|of)|"
    r"(?:order|delivery|shipping|shipment) status|track (?:my|the|it)|any (?:news|"
    r"update)s? (?:on|about))\b",
    re.I,
)
_NOT_HERE = re.compile(
    r"\b(?:(?:noch|immer) (?:immer )?(?:nicht|nichts|kein\w*)|nicht (?:angekommen|"
    r"geliefert|erhalten|da|gekommen|bekommen|eingetroffen)|warte\w*|unterwegs|"
    r"schon (?:raus|verschickt|versandt)|(?:not|n't|never) .{0,20}(?:arriv\w*|receiv\w*|"
    r"come|deliver\w*|ship\w*|got)|still (?:waiting|no|nothing)|on (?:its|the) way)\b",
    re.I,
)
_WAITING = re.compile(
    r"\bwarte(?:n|t)? (?:ich|wir|nun|jetzt|immer|noch|schon|seit)\b|"
    r"\bseit \S+ (?:\S+ )?warte\w*|\b(?:sollte|sollten) .{0,40}\b(?:da sein|ankommen|"
    r"kommen|geliefert)\b|"
    r"\bimmer noch nicht (?:da|angekommen|geliefert|erhalten)|\bsupposed to (?:arrive|"
    r"be here|come)|\bstill (?:hasn't|has not|not) (?:arrived|come)|"
    r"\bshould have (?:arrived|been here|come)|\bhasn't arrived\b",
    re.I,
)
_THINGS = re.compile(
    (
        r"\b(?:bestell\w*|paket\w*|sendung\w*|liefer\w*|päckchen|ware|auftrag\w*|order\w*|"
        r"parcel\w*|package\w*|deliver\w*|shipment\w*)\b"
    ),
    re.I,
)
# General questions about shipping are the policy's: "Wie lange dauert der Versand?"
_GENERAL = re.compile(
    r"\b(?:wie lange dauert|wie lange brauch\w+|was kostet|wie viel|wie teuer|"
    r"versandkosten|liefer(?:n sie|t ihr)|verschickt ihr|versenden sie|kostenlos|umsonst|"
    r"how long does|how much|do you (?:ship|deliver)|shipping (?:cost|fee)|free)\b",
    re.I,
)
# Waiting for something else than goods.
_OTHER = re.compile(
    r"\b(?:zurück\w*|retour\w*|umtausch\w*|widerruf\w*|stornier\w*|storno|geld\w*|"
    r"erstatt\w*|rückerstatt\w*|gutschrift\w*|rechnung\w*|antwort\w*|rückmeldung|"
    r"techniker|"
    r"ersatz\w*|abo\w*|geröstet|wieder (?:da|auf lager|verfügbar|lieferbar)|lieferbar|"
    r"verfügbar|adresse\w*|"
    r"return\w*|refund\w*|cancel\w*|exchange\w*|money|invoice|answer|reply|replacement|"
    r"back in stock|available|address)\b",
    re.I,
)


def asks_about_order(question: Question, case: DraftCase) -> bool:
    """Whether a question wants to know where this customer's own order is."""
    text = question.text
    if _GENERAL.search(text) or _OTHER.search(text):
        return False
    known = case.understanding.order is not None or bool(case.understanding.unknown_order)
    meant = bool(_THINGS.search(text)) or known or "order" in case.understanding.intent
    if _WHERE.search(text) or _STATUS_WORDS.search(text):
        return meant
    if _WHEN.search(text) and _ARRIVING.search(text):
        return meant
    return bool(_NOT_HERE.search(text)) and bool(_THINGS.search(text))


def is_waiting(case: DraftCase) -> bool:
    """Whether the message as a whole is about an order of the customer's that is not there."""
    order = case.understanding.order or case.request.order
    if order is None or stage_of(order.status) in {
        "delivered",
        "cancelled",
        "returned",
        "refunded",
    }:
        return False
    body = case.understanding.body
    return case.understanding.intent == "where_is_my_order" or bool(_WAITING.search(body))
