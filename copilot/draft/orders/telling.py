"""What a reply says about the customer's own order, from its facts alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from copilot.draft.case import DraftCase
from copilot.draft.dates import days_of, written
from copilot.draft.orders.stages import Stage, stage_of
from copilot.messages import Form, Order

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


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """Sentences about the order. `late`: what we know lies in the past, somebody must ask."""

    sentences: tuple[str, ...]
    late: bool = False


def order_answer(case: DraftCase, order: Order, language: str) -> OrderAnswer:
    """Status, expected day and tracking of the order, as far as they are known."""
    stage = stage_of(order.status)
    sentences = [_status(stage, order, language, case.form)] if order.status else []
    arrival, late = _arrival(stage, order, case, language)
    sentences += arrival
    if order.tracking_url and stage not in {"cancelled", "received"}:
        sentences.append(_tracking(order.tracking_url, language, case.form))
    return OrderAnswer(tuple(sentences), late)


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
