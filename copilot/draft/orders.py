"""What a reply says about the customer's own order, from its facts alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from copilot.draft.case import DraftCase
from copilot.draft.dates import days_of, written
from copilot.messages import Form, Order, Question

Stage = Literal[
    "received",
    "processing",
    "shipped",
    "delivered",
    "cancelled",
    "returned",
    "refunded",
    "backorder",
    "pickup",
    "partly",
    "failed",
    "unknown",
]

# First match wins: "teilweise versendet" is no "versendet", "nicht zugestellt" no "zugestellt".
_STAGES: tuple[tuple[Stage, str], ...] = (
    (
        "failed",
        (
            r"nicht zustellbar|zustellung fehlgeschlagen|unzustellbar|failed|undeliverable|lost|"
            r"verloren"
        ),
    ),
    ("partly", r"teilweise|teilliefer|partial|part.?shipped"),
    ("refunded", r"erstattet|refunded|gutgeschrieben"),
    ("returned", r"retour|rücksendung|zurückgesendet|returned|return"),
    ("cancelled", r"storn|cancel|abgebrochen"),
    (
        "backorder",
        (
            r"back.?order|rückstand|nicht (?:auf lager|lieferbar)|wartet auf ware|vorbestell|"
            r"pre.?order|out of stock|on hold|verzögert|delayed"
        ),
    ),
    ("pickup", r"abholbereit|abholung|pick.?up|collection"),
    (
        "processing",
        (
            r"in bearbeitung|bearbeitung|process|kommission|vorbereit|being prepared|prepar|"
            r"verpackt|packed|wird gepackt|awaiting|noch nicht|not yet|open|offen|paid|bezahlt|"
            r"ready to ship|versandbereit"
        ),
    ),
    (
        "delivered",
        r"zugestellt|geliefert|delivered|ausgeliefert|angekommen|completed|abgeschlossen",
    ),
    (
        "shipped",
        (
            r"versandt|versendet|verschickt|unterwegs|shipped|in transit|dispatched|sent|"
            r"in zustellung|out for delivery|zusteller|übergeben"
        ),
    ),
    ("received", r"eingegangen|received|placed|neu|new|bestätigt|confirmed|pending|ausstehend"),
)

_STATUS: dict[Stage, tuple[str, str, str]] = {  # Sie, du, English; {order} is the subject
    "received": ("{order} ist bei uns eingegangen.", "", "{order} has been received."),
    "processing": (
        "{order} ist in Bearbeitung und noch nicht verschickt.",
        "",
        "{order} is being processed and has not been shipped yet.",
    ),
    "shipped": (
        "{order} ist unterwegs zu Ihnen.",
        "{order} ist unterwegs zu dir.",
        "{order} is on its way to you.",
    ),
    "delivered": (
        "{order} ist laut Sendungsstatus bereits zugestellt.",
        "",
        "{order} is shown as delivered.",
    ),
    "cancelled": ("{order} ist storniert.", "", "{order} has been cancelled."),
    "returned": (
        "Die Rücksendung zu {order_dative} ist bei uns vermerkt.",
        "",
        "A return is registered for {order_lower}.",
    ),
    "refunded": ("{order} ist erstattet.", "", "{order} has been refunded."),
    "backorder": (
        "{order} kann leider noch nicht verschickt werden.",
        "",
        "{order} cannot be shipped just yet, I am sorry.",
    ),
    "pickup": ("{order} liegt zur Abholung bereit.", "", "{order} is ready for collection."),
    "partly": (
        "Ein Teil {order_genitive} ist bereits unterwegs.",
        "",
        "Part of {order_lower} is already on its way.",
    ),
    "failed": (
        "{order} konnte leider nicht zugestellt werden.",
        "",
        "Unfortunately {order_lower} could not be delivered.",
    ),
    "unknown": (
        "Der aktuelle Status {order_genitive} lautet: {status}.",
        "",
        "The current status of {order_lower} is: {status}.",
    ),
}

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
    r"trifft|verschickt|versandt|versendet|raus|da|erhalte|bekomme|rechnen|"
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


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """Sentences about the order. `late`: what we know lies in the past, somebody must ask."""

    sentences: tuple[str, ...]
    late: bool = False


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


def order_answer(case: DraftCase, order: Order, language: str) -> OrderAnswer:
    """Status, expected day and tracking of the order, as far as they are known."""
    stage = stage_of(order.status)
    sentences = [_status(stage, order, language, case.form)] if order.status else []
    arrival, late = _arrival(stage, order, case, language)
    sentences += arrival
    if order.tracking_url and stage not in {"cancelled", "received"}:
        sentences.append(_tracking(order.tracking_url, language, case.form))
    return OrderAnswer(tuple(sentences), late)


def stage_of(status: str) -> Stage:
    lower = status.lower().replace("_", " ")
    return next(
        (stage for stage, pattern in _STAGES if re.search(rf"\b(?:{pattern})", lower)), "unknown"
    )


def ask_for_number(language: str, form: Form) -> str:
    """A counter-question where the order is needed and not known."""
    if language != "de":
        return "Could you send me your order number? Then I can check right away."
    if form == "du":
        return "Schickst du mir bitte noch deine Bestellnummer? Dann sehe ich gleich nach."
    return "Nennen Sie mir bitte noch Ihre Bestellnummer? Dann sehe ich gleich nach."


def unknown_number(number: str, language: str, form: Form) -> str:
    """The customer named a number that the shop's table does not have."""
    if language != "de":
        return (
            f"I cannot find an order with the number {number}. Could you check it and send it to "
            f"me "
            "again? It is on your order confirmation."
        )
    if form == "du":
        return (
            f"Unter der Nummer {number} finde ich leider keine Bestellung. Schaust du bitte noch "
            "einmal nach und schickst mir die richtige Nummer? Sie steht in deiner "
            "Bestellbestätigung."
        )
    return (
        f"Unter der Nummer {number} finde ich leider keine Bestellung. Würden Sie bitte noch "
        f"einmal "
        "nachsehen und mir die richtige Nummer schicken? Sie steht in Ihrer Bestellbestätigung."
    )


def _status(stage: Stage, order: Order, language: str, form: Form) -> str:
    formal, familiar, english = _STATUS[stage]
    items = _items(order, language)
    if language != "de":
        values = {"order": f"Your order {order.number}{items}", "status": order.status.strip(" .")}
        values["order_lower"] = f"your order {order.number}{items}"
        return english.format(**values)
    your = "dein" if form == "du" else "Ihr"
    values = {
        "order": f"{your[:1].upper()}{your[1:]}e Bestellung {order.number}{items}",
        "order_dative": f"{your}er Bestellung {order.number}{items}",
        "order_genitive": f"{your}er Bestellung {order.number}{items}",
        "status": order.status.strip(" ."),
    }
    return ((familiar if form == "du" else "") or formal).format(**values)


def _items(order: Order, language: str) -> str:
    names = [
        f"{item.quantity} × {item.name}" if item.quantity > 1 else item.name
        for item in order.items
        if item.name
    ]
    if not names or len(names) > 3:
        return ""
    joint = " und " if language == "de" else " and "
    return f" ({joint.join(filter(None, (', '.join(names[:-1]), names[-1])))})"


def _arrival(stage: Stage, order: Order, case: DraftCase, language: str) -> tuple[list[str], bool]:
    if not order.eta.strip() or stage in {"cancelled", "returned", "refunded", "delivered"}:
        return [], False
    days = days_of(order.eta)
    if not days:
        return [_eta_as_written(order.eta, language)], False
    last, today = days[-1], case.today
    if today is not None and last < today:
        return [_was_due(last, language, today)], True
    return [_due(days, language, today)], False


def _due(days: list[dt.date], language: str, today: dt.date | None) -> str:
    last = written(days[-1], language, today=today)
    if len(days) > 1 and days[0] != days[-1]:
        first = written(days[0], language, today=today)
        if language == "de":
            return f"Die Zustellung ist zwischen dem {first} und dem {last} geplant."
        return f"Delivery is planned between {first} and {last}."
    if language == "de":
        return f"Die Zustellung ist für den {last} geplant."
    return f"Delivery is expected on {last}."


def _was_due(day: dt.date, language: str, today: dt.date) -> str:
    text = written(day, language, today=today)
    if language == "de":
        return f"Geplant war die Zustellung für den {text}; dem gehe ich nach und melde mich dazu."
    return f"It was due on {text}; I am looking into that and will get back to you."


def _eta_as_written(eta: str, language: str) -> str:
    text = eta.strip(" .")
    if language == "de":
        return f"Voraussichtliche Lieferung: {text}."
    return f"Expected delivery: {text}."


def _tracking(url: str, language: str, form: Form) -> str:
    if language != "de":
        return f"You can follow the parcel here: {url}"
    if form == "du":
        return f"Hier kannst du die Sendung verfolgen: {url}"
    return f"Hier können Sie die Sendung verfolgen: {url}"
