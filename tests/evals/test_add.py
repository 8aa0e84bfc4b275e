"""A draft and its decision become a case, without the customer's data."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from copilot.errors import InputError
from copilot.messages import (
    Citation,
    Customer,
    Decision,
    Draft,
    DraftRequest,
    Evidence,
    Finding,
    Message,
    Order,
    Understanding,
)
from evals.add import add_to, case_of, proposals

BODY = "Guten Tag, meine Bestellung MK-261007 fehlt. Rückruf: 0171 2345678.\nAnnika Sommer"
REPLY = "Guten Tag Frau Winter,\n\nIhr Paket kommt in 3 Tagen, Frau Sommer."


@pytest.fixture
def draft() -> Draft:
    person = Customer(first_name="Annika", last_name="Sommer", salutation="Frau")
    start = REPLY.index("Frau Winter")
    return Draft(
        id="abcdefabcdefabcdef",
        version=1,
        state="edited",
        language="de",
        understanding=Understanding(
            body=BODY, language="de", customer=person, order=Order("MK-261007"), complaint=True
        ),
        questions=(),
        reply=REPLY,
        citations=(Citation(24, 40, "e1"),),
        evidence=(Evidence("e1", "d", "policies/versand.md", "policy", "", "3 Tage", 0.9, "q1"),),
        findings=(Finding("wrong_name", "block", "Falscher Name", (start, start + 11)),),
        verdict="block",
        drafter="extractive",
        timings_ms={},
        request=DraftRequest(Message(BODY), person),
        created_at=dt.datetime.now(dt.UTC),
        decision=Decision("edited", "Lena", REPLY.replace("Frau Winter", "Frau Sommer")),
    )


def test_no_personal_data_is_left(draft: Draft) -> None:
    for kind in ("drafts", "findings", "replies"):
        made = case_of(draft, kind)  # type: ignore[arg-type]
        text = json.dumps(made.values, ensure_ascii=False)
        for personal in ("Sommer", "Annika", "261007", "2345678"):
            assert personal not in text
        assert made.taken
    assert "Beispiel" in case_of(draft, "drafts").values["text"]


def test_a_draft_case_expects_what_was_sent(draft: Draft) -> None:
    expected = case_of(draft, "drafts").values["expectations"]
    assert expected["key_facts"] == ["3 Tagen"]
    assert expected["relevant_sources"] == ["policies/versand.md"]
    assert expected["complaint"] is True


def test_a_wrong_name_stays_wrong(draft: Draft) -> None:
    """The faulty name and the right one do not become the same stand-in."""
    (found,) = case_of(draft, "findings").values["findings"]
    assert found["code"] == "wrong_name"
    assert "Beispiel" not in found.get("quote", "")


def test_rejections_become_proposals(draft: Draft, tmp_path: Path) -> None:
    rejected = replace(
        draft, state="rejected", decision=Decision("rejected", "Lena", reason="nein")
    )
    made = proposals([draft, rejected])
    assert [case.values["decision"] for case in made] == ["rejected"]
    path = tmp_path / "new" / "cases.jsonl"
    assert add_to(path, made[0])
    assert not add_to(path, made[0], twice_is_fine=True)
    with pytest.raises(InputError, match="already"):
        add_to(path, made[0])
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_what_cannot_be_a_case_is_refused(draft: Draft, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not decided"):
        case_of(replace(draft, decision=None), "drafts")
    with pytest.raises(InputError, match="no kind"):
        case_of(draft, "poems")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no JSONL"):
        add_to(tmp_path / "a.csv", case_of(draft, "drafts"))
