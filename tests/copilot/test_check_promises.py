"""Promises: families of phrasing in German and English, and what the shop itself grants."""

from __future__ import annotations

import datetime as dt

import pytest

from copilot.check import CheckCase, Checker
from copilot.check.goodwill import policy_limits
from copilot.messages import Evidence, Understanding
from knowledge.documents import Document


def policy(text: str) -> Document:
    return Document("d", "policies/kulanz.md", "policy", "Kulanz", text, "de", internal=True)


def codes(reply: str, language: str, *evidence: Evidence, limit: str = "") -> set[str]:
    case = CheckCase(
        Understanding("Was nun?", language),
        reply,
        evidence=evidence,
        policies=(policy(limit),) if limit else (),
        today=dt.date(2026, 11, 23),
    )
    return {f.code for f in Checker().check(case).findings}


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        pytest.param("Das garantiere ich Ihnen.", "de", id="guarantee"),
        pytest.param("Your kettle will definitely arrive tomorrow.", "en", id="certainty"),
        pytest.param("Außerdem schenken wir Ihnen eine Mühle.", "de", id="gift"),
        pytest.param("You can keep the kettle.", "en", id="keep"),
        pytest.param("Bei Ihnen machen wir eine Ausnahme.", "de", id="exception"),
        pytest.param("We will cover your lawyer's costs.", "en", id="costs-of-others"),
        pytest.param("Den Schaden am Boden übernehmen wir.", "de", id="damage"),
        pytest.param("It will be with you on Tuesday.", "en", id="day-of-delivery"),
        pytest.param("Die Lampe haben Sie sicher zurück.", "de", id="surely-back"),
        pytest.param("Das Regal steht Freitag bei Ihnen, versprochen.", "de", id="promised"),
        pytest.param("You can take it that our insurance will settle it.", "en", id="insurance"),
        pytest.param("Since you had a fright we'll do yours for free.", "en", id="work-for-free"),
        pytest.param("I will refund the postage as a one-off.", "en", id="one-off"),
        pytest.param("Da drücken wir gern ein Auge zu.", "de", id="blind-eye"),
        pytest.param("Den Rest zahlen wir Ihnen bar aus.", "de", id="cash"),
        pytest.param("Ihre Forderung ist berechtigt.", "de", id="claim-accepted"),
        pytest.param("You get the lamp for free if it is late.", "en", id="free-if-late"),
        pytest.param("A new jar is on its way to you free of charge.", "en", id="free-on-its-way"),
        pytest.param("It will be repaired by the end of this week.", "en", id="done-by"),
        pytest.param("Ihr Konto ist bis morgen gelöscht.", "de", id="erledigt-bis"),
        pytest.param("Vor dem Abflug haben Sie es auf jeden Fall.", "de", id="certainly-there"),
        pytest.param("Wir sorgen persönlich dafür, dass es passt.", "de", id="personally"),
        pytest.param("Next time I'll lift the limit for you.", "en", id="limit-lifted"),
    ],
)
def test_promises_that_no_document_makes(reply: str, language: str) -> None:
    assert "over_promise" in codes(reply, language)


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        pytest.param("Leider können wir keine Ausnahme machen.", "de", id="no-exception"),
        pytest.param("Ich melde mich morgen bei Ihnen, versprochen.", "de", id="own-word"),
        pytest.param("We cannot promise a date before Friday.", "en", id="no-promise"),
        pytest.param("Das kann ich Ihnen nicht versprechen.", "de", id="no-promise"),
        pytest.param("Ich melde mich heute Nachmittag, versprochen.", "de", id="own-action"),
        pytest.param("It should be with you on Tuesday.", "en", id="hedged-day"),
        pytest.param("Vielleicht ist es am Montag bei Ihnen.", "de", id="perhaps-there"),
        pytest.param("We cannot cover legal costs.", "en", id="no-costs"),
        pytest.param("Ich gebe das sofort an die Technik.", "de", id="passed-on"),
        pytest.param("I will check it and write to you by tomorrow.", "en", id="own-plan"),
        pytest.param("Please send it back by the end of this week.", "en", id="customers-deadline"),
    ],
)
def test_what_is_no_promise(reply: str, language: str) -> None:
    assert "over_promise" not in codes(reply, language)


def test_what_a_public_document_grants_may_be_said() -> None:
    rule = Evidence(
        "e1", "d1", "policies/a.md", "policy", "Repair", "You get a free loan bike during repair.",
        0.9, "q1", "en",
    )  # fmt: skip
    reply = "You get a free loan bike during repair."
    assert "over_promise" in codes(reply, "en")
    assert "over_promise" not in codes(reply, "en", rule)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        pytest.param("Bis 10 € entscheidet jede Kollegin selbst, ab 10 € bis 40 € Frau X.", 10),
        pytest.param("- up to €20: every agent; up to €80: workshop lead.", 20),
        pytest.param("| bis 15 € | Service-Team selbst |\n| bis 60 € | Teamleitung |", 15),
    ],
    ids=["sentence", "list", "table"],
)
def test_the_agents_own_limit_is_read(text: str, limit: int) -> None:
    assert policy_limits((policy(f"# Kulanz\n\n{text}"),))["EUR"] == limit


def test_an_amount_above_the_agents_own_limit() -> None:
    rule = "# Kulanz\n\nBis 10 € entscheidet jede Kollegin selbst."
    assert "over_promise" in codes("Wir erstatten Ihnen dafür 50 €.", "de", limit=rule)
    assert "over_promise" not in codes("Wir erstatten Ihnen dafür 8 €.", "de", limit=rule)
