"""Archives of past tickets: which pairs are cut out, what is left out, what is stored."""

from __future__ import annotations

import json
import mailbox
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from copilot.imports import Judged, Options, preview, run_import
from copilot.imports.archive import open_archive
from copilot.imports.mail import _people
from copilot.imports.tickets import PastTicket, Post
from copilot.imports.turns import cut
from copilot.testing import tiny_knowledge
from knowledge.base import KnowledgeBase
from knowledge.errors import SourceError

ASKED = "Guten Tag, bei meiner Wolldecke löst sich der Saum. Kann ich das selbst nähen?\n\nAnna Rau"
SOLVED = (
    "Guten Tag Frau Rau,\n\nden Saum der Wolldecke nähen Sie am besten mit einem Matratzenstich "
    "und Wollgarn Nummer 12. Ein Tütchen Garn liegt jeder Decke bei.\n\nViele Grüße\nJan Petersen"
)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    knowledge = tiny_knowledge(tmp_path / "home")
    yield knowledge
    knowledge.close()


def ticket(*posts: tuple[str, str]) -> PastTicket:
    made = [Post(author, text) for author, text in posts]  # type: ignore[arg-type]
    return PastTicket("t1", "Saum", tuple(made))


@pytest.mark.parametrize(
    ("posts", "answers"),
    [
        pytest.param([("customer", ASKED), ("agent", SOLVED)], ["Matratzenstich"], id="plain"),
        pytest.param(
            [
                ("customer", ASKED),
                ("agent", "Guten Tag, wir klären das und melden uns."),
                ("agent", SOLVED),
            ],
            ["Matratzenstich"],
            id="a holding reply first",
        ),
        pytest.param(
            [
                ("customer", ASKED),
                ("agent", "Könnten Sie uns bitte ein Foto schicken?"),
                ("customer", "Anbei das Foto."),
                ("agent", SOLVED),
            ],
            ["Matratzenstich"],
            id="asked back",
        ),
        pytest.param(
            [
                ("customer", ASKED),
                ("agent", "Bitte bügeln Sie den Saum mit Vlies fest, das hält meist sehr gut."),
                (
                    "customer",
                    "Das hat leider nicht geholfen, er löst sich immer noch nicht sauber.",
                ),
                ("agent", SOLVED),
                ("customer", "Vielen Dank, hat geklappt!"),
            ],
            ["Matratzenstich"],
            id="the first reply did not help",
        ),
        pytest.param(
            [
                ("customer", ASKED),
                ("agent", SOLVED),
                ("customer", "Noch eine Frage: Welche Farben gibt es bei der Decke Nord?"),
                ("agent", "Die Decke Nord gibt es in Grau, Sand und Moosgrün."),
            ],
            ["Matratzenstich", "Moosgrün"],
            id="two questions",
        ),
        pytest.param([("customer", ASKED)], [], id="never answered"),
        pytest.param([("agent", SOLVED)], [], id="no customer"),
        pytest.param(
            [("customer", ASKED), ("agent", "Ihre Anfrage ist bei uns eingegangen (Nr. 5).")],
            [],
            id="only a receipt",
        ),
        pytest.param(
            [("customer", "Vielen Dank, alles gut angekommen!"), ("agent", "Das freut uns sehr.")],
            [],
            id="thanks only",
        ),
        pytest.param(
            [
                ("customer", "Hello, my blanket sheds fluff. Is that normal? Best, Joe"),
                ("agent", "Thanks, we will look into it and get back to you."),
                ("agent", "New blankets shed for about three weeks. Shake it outdoors."),
            ],
            ["three weeks"],
            id="English",
        ),
    ],
)
def test_cuts_the_reply_that_solved_it(posts: list[tuple[str, str]], answers: list[str]) -> None:
    found = cut(ticket(*posts)).pairs
    assert len(found) == len(answers)
    for pair, expected in zip(found, answers, strict=True):
        assert expected in pair.answer


def test_drops_quoted_history_and_signatures() -> None:
    quoted = f"{SOLVED}\n\nAm 03.05.2026 um 10:12 schrieb Anna Rau <a@b.de>:\n> {ASKED}"
    (pair,) = cut(ticket(("customer", ASKED), ("agent", quoted))).pairs
    assert "Kann ich das selbst" not in pair.answer
    assert "Petersen" not in pair.answer


def mail(number: int, sender: str, text: str, to: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = sender, to
    made["Subject"] = "Saum" if number == 0 else "AW: Saum"
    made["Message-ID"] = f"<{number}@x.example>"
    made["Date"] = f"Mon, 04 May 2026 1{number}:00:00 +0200"
    if number:
        made["In-Reply-To"] = f"<{number - 1}@x.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


CUSTOMER, SHOP = "Anna Rau <anna@kunde.example>", "Wollhaus <hilfe@wollhaus.example>"
MAILS = [
    mail(0, CUSTOMER, ASKED, SHOP),
    mail(1, SHOP, "Wir sind im Urlaub.", CUSTOMER, Auto_Submitted="auto-replied"),
    mail(2, SHOP, SOLVED, CUSTOMER),
]


PEOPLE = [
    "a@b.example",
    " <a@b.example> ",
    "Anna Rau <anna@kunde.example>",
    '"Rau, Anna" <anna@kunde.example>',
    '"Anna Rau" <anna@kunde.example>',
    "Anna Rau <anna@kunde.example>, Jan <jan@x.example>",
    "anna@kunde.example (Anna Rau)",
    "Team: a@b.example, c@d.example;",
    "Anna Rau",
    "",
    "Anna@Rau <anna@kunde.example>",
]


@pytest.mark.parametrize("header", PEOPLE)
def test_people_are_read_as_the_standard_library_reads_them(header: str) -> None:
    assert _people(header) == [one for one in getaddresses([header]) if any(one)]


def write_mail(path: Path, kind: str) -> Path:
    box: mailbox.Mailbox[Any]
    box = mailbox.mbox(str(path)) if kind == "mbox" else mailbox.Maildir(str(path))
    for message in MAILS:
        box.add(message)
    box.close()
    return path


@pytest.mark.parametrize("kind", ["mbox", "Maildir"])
def test_reads_mail_threads(kind: str, tmp_path: Path) -> None:
    archive = open_archive(write_mail(tmp_path / "mail", kind), ("wollhaus.example",))
    (found,) = archive.items(0)
    assert isinstance(found, PastTicket)
    (pair,) = cut(found).pairs
    assert "Matratzenstich" in pair.answer
    assert pair.customer == "Anna Rau"


def test_mail_that_does_not_show_the_shop_names_the_fix(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="which address is the shop's") as caught:
        open_archive(write_mail(tmp_path / "mail", "mbox"))
    assert "--own" in caught.value.hint


ZENDESK = {
    "id": 7, "subject": "Saum", "requester_id": 1, "description": ASKED,
    "comments": [
        {"author_id": 1, "body": ASKED, "public": True, "created_at": "2026-05-04T10:00:00Z"},
        {"author_id": 2, "body": "intern: Kulanz", "public": False},
        {"author_id": 2, "body": SOLVED, "public": True, "created_at": "2026-05-04T12:00:00Z"},
    ],
}  # fmt: skip
FRESHDESK = {
    "id": 7, "subject": "Saum", "description_text": ASKED, "requester": {"name": "Anna Rau"},
    "conversations": [
        {"body_text": "intern: Kulanz", "incoming": False, "private": True},
        {"body_text": SOLVED, "incoming": False, "private": False},
    ],
}  # fmt: skip
ZAMMAD = {
    "id": 7, "title": "Saum", "customer": {"firstname": "Anna", "lastname": "Rau"},
    "articles": [
        {"sender": "Customer", "body": f"<p>{ASKED}</p>", "internal": False},
        {"sender": "Agent", "body": "intern: Kulanz", "internal": True, "type": "note"},
        {"sender": "Agent", "body": SOLVED, "internal": False, "type": "email"},
    ],
}  # fmt: skip
CHATWOOT = {
    "id": 7, "meta": {"sender": {"name": "Anna Rau"}},
    "messages": [
        {"content": ASKED, "message_type": 0, "private": False, "created_at": 1777888800},
        {"content": "intern: Kulanz", "message_type": 1, "private": True},
        {"content": SOLVED, "message_type": 1, "private": False, "created_at": 1777892400},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [ZENDESK, FRESHDESK, ZAMMAD, CHATWOOT],
    ids=["Zendesk", "Freshdesk", "Zammad", "Chatwoot"],
)  # fmt: skip
@pytest.mark.parametrize("shape", ["lines", "array", "answer"])
def test_reads_exports(record: dict[str, Any], shape: str, tmp_path: Path) -> None:
    written = {
        "lines": f"{json.dumps(record)}\n",
        "array": json.dumps([record], indent=1),
        "answer": json.dumps({"tickets": [record], "count": 1}, indent=1),
    }
    path = tmp_path / "export.json"
    path.write_text(written[shape], encoding="utf-8")
    (found,) = open_archive(path).items(0)
    assert isinstance(found, PastTicket)
    (pair,) = cut(found).pairs
    assert "Saum" in pair.question
    assert "Matratzenstich" in pair.answer
    assert "Kulanz" not in pair.answer


def test_posts_by_themselves_are_put_together(tmp_path: Path) -> None:
    lines = [
        {"ticket_id": 3, "sender": "Agent", "body": SOLVED, "created_at": "2026-05-04T12:00:00Z"},
        {"ticket_id": 3, "sender": "Customer", "body": ASKED, "created_at": "2026-05-04T10:00:00Z"},
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    (found,) = open_archive(path).items(0)
    assert isinstance(found, PastTicket)
    assert [post.author for post in found.posts] == ["customer", "agent"]


@pytest.mark.parametrize(
    ("name", "record"),
    [
        (
            "macros.json",
            {"id": 1, "title": "Rücksendung", "active": True,
             "actions": [{"field": "comment_value", "value": "Das Etikett liegt im Konto."}]},
        ),
        ("canned.json", {"id": 1, "folder_id": 2, "content": "Das Etikett liegt im Konto."}),
        ("short.json", {"id": 1, "short_code": "ret", "content": "Das Etikett liegt im Konto."}),
    ],
    ids=["Zendesk", "Freshdesk", "Chatwoot"],
)  # fmt: skip
def test_macros_become_macros(
    name: str, record: dict[str, Any], base: KnowledgeBase, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(json.dumps([record, {**record, "id": 2, "active": False}]), encoding="utf-8")
    report = run_import(path, base)
    assert report.kind == "macros"
    assert report.counts == {"added": 1}
    stored = base.store.documents(("macro",))
    assert [document.text for document in stored] == ["Das Etikett liegt im Konto."]


def test_zammad_text_modules(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "text_modules.csv"
    path.write_text(
        "id;name;keywords;content;note;active\n1;Etikett;ret;Das Etikett liegt im Konto.;;true\n"
        "2;Alt;;Rufen Sie an.;;false\n",
        encoding="utf-8",
    )
    run_import(path, base)
    assert [d.title for d in base.store.documents(("macro",))] == ["Etikett"]


POSTS = [
    ["ticket_id", "author", "text"],
    ["1", "Kunde", "Wie wasche ich die Decke richtig?"],
    ["1", "Agent", "Bei 30 Grad."],
]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_of_posts(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"posts{suffix}"
    if suffix == ".csv":
        path.write_text("".join(f"{','.join(row)}\n" for row in POSTS), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in POSTS:
            sheet.append(row)
        book.save(path)
    (found,) = open_archive(path).items(0)
    assert isinstance(found, PastTicket)
    assert len(cut(found).pairs) == 1


@pytest.mark.parametrize("name", ["none.mbox", "a\0b", "x" * 5_000], ids=["none", "NUL", "long"])
def test_a_path_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder"):
        open_archive(tmp_path / name)


# --- judged and stored -----------------------------------------------------------------------


def export(path: Path, count: int = 1, question: Callable[[int], str] = lambda _n: ASKED) -> Path:
    records = [
        {**ZENDESK, "id": n, "comments": [
            {"author_id": 1, "body": question(n)}, {"author_id": 2, "body": SOLVED}]}
        for n in range(count)
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(r)}\n" for r in records), encoding="utf-8")
    return path


def test_preview_shows_score_reason_and_what_was_scrubbed(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    before = base.store.counts()
    (found,) = preview(export(tmp_path / "z.jsonl"), base)
    assert isinstance(found, Judged)
    assert found.fate == "take"
    assert found.score >= 0.5
    assert found.reasons
    assert "name" in found.taken
    assert "Rau" not in found.document.text + found.document.question
    assert base.store.counts() == before


def test_a_second_import_changes_nothing(base: KnowledgeBase, tmp_path: Path) -> None:
    path = export(tmp_path / "z.jsonl")
    assert run_import(path, base).counts == {"added": 1}
    again = run_import(path, base)
    assert (again.counts, again.resumed_at) == ({}, 1)
    path.touch()  # another file of the same tickets
    assert run_import(path, base).counts == {"unchanged": 1}


def test_near_duplicates_are_one(base: KnowledgeBase, tmp_path: Path) -> None:
    report = run_import(export(tmp_path / "z.jsonl", 5), base)
    assert report.counts == {"added": 1, "duplicate": 4}


def test_the_same_answer_keeps_some_wordings(base: KnowledgeBase, tmp_path: Path) -> None:
    words = [
        "Saum",
        "Naht",
        "Rand",
        "Kante",
        "Faden",
        "Masche",
        "Ecke",
        "Franse",
        "Borte",
        "Zierband",
    ]
    report = run_import(
        export(
            tmp_path / "z.jsonl",
            10,
            lambda n: f"{words[n]} {words[-n]} gerissen {n}, was tun mit der {words[n - 3]}?",
        ),
        base,
    )
    assert report.counts == {"added": 5, "repeated": 5}


def test_an_archive_that_comes_again_is_judged_as_before(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    """Answers that shade into each other: which are kept depends on what came first, and must
    not depend on the order in which they are read back."""
    words = [f"wort{n}" for n in range(80)]
    records = [
        {**ZENDESK, "id": n, "comments": [
            {"author_id": 1, "body": f"Was tun mit {' '.join(f'teil{n}x{i}' for i in range(9))}?"},
            {"author_id": 2, "body": f"Bitte {' '.join(words[n % 37 : n % 37 + 40])} prüfen."}]}
        for n in range(60)
    ]  # fmt: skip
    path = tmp_path / "z.jsonl"
    path.write_text("".join(f"{json.dumps(r)}\n" for r in records), encoding="utf-8")
    first = run_import(path, base, Options(min_quality=0.0))
    assert first.counts["repeated"] > 0
    path.touch()
    again = run_import(path, base, Options(min_quality=0.0))
    assert again.counts.pop("unchanged") == first.counts.pop("added")
    assert again.counts == first.counts


def test_low_quality_is_left_out(base: KnowledgeBase, tmp_path: Path) -> None:
    report = run_import(export(tmp_path / "z.jsonl"), base, Options(min_quality=1.0))
    assert report.counts == {"low_quality": 1}


def test_goes_on_where_it_was_stopped(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot.imports.run._BATCH", 2)
    path = export(tmp_path / "z.jsonl", 6, lambda n: f"Frage {n}: {ASKED} {n * 'sehr '} dringend")
    first = run_import(path, base, stop=lambda: True)
    assert (first.tickets, first.stopped) == (2, True)
    second = run_import(path, base)
    assert (second.resumed_at, second.tickets, second.stopped) == (2, 6, False)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "no json at all", "is no JSON"),
        ("a.json", "", "is no JSON"),
        ("a.pst", "xx", "no archive that is known"),
        ("a.csv", "a,b\n1,2\n", ""),
    ],
    ids=["no JSON", "empty", "another kind", "unknown columns"],
)
def test_bad_archives_say_so(
    name: str, content: str, said: str, base: KnowledgeBase, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    if said:
        with pytest.raises(SourceError, match=said):
            run_import(path, base)
    else:
        assert run_import(path, base).counts == {"failed": 1}
