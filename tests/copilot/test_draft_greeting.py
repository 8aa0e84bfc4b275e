"""Greeting and closing: by channel, language, form of address, tone guide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot.config import ShopSettings
from copilot.draft.case import DraftCase
from copilot.draft.greeting import closing, greeting
from copilot.draft.tone import Tone, read_tone
from copilot.messages import Channel, Customer, DraftRequest, Form, Message, Understanding
from knowledge.documents import Document

WEBER = Customer(first_name="jonas", last_name="WEBER", salutation="Herr")
KIM = Customer(first_name="Kim", last_name="Sommer")
ONLY_FIRST = Customer(first_name="Kim")
DOCTOR = Customer(last_name="Weber", salutation="Frau Dr.")
NOBODY = Customer()

GUIDE = """# Tonfall

Wir siezen. Anrede: „Liebe Frau Sommer,“; per Du „Liebe Kim,“, wenn unklar „Hallo Kim,“.
English: "Dear Ms Sommer," or "Hello Kim,".

Schluss (Sie):

> Herzliche Gartengrüße
> Ihr Laubkontor

Schluss (du):

> Herzliche Gartengrüße
> Dein Laubkontor

Nie schreiben: „Hi Leute“, „Mit freundlichen Grüßen“.

Offene Fragen: Wir melden uns innerhalb von zwei Werktagen.
"""


def guide(text: str = GUIDE) -> Tone:
    path = "policies/tonfall.md"
    return read_tone([Document("f", path, "policy", "Tonfall", text, "de", internal=True)])


def case(
    customer: Customer = NOBODY,
    *,
    language: str = "de",
    form: Form = "sie",
    channel: Channel = "email",
    signature: str = "",
    shop: ShopSettings | None = None,
    agent: str = "",
) -> DraftCase:
    found = Understanding(
        "…", language, form_of_address=form, customer=customer, signature_name=signature
    )
    request = DraftRequest(Message("…", channel=channel), agent=agent)
    return DraftCase(request, found, shop=shop or ShopSettings())


@pytest.mark.parametrize(
    ("customer", "language", "form", "expected"),
    [
        (WEBER, "de", "sie", "Guten Tag Herr Weber,"),
        (WEBER, "de", "du", "Hallo Jonas,"),
        (WEBER, "en", "sie", "Dear Mr Weber,"),
        (WEBER, "en", "du", "Hi Jonas,"),
        (KIM, "de", "sie", "Guten Tag Kim Sommer,"),
        (KIM, "en", "sie", "Dear Kim Sommer,"),
        (ONLY_FIRST, "en", "sie", "Hi Kim,"),
        (DOCTOR, "de", "sie", "Guten Tag Frau Dr. Weber,"),
        (DOCTOR, "en", "sie", "Dear Dr Weber,"),
        (NOBODY, "de", "sie", "Guten Tag,"),
        (NOBODY, "de", "du", "Hallo,"),
        (NOBODY, "en", "sie", "Hello,"),
    ],
)
def test_letters_greet_without_inventing_a_gender(
    customer: Customer, language: str, form: Form, expected: str
) -> None:
    assert greeting(case(customer, language=language, form=form), language, Tone()) == expected


def test_a_chat_is_no_letter() -> None:
    chat = case(WEBER, form="du", channel="chat")
    assert greeting(chat, "de", Tone()) == "Hallo Jonas!"
    assert closing(chat, "de", Tone()) == ""


def test_the_signature_names_who_is_not_known_otherwise() -> None:
    assert greeting(case(signature="Kim Sommer"), "de", Tone()) == "Guten Tag Kim Sommer,"


def test_a_relative_who_writes_is_not_given_the_customers_salutation() -> None:
    anna = Customer(first_name="Anna", last_name="Riedel", salutation="Frau")
    written = case(anna, signature="Jens Riedel für Anna Riedel")
    assert greeting(written, "de", Tone()) == "Guten Tag Jens Riedel,"


@pytest.mark.parametrize(
    ("customer", "language", "form", "expected"),
    [
        (Customer(last_name="Sommer", salutation="Frau"), "de", "sie", "Liebe Frau Sommer,"),
        (WEBER, "de", "sie", "Lieber Herr Weber,"),
        (KIM, "de", "sie", "Guten Tag Kim Sommer,"),
        (KIM, "de", "du", "Hallo Kim,"),
        (WEBER, "de", "du", "Lieber Jonas,"),
        (ONLY_FIRST, "en", "sie", "Hello Kim,"),
    ],
)
def test_the_tone_guide_decides_the_greeting(
    customer: Customer, language: str, form: Form, expected: str
) -> None:
    assert greeting(case(customer, language=language, form=form), language, guide()) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("sie", "Herzliche Gartengrüße\nLena\nIhr Laubkontor"),
        ("du", "Herzliche Gartengrüße\nLena\nDein Laubkontor"),
    ],
)
def test_the_tone_guide_decides_the_closing(form: Form, expected: str) -> None:
    assert closing(case(form=form, agent="Lena"), "de", guide()) == expected


def test_what_the_guide_forbids_is_not_taken() -> None:
    forbidding = guide("Nie schreiben: „Mit freundlichen Grüßen“. Vermeiden: „Hi Leute“.")
    assert forbidding.greeting("de", "sie") == ""
    assert forbidding.closing("de", "sie") == ""


def test_the_promise_to_come_back_is_read() -> None:
    assert guide().answer_within == (2, "workday")


def test_settings_overrule_the_guide_and_follow_the_form() -> None:
    shop = ShopSettings(closing_de="Beste Grüße, Ihr Radhaus-Team")
    assert closing(case(form="du", shop=shop), "de", guide()).startswith(
        "Beste Grüße, dein Radhaus-Team"
    )


def test_no_guide_and_no_settings() -> None:
    shop = ShopSettings(name="Radhaus")
    assert closing(case(shop=shop, agent="Lena"), "de", Tone()) == "Viele Grüße\nLena\nRadhaus"


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("Brandt", "Guten Tag,"),
        ("Kai", "Guten Tag Kai,"),
        ("Anna-Lena", "Guten Tag Anna-Lena,"),
        ("Kai Brandt", "Guten Tag Kai Brandt,"),
    ],
)
def test_a_last_name_alone_is_no_way_to_greet(signature: str, expected: str) -> None:
    assert greeting(case(signature=signature), "de", Tone()) == expected


def test_a_first_name_that_the_helpdesk_knows_greets_however_rare() -> None:
    known = Customer(first_name="Thyra")
    made = replace(case(known), request=DraftRequest(Message("…"), customer=known))
    assert greeting(made, "de", Tone()) == "Guten Tag Thyra,"


def test_the_form_named_next_to_a_closing_counts() -> None:
    told = guide(
        "Wir siezen, außer der Kunde duzt uns. Grußformel Sie: „Herzliche Grüße aus Hamburg“. "
        "Du: „Liebe Grüße aus Hamburg“."
    )
    assert told.closing("de", "sie") == "Herzliche Grüße aus Hamburg"
    assert told.closing("de", "du") == "Liebe Grüße aus Hamburg"
