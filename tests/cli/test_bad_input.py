"""Input as it should not be: each a clear error or an honest result, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from copilot.cli.texts import read_text
from copilot.config import load_settings
from copilot.pipeline import Copilot
from knowledge.documents import Document

PAST = "id,question,answer\np1,Wie groß ist die Lumo?,40 cm hoch.\n"


def locked_pdf() -> bytes:
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.cell(text="Bedienung der Lampe")
    writer = PdfWriter(clone_from=PdfReader(BytesIO(bytes(page.output()))))
    writer.encrypt("geheim")
    held = BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the returns policy in it."""
    home = tmp_path_factory.mktemp("stocked") / "home"
    text = "# Rückgabe\n\nSie können jeden Artikel innerhalb von 30 Tagen ab Erhalt zurückgeben."
    lamp = "# Tischlampe Lumo\n\nDie Lumo braucht eine Glühlampe mit Sockel E14. Sie kostet 49 €."
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(home)})) as copilot:
        copilot.knowledge.add(
            [
                Document("shop", "rueckgabe.md", "policy", "Rückgabe", text, "de"),
                Document("shop", "lumo.md", "product", "Tischlampe Lumo", lamp, "de"),
            ]
        )
    return home


# --- mails ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t\n", "empty", id="white-space"),
        pytest.param(b"%PDF-1.7 \x00\x01\x02" * 50, "not a text file", id="pdf"),
        pytest.param(b"Hallo " * 20_000, "50,000 are allowed", id="long"),
        pytest.param(b"a " * 5_500_000, "larger than", id="ten-megabytes"),
    ],
)
@pytest.mark.parametrize("command", ["draft", "check-message", "check-reply"])
def test_a_text_that_cannot_be_used(
    cli: Any, tmp_path: Path, command: str, content: bytes, told: str
) -> None:
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_bytes(content)
    good.write_text("Wie lange kann ich die Lampe zurückgeben?", "utf-8")
    words = {
        "draft": ["draft", bad],
        "check-message": ["check", "--message", bad, "--reply", good],
        "check-reply": ["check", "--message", good, "--reply", bad],
    }[command]
    if command == "check-reply":
        told = told.replace("50,000", "20,000")
    run = cli(*words)
    assert run.code == 2
    assert told in run.err
    assert "Traceback" not in run.err


HONEST = {
    "signature": "Mit freundlichen Grüßen\nLena Holm\nHolm GmbH\nTel. 0461 123456\nholm.example",
    "punctuation": "???!!!",
    "emoji": "🙁🙁🙁",
    "quote-only": "> Am 3. Mai schrieb Lena Holm:\n> Vielen Dank für Ihre Bestellung.",
    "another-script": "Здравствуйте, когда придёт мой заказ?",
    "nonsense": "lorem ipsum dolor sit amet " * 200,
    "one-line-of-40000": "x" * 40_000,
    "control": "Hallo\x07\x1b[31m, wo ist\u202e meine Lampe?",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_a_mail_without_a_question_gets_an_honest_reply(
    cli: Any, stocked: Path, tmp_path: Path, text: str
) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text(text, "utf-8")
    run = cli("draft", mail, "--json", home=stocked)
    assert run.code == 0, run.err
    assert run.json["reply"].strip()
    assert "30 Tage" not in run.json["reply"], "nobody asked for that"
    assert "E14" not in run.json["reply"]


def test_a_mail_in_html_with_scripts_is_read_as_text(
    cli: Any, stocked: Path, tmp_path: Path
) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text(
        "<html><head><style>p{color:red}</style><script>alert('gehackt')</script></head><body>"
        '<p onclick="steal()">Wie lange kann ich die Lampe zur&uuml;ckgeben?</p>'
        '<img src="https://pixel.example/x.gif"><iframe src="javascript:evil()"></iframe>'
        "</body></html>",
        "utf-8",
    )
    run = cli("draft", mail, "--json", home=stocked)
    assert "30 Tage" in run.json["reply"]
    (question,) = run.json["questions"]
    assert question["text"] == "Wie lange kann ich die Lampe zurückgeben?"
    for word in ("gehackt", "script", "pixel", "steal", "<"):
        assert word not in run.json["reply"]


def test_an_unknown_order_and_product_are_not_made_up(
    cli: Any, stocked: Path, tmp_path: Path
) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text(
        "Guten Tag, wo bleibt meine Bestellung ZZ-99999? Was wiegt der Tisch Nordholm?\nK. Bo",
        "utf-8",
    )
    run = cli(
        "draft", mail, "--sku", "GIBT-ES-NICHT", "--order", "ZZ-99999", "--json", home=stocked
    )
    assert run.code == 0, run.err
    reply = run.json["reply"]
    assert "kg" not in reply
    assert "49" not in reply
    assert {q["status"] for q in run.json["questions"]} <= {"deferred", "unanswered"}


# --- knowledge ------------------------------------------------------------------------------

BAD_FILES: dict[str, tuple[str, bytes | Callable[[], bytes], list[str]]] = {
    "no-column": ("past_answers.csv", b"id,foo\n1,x\n", ['"question"', '"foo"']),
    "broken-row": ("past_answers.csv", b"id,question,answer\n1,Wie?\n2,Wo?,Da.\n", ["row 2"]),
    "locked-pdf": ("handbuch.pdf", locked_pdf, ["handbuch.pdf", "password"]),
    "broken-pdf": ("handbuch.pdf", b"%PDF-1.7 nonsense", ["handbuch.pdf", "damaged"]),
    "binary": ("notiz.txt", bytes(range(256)) * 40, ["notiz.txt", "binary"]),
    "empty": ("notiz.md", b"", ["notiz.md", "empty"]),
    "products": ("products.csv", b"name,price_eur\nLampe,9\n", ['"sku"', "row 1"]),
}


@pytest.mark.parametrize(("name", "content", "told"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_named_and_the_rest_is_taken_in(
    cli: Any,
    shop: Path,
    name: str,
    content: bytes | Callable[[], bytes],
    told: list[str],
) -> None:
    (shop / name).write_bytes(content if isinstance(content, bytes) else content())
    run = cli("ingest", shop)
    assert run.code == 3
    for word in told:
        assert word in run.out + run.err
    assert "Traceback" not in run.err
    found = cli("search", "Wie lange kann ich etwas zurückgeben?", "--json")
    assert found.json["passages"][0]["source"] == "policies/rueckgabe.md"


def test_what_was_in_stays_when_a_file_breaks(cli: Any, shop: Path) -> None:
    (shop / "past_answers.csv").write_text(PAST, "utf-8")
    assert cli("ingest", shop).code == 0
    (shop / "past_answers.csv").write_text("id,foo\n1,x\n", "utf-8")
    (shop / "products" / "lumo.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert cli("ingest", shop).code == 3
    sources = [
        passage["source"]
        for query in ("Wie groß ist die Lumo?", "Sockel der Glühlampe")
        for passage in cli("search", query, "--json").json["passages"]
    ]
    assert {"p1", "products/lumo.md"} <= set(sources)


def test_html_of_a_knowledge_folder_brings_no_script_along(cli: Any, shop: Path) -> None:
    (shop / "pflege.html").write_text(
        "<html><body><script>alert('gehackt')</script><h1>Pflege der Lumo</h1>"
        "<p>Den Schirm trocken abstauben.</p></body></html>",
        "utf-8",
    )
    cli("ingest", shop)
    found = cli("search", "Schirm abstauben", "--json").json["passages"]
    assert found[0]["source"] == "pflege.html"
    assert "gehackt" not in str(found)


def test_a_text_of_two_megabytes_is_taken_in(cli: Any, shop: Path) -> None:
    (shop / "riesig.txt").write_bytes(b"Zeile mit Inhalt. " * 120_000)
    run = cli("ingest", shop)
    assert run.code == 0, run.err
    found = cli("search", "Wie lange kann ich etwas zurückgeben?", "--json").json
    assert found["passages"][0]["source"] == "policies/rueckgabe.md"


@pytest.mark.parametrize("kind", ["empty", "only-pictures", "file", "missing"])
def test_a_folder_with_nothing_to_read_is_an_error_and_forgets_nothing(
    cli: Any, shop: Path, tmp_path: Path, kind: str
) -> None:
    cli("ingest", shop)
    other = tmp_path / "other"
    if kind == "file":
        other.write_bytes(b"no folder")
    elif kind != "missing":
        other.mkdir()
    if kind == "only-pictures":
        (other / "bild.png").write_bytes(b"\x89PNG")
    run = cli("ingest", other)
    assert run.code == 2
    assert str(other) in run.err or "other" in run.err
    assert cli("search", "zurückgeben", "--json").json["passages"]


def test_a_folder_that_may_not_be_read(
    cli: Any, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("ingest", shop)

    def refused(_path: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Tests may run as root, for whom everything is readable.
    monkeypatch.setattr("knowledge.parse.folder.os.scandir", refused)
    run = cli("ingest", shop)
    assert run.code == 2
    assert "Permission denied" in run.err
    monkeypatch.undo()
    assert cli("search", "zurückgeben", "--json").json["passages"]


def test_a_damaged_database_is_named(cli: Any, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "copilot.db").write_bytes(b"no database at all" * 500)
    run = cli("search", "zurückgeben")
    assert run.code == 3
    assert "copilot.db" in run.err
    assert "damaged" in run.err


def test_a_mail_that_windows_saved(tmp_path: Path) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_bytes("Was kostet die Größe 5? 5 € wären schön.".encode("cp1252"))
    assert read_text(str(mail)) == "Was kostet die Größe 5? 5 € wären schön."


def test_an_interrupted_ingest_says_how_to_go_on(
    cli: Any, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("copilot.pipeline.Copilot.ingest", interrupted)
    run = cli("ingest", shop)
    assert run.code == 130
    assert "Run it again to go on" in run.err
    monkeypatch.undo()
    assert cli("ingest", shop, "--json").code == 0
