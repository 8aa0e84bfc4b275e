"""Wrong facts without a figure: ruled out, turned round, a twin's, counted from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from copilot.check import CheckCase, Checker
from copilot.check.conditions import sayings
from copilot.check.polarity import denies, limits
from copilot.messages import Evidence, Finding, Question, Understanding
from knowledge.catalogue import Catalogue
from knowledge.documents import Product

KETTLE = Product("KTL-1", "Kettle Brix", ("Brix",), "Kettles", "39.00")
TWIN = Product("KTL-2", "Kettle Brax", ("Brax",), "Kettles", "59.00")


def source(text: str, number: int = 1, **fields: Any) -> Evidence:
    defaults: dict[str, Any] = {
        "id": f"e{number}", "document_id": f"d{number}", "source": f"policies/{number}.md",
        "kind": "policy", "title": "Seite", "score": 0.8, "question": "q1", "language": "de",
    }  # fmt: skip
    return Evidence(text=text, **{**defaults, **fields})


def claimed(reply: str, *evidence: Evidence, **case: Any) -> list[Finding]:
    """The findings that the reply says something untrue, hints left out."""
    asked = case.pop("asked", "")
    understanding = Understanding(
        body=case.pop("message", asked or "Hallo, eine Frage."),
        language=case.pop("language", "de"),
        questions=(Question("q1", asked, asked, (0, len(asked))),) if asked else (),
        skus=case.pop("skus", ()),
    )
    result = Checker().check(CheckCase(understanding, reply, evidence, **case))
    return [f for f in result.findings if f.code == "unsupported_claim" and f.severity != "hint"]


LOCKERS = source("Abholstationen beliefern wir nicht, weil jemand unterschreiben muss.")
CLEANING = source("Mit Wasser auswischen. Keinen Essig und keine Scheuermilch verwenden.")
STEEL = source("Nylon strings only. Steel strings must not be fitted.", language="en")


@pytest.mark.parametrize(
    ("reply", "known", "asked", "language", "wrong"),
    [
        pytest.param(
            "Ja, wir liefern auch an Abholstationen.", LOCKERS,
            "Liefern Sie an Abholstationen?", "de", True, id="asked-and-affirmed",
        ),
        pytest.param(
            "An Abholstationen liefern wir leider nicht.", LOCKERS,
            "Liefern Sie an Abholstationen?", "de", False, id="denied-as-well",
        ),
        pytest.param(
            "Wir liefern nur nach Hause, nicht an Abholstationen.", LOCKERS,
            "Liefern Sie an Abholstationen?", "de", False, id="limited",
        ),
        pytest.param(
            "Wischen Sie ihn mit Essig aus, verwenden dürfen Sie auch Scheuermilch.", CLEANING,
            "Womit reinige ich ihn?", "de", True, id="what-a-no-stands-before",
        ),
        pytest.param(
            "Lieber nicht, Essig greift das Gummi an.", CLEANING,
            "Womit reinige ich ihn?", "de", False, id="a-reason-after-a-no",
        ),
        pytest.param(
            "Steel strings are a good idea.", STEEL,
            "Could I fit steel strings?", "en", True, id="english-affirmed",
        ),
        pytest.param(
            "If you fitted steel strings, take them off again.", STEEL,
            "Could I fit steel strings?", "en", False, id="on-a-condition",
        ),
    ],
)  # fmt: skip
def test_what_documents_only_deny(
    reply: str, known: Evidence, asked: str, language: str, wrong: bool
) -> None:
    assert bool(claimed(reply, known, asked=asked, language=language)) is wrong


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param("Der Türanschlag ist leider nicht wechselbar.", True, id="denied"),
        pytest.param("Der Türanschlag ist wechselbar.", False, id="affirmed"),
        pytest.param("Einen Türanschlag für links haben wir nicht.", False, id="something-else"),
    ],
)
def test_a_denial_of_what_documents_affirm(reply: str, wrong: bool) -> None:
    assert bool(claimed(reply, source("LED blau. Türanschlag wechselbar, siehe unten."))) is wrong


TERMS = source(
    "Die Kosten der Rücksendung tragen Sie selbst. Ein Messlöffel liegt bei. Ein "
    "Deckel liegt nicht bei. Filter sind "
    "Verschleißteile. Für die Abholung ist ein Termin nötig."
)
ENGLISH_TERMS = source(
    "Returns are free of charge. A bench is included. A receipt is required.", language="en"
)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param("Die Rücksendung ist für Sie kostenlos.", True, id="free"),
        pytest.param("Die Rücksendung geht auf Ihre Kosten.", False, id="not-free-as-told"),
        pytest.param("Der Messlöffel ist separat erhältlich.", True, id="not-included"),
        pytest.param("Ein Deckel ist nie dabei.", False, id="not-included-as-told"),
        pytest.param("Der Messlöffel ist dabei.", False, id="included-as-told"),
        pytest.param("Für die Abholung ist kein Termin nötig.", True, id="not-needed"),
        pytest.param("Für die Abholung brauchen Sie einen Termin.", False, id="needed-as-told"),
        pytest.param("Filter sind von der Garantie abgedeckt.", True, id="covered"),
    ],
)
def test_terms_turned_round(reply: str, wrong: bool) -> None:
    assert bool(claimed(reply, TERMS)) is wrong


OILING = source(
    "Die Platte nur mit Hartöl nachölen, kein Leinöl: Es bleibt klebrig. Kein Deckel dabei. "
    "Zubehör kostet 9,90 €."
)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param("Die Platte können Sie mit Leinöl nachölen.", True, id="affirmed"),
        pytest.param("Vom Leinöl rate ich ab, es klebt tagelang.", False, id="advised-against"),
        pytest.param("Das Leinöl lassen Sie bitte weg.", False, id="left-out"),
        pytest.param("Bitte nicht, denn Leinöl bleibt klebrig.", False, id="the-reason"),
        pytest.param("Leinöl, das Sie noch haben, geht nicht.", False, id="denied-later"),
        pytest.param("Bitte nur Hartöl. Leinöl geht nicht, Leinöl klebt.", False, id="said-before"),
        pytest.param("Einen Deckel bekommen Sie für 9,90 €.", False, id="not-included-but-sold"),
    ],
)
def test_a_reply_that_agrees_with_a_denial(reply: str, wrong: bool) -> None:
    assert bool(claimed(reply, OILING, asked="Darf ich Leinöl nehmen?")) is wrong


def test_what_a_search_finds_affirmed_is_not_ruled_out() -> None:
    voucher = source("Auf den Aufbau gelten Gutscheine nicht.")
    known = source("Der Aufbau durch zwei Monteure ist nachträglich möglich.", 2)
    reply = "Der Aufbau ist nachträglich möglich."
    case: dict[str, Any] = {"asked": "Ist der Aufbau nachträglich möglich?"}
    assert not claimed(reply, voucher, lookup=lambda _: (known,), **case)


def test_a_price_that_the_documents_name_denies_nothing_free() -> None:
    free = source("Die Grußkarte legen wir kostenlos bei.")
    priced = source("Eine besondere Grußkarte kostet 4,50 €.", 2)
    assert claimed("Die Grußkarte kostet 4,50 €.", free)
    assert not claimed("Die Grußkarte kostet 4,50 €.", free, lookup=lambda _: (priced,))


def test_not_bad_and_free_is_free() -> None:
    found = sayings("Kratzer auf Demogläsern sind nicht schlimm und kosten nichts.", "de")
    assert [(one.name, one.holds) for one in found] == [("free", True)]


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param("The bench is sold separately.", True, id="not-included"),
        pytest.param("The bench is in the box.", False, id="included"),
        pytest.param("Returns are at your own cost.", True, id="not-free"),
        pytest.param("You don't need a receipt.", True, id="not-needed"),
        pytest.param("Please keep the receipt, it is required.", False, id="needed"),
    ],
)
def test_terms_turned_round_in_english(reply: str, wrong: bool) -> None:
    assert bool(claimed(reply, ENGLISH_TERMS, language="en")) is wrong


REFUND = source("Das Geld geht innerhalb von 10 Tagen nach Eingang der Ware zurück.")
REPAIR = source("Workshop repairs take 10 working days from arrival.", language="en")


@pytest.mark.parametrize(
    ("reply", "known", "language", "wrong"),
    [
        pytest.param(
            "Das Geld geht innerhalb von 10 Tagen nach Ihrem Widerruf zurück.",
            REFUND, "de", "nach Ihrem Widerruf", id="from-the-withdrawal",
        ),
        pytest.param(
            "Das Geld geht innerhalb von 10 Tagen nach Erhalt der Ware zurück.",
            REFUND, "de", "", id="the-same-in-other-words",
        ),
        pytest.param(
            "Das Geld geht innerhalb von 10 Tagen zurück.", REFUND, "de", "", id="none-named",
        ),
        pytest.param(
            "Repairs take 10 working days from your order.",
            REPAIR, "en", "from your order", id="from-the-order",
        ),
    ],
)  # fmt: skip
def test_from_when_a_period_runs(reply: str, known: Evidence, language: str, wrong: str) -> None:
    found = claimed(reply, known, language=language)
    assert [reply[slice(*f.reply_span)] for f in found if f.reply_span] == (
        [wrong] if wrong else []
    )


@pytest.mark.parametrize(
    ("reply", "known", "language"),
    [
        pytest.param(
            "Für hinten ist im Satz keiner enthalten.",
            "Ein Satz Wischer für vorn, Länge 650 mm.", "de", id="not-at-the-back",
        ),
        pytest.param(
            "The amber light tells you that the room is warm.",
            "**Lights:** red flashing means no connection.", "en", id="a-label-in-bold",
        ),
        pytest.param(
            "The screen doesn't need Wi-Fi.",
            "Needs Wi-Fi for the app.", "en", id="needed-for-something-else",
        ),
        pytest.param(
            "Plumbed-in water: no.",
            "| Plumbed-in water | no |", "en", id="a-row-of-a-table",
        ),
        pytest.param(
            "No tumble dryer, no softener.",
            "No tumble dryer, no softener.", "en", id="word-for-word",
        ),
    ],
)  # fmt: skip
def test_no_contradiction(reply: str, known: str, language: str) -> None:
    assert not claimed(reply, source(known, language=language), language=language)


def test_steps_of_the_twin() -> None:
    mine = source("Reset: hold Start and turn the dial.", 1, language="en", kind="product",
                  skus=("KTL-1",), title="Kettle Brix")  # fmt: skip
    twins = source("Reset: press the hidden button below the handle.", 2, language="en",
                   kind="product", skus=("KTL-2",), title="Kettle Brax")  # fmt: skip
    more: dict[str, Any] = {
        "language": "en", "skus": ("KTL-1",), "catalogue": Catalogue([KETTLE, TWIN]),
        "lookup": lambda _: (twins,),
    }  # fmt: skip
    reply = "Please press the hidden button below the handle."
    (found,) = claimed(reply, mine, **more)
    assert "Kettle Brax" in found.message
    assert not claimed("Please hold Start and turn the dial.", mine, **more)


def test_the_twins_document_denies_nothing_of_the_other() -> None:
    mine = source(
        "With Bluetooth.", 1, language="en", kind="product", skus=("KTL-1",), title="Kettle Brix"
    )
    twins = source(
        "No Bluetooth.", 2, language="en", kind="product", skus=("KTL-2",), title="Kettle Brax"
    )
    more: dict[str, Any] = {"language": "en", "catalogue": Catalogue([KETTLE, TWIN])}
    asked = "Does the kettle have Bluetooth?"
    reply = "Yes, it has Bluetooth."
    assert not claimed(reply, mine, twins, asked=asked, skus=("KTL-1",), **more)
    assert claimed(reply, mine, twins, asked=asked, skus=("KTL-2",), **more)


def test_a_period_that_the_customer_tells_is_no_claim() -> None:
    message = "Ich habe die Lampe seit fünf Wochen."
    known = source("Die Rückgabe ist innerhalb von 60 Tagen möglich.")
    assert not claimed("Fünf Wochen nach dem Kauf geht das noch.", known, message=message)


def test_the_number_in_a_products_name_bears_no_figure_out() -> None:
    cooler = Product("KL-24", "Kühler Nord 24", ("Nord 24",), "Kühler", "99.00")
    known = source("Vor dem Einstecken 12 Stunden stehen lassen.", skus=("KL-24",), kind="product")
    reply = "Lassen Sie ihn vor dem Einstecken 24 Stunden stehen."
    more: dict[str, Any] = {"skus": ("KL-24",), "catalogue": Catalogue([cooler])}
    message = "Der Nord 24 ist da. Wie lange muss er stehen?"
    assert claimed(reply, known, message=message, **more)


@pytest.mark.parametrize(
    ("text", "no"),
    [
        pytest.param("Das geht nicht.", True, id="not"),
        pytest.param("nicht ausgeschlossen", False, id="not-excluded"),
        pytest.param("Kein Problem, das geht.", False, id="no-problem"),
        pytest.param("Sale items are excluded.", True, id="excluded"),
        pytest.param("We don't ship there.", True, id="contracted"),
        pytest.param("Not only on Mondays.", False, id="not-only"),
        pytest.param("Das Einbrennen können Sie sich sparen.", True, id="save-yourself"),
        pytest.param("Den Weg kannst du dir getrost sparen.", True, id="save-yourself-du"),
        pytest.param("So lässt sich Strom sparen.", False, id="save-power"),
    ],
)
def test_polarity(text: str, no: bool) -> None:
    assert denies(text) is no


def test_a_text_that_limits() -> None:
    assert limits("only by hand")
    assert not limits("by hand")


TABLE = source(
    "| Nr. | Was | Preis |\n|---|---|---|\n| A | Stangen für Brix | 38,00 € |\n"
    "| B | Stangen für Brax | 59,00 € |",
    skus=("KTL-1",), kind="product", title="Stangen",
)  # fmt: skip
RULES = source("Widerruf 21 Tage ab Erhalt. Unbenutzt nehmen wir Ware bis 75 Tage zurück.")
SIZES = source("Die Größe S passt für Rückenlängen von 40 bis 47 cm.")


@pytest.mark.parametrize(
    ("message", "reply", "known", "wrong"),
    [
        pytest.param(
            "Passt Brax?", "Für Brax kosten die Stangen 59,00 €.", TABLE, False, id="row-of-another"
        ),
        pytest.param("Hallo", "Alles zurück, Frist: 21 Tage.", RULES, False, id="both"),
        pytest.param("Hallo", "Der Widerruf geht 50 Tage ab Erhalt.", RULES, True, id="neither"),
        pytest.param(
            "Ich habe 43 cm gemessen.", "Mit 43 cm ist S richtig.", SIZES, False, id="as-told"
        ),
        pytest.param("Welche Größe?", "Für 52 cm passt die Größe S.", SIZES, True, id="beyond-it"),
        pytest.param(
            "Bestellt sind 200 cm, es müssten 196 sein.", "Sie ist nur 4 cm zu lang.", SIZES,
            False, id="difference-of-a-bare-number",
        ),
    ],
)  # fmt: skip
def test_figures_that_follow(message: str, reply: str, known: Evidence, wrong: bool) -> None:
    catalogue = Catalogue([KETTLE, TWIN])
    found = claimed(reply, known, asked=message, catalogue=catalogue)
    assert bool(found) is wrong


def test_how_long_they_have_had_it_is_their_story() -> None:
    known = source("Auf Scharniere geben wir 36 Monate Garantie.")
    reply = "Ein Bruch nach acht Monaten tut uns leid. Sie haben 36 Monate Garantie."
    assert not claimed(reply, known, asked="Im März gekauft und schon kaputt, was nun?")


def test_no_count_of_nothing_breaks_the_sums() -> None:
    known = source("Ein Blatt kostet 9,80 €.")
    assert claimed(
        "Das kostet 17,30 €.", known, asked="Ich habe 0 Stück und 2 Stück, was kostet es?"
    )


def test_what_is_denied_in_a_documents_own_words() -> None:
    known = source(
        "Eine Verlängerung der Garantie kaufen Kunden innerhalb eines Monats nachträglich."
    )
    reply = "Eine Verlängerung der Garantie kaufen Kunden nachträglich leider nicht."
    assert claimed(reply, known)
    assert not claimed("Eine Leihlampe gibt es nicht.", known)


def test_what_stands_below_a_heading_that_denies_it_is_denied() -> None:
    text = "- Leichte Farbunterschiede zum Bildschirm bei gedruckten Fotos."
    reply = "Leichte Farbunterschiede zum Bildschirm bei gedruckten Fotos sind kein Mangel."
    assert claimed(reply, source(text, title="Reklamation"))
    assert not claimed(reply, source(text, title="Reklamation › Was kein Mangel ist"))
