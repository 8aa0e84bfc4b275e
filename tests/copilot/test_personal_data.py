"""Export and erase: every place that holds a person, and no way back."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from copilot.config import load_settings
from copilot.errors import ConfigError, NotFoundError
from copilot.imports import Options
from copilot.messages import Customer, Decision, DraftRequest, Message
from copilot.pipeline import Copilot
from evals.add import add_to, case_of

EMAIL, NAME, ORDER = "rosalinde.kernbeisser@kunde.example", "Rosalinde Kernbeisser", "ZK-774411"
MAIL = (
    f"Guten Tag, wie lange kann ich meine Bestellung {ORDER} zurückgeben? Antwort bitte an "
    f"{EMAIL}.\n\nViele Grüße\n{NAME}"
)
MARKS = (EMAIL, NAME, "Kernbeisser", ORDER)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "policies").mkdir(parents=True)
    (folder / "policies" / "rueckgabe.md").write_text(
        "# Rückgabe\n\nSie können Ware innerhalb von 30 Tagen zurückgeben.", "utf-8"
    )
    rows = [
        ["order_number", "customer_name", "email", "date", "status"],
        [ORDER, NAME, EMAIL, "2026-05-01", "versandt"],
        ["ZK-774412", "Kai Fremd", "kai@kunde.example", "2026-05-02", "offen"],
    ]
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / "past_answers.csv").write_text(
        "id,question,answer,language,date,customer_name,order_number\n"
        f'pa-1,"Wann kommt {ORDER}?","Am Dienstag, {NAME}.",de,2026-05-02,{NAME},{ORDER}\n'
        'pa-2,"Wie wasche ich die Decke?","Bei 30 Grad.",de,2020-05-02,,\n',
        "utf-8",
    )
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def copilot(home: Path, shop: Path) -> Iterator[Copilot]:
    with Copilot.open(load_settings(None, {}, home=home, deadline_s=300)) as opened:
        opened.ingest(shop)
        yield opened


def decided(copilot: Copilot) -> str:
    """A draft for the person, edited and confirmed: in every table that can hold it."""
    first, last = NAME.split()
    request = DraftRequest(
        Message(MAIL, subject=f"Rückgabe {ORDER}", id="zendesk:1"),
        Customer(id="c-9", first_name=first, last_name=last, email=EMAIL),
    )
    draft = copilot.draft(request)
    reply = f"Guten Tag {NAME}, Sie haben 30 Tage Zeit für {ORDER}."
    decision = Decision("edited", "Lena", reply, reason=f"rief an: {EMAIL}")
    copilot.decide(draft.id, draft.version, decision)
    copilot.confirm(copilot.proposals()[0].id, by="Lena", despite_conflicts=True)
    return draft.id


def export_of(folder: Path) -> Path:
    path = folder / "export.jsonl"
    comments = [
        {"author_id": 1, "body": MAIL, "author": {"role": "end-user", "email": EMAIL}},
        {"author_id": 2, "body": "Sie können die Ware 30 Tage lang kostenlos zurückgeben."},
    ]
    path.write_text(
        json.dumps({"id": 5, "subject": "Rückgabe", "requester_id": 1, "comments": comments}),
        "utf-8",
    )
    return path


def bytes_with(home: Path) -> list[str]:
    """Files of the data folder in which something of the person stands, in any case."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            held = path.read_bytes().lower()
            for mark in MARKS:
                spellings = (mark.lower().encode(), mark.lower().encode("utf-16-le"))
                if any(one in held for one in spellings):
                    found.append(f"{path.relative_to(home)}: {mark}")
    return found


def test_export_hands_out_everything(copilot: Copilot) -> None:
    draft = decided(copilot)
    found = copilot.office.export_person(EMAIL)
    assert found["messages"][0]["message"]["text"] == MAIL
    assert [one["id"] for one in found["drafts"]] == [draft]
    assert [one["order_number"] for one in found["orders"]] == [ORDER]
    assert len(found["proposals"]) == len(found["documents"]) == 1
    json.dumps(found)


@pytest.mark.parametrize("by", [EMAIL, EMAIL.upper(), ORDER], ids=["address", "case", "order"])
def test_erase_leaves_not_a_byte(by: str, copilot: Copilot, home: Path) -> None:
    decided(copilot)
    assert bytes_with(home)  # else the test shows nothing
    report = copilot.office.erase_person(by, by="Ada")
    assert report.counts["messages"] == report.counts["orders"] == 1
    assert report.counts["documents"] >= 1
    assert bytes_with(home) == []
    copilot.close()
    assert bytes_with(home) == []


def test_erased_people_do_not_come_back(copilot: Copilot, home: Path, shop: Path) -> None:
    decided(copilot)
    copilot.office.erase_person(EMAIL)
    orders = shop / "orders.csv"
    orders.write_text(orders.read_text("utf-8") + "\n", "utf-8")  # changed: it is read again
    with (shop / "past_answers.csv").open("a", encoding="utf-8") as file:
        file.write('pa-3,"Und die Farbe?","Die Decke ist grau.",de,2026-05-03,,\n')
    copilot.ingest(shop)
    copilot.office.import_archive(export_of(shop.parent), Options(min_quality=0.0))
    copilot.rebuild()
    assert bytes_with(home) == []
    sources = {document.source for document in copilot.documents(("past_answer",))}
    assert sources == {"pa-2", "pa-3"}
    assert copilot.knowledge.order("ZK-774412") is not None
    with pytest.raises(NotFoundError):
        copilot.office.export_person(EMAIL)


def test_others_stay(copilot: Copilot) -> None:
    other = copilot.draft(DraftRequest(Message("Wie wasche ich die Decke?"), Customer(id="c-1")))
    decided(copilot)
    copilot.office.erase_person(EMAIL)
    assert copilot.draft_by_id(other.id).reply == other.reply


def test_the_audit_log_tells_who_did_what_without_the_name(copilot: Copilot) -> None:
    decided(copilot)
    copilot.office.export_person(EMAIL, by="Ada")
    copilot.office.erase_person(EMAIL, by="Ada")
    copilot.rebuild(by="Ada")
    acts = [(entry.actor, entry.action) for entry in copilot.store.audit.entries(limit=10)]
    assert ("Ada", "knowledge.rebuilt") in acts
    assert ("Ada", "person.exported") in acts
    assert ("Ada", "person.erased") in acts
    assert ("", "knowledge.ingested") in acts


def test_an_eval_case_carries_nothing_of_the_person(copilot: Copilot, home: Path) -> None:
    draft = copilot.draft_by_id(decided(copilot))
    add_to(home / "cases.jsonl", case_of(draft, "drafts"))
    written = (home / "cases.jsonl").read_text("utf-8")
    assert not [mark for mark in MARKS if mark in written]


# --- retention -------------------------------------------------------------------------------


def swept(copilot: Copilot, days_later: int, **retention: object) -> dict[str, int]:
    settings = replace(copilot.settings.retention, **retention)  # type: ignore[arg-type]
    from copilot.retention import sweep

    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=days_later)
    return dict(sweep(settings, copilot.store, copilot.knowledge, now=now).counts)


@pytest.mark.parametrize(
    ("settings", "gone"),
    [
        ({}, {}),
        ({"drafts_days": 30}, {"drafts": 1}),
        ({"drafts_days": 50}, {}),
        ({"audit_days": 30}, {"audit": 4}),
        ({"orders_days": 1}, {"orders": 2}),
        ({"past_answers_days": 1000}, {"past_answers": 1}),
        ({"sources": ("past_answers.csv=1000",)}, {"past_answers": 1}),
        ({"past_answers_days": 1000, "sources": ("past_answers.csv=0",)}, {}),
    ],
    ids=["nothing set", "drafts", "young drafts", "audit", "orders", "past answers", "a source",
         "a source that is kept"],
)  # fmt: skip
def test_retention(settings: dict[str, object], gone: dict[str, int], copilot: Copilot) -> None:
    decided(copilot)
    copilot.knowledge.remove(
        [d.id for d in copilot.documents(("past_answer",)) if d.source == "pa-1"]
    )
    copilot.store.audit.add("x", "y", "z")
    counts = swept(copilot, 40, **settings)
    if "audit" in gone:
        assert counts["audit"] >= gone["audit"]
    else:
        assert {kind: n for kind, n in counts.items() if n} == gone


def test_a_bad_source_names_the_fix(copilot: Copilot) -> None:
    with pytest.raises(ConfigError, match="imports:3"):
        swept(copilot, 1, sources=("imports:3",))
