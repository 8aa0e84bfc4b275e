"""The commands of the contract: what they print, and the exit code that scripts rely on."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving import serving

QUESTION = "Hallo, wie lange kann ich die Lampe zurückgeben?"
ANSWER = """Guten Tag,

Sie können die Lampe innerhalb von 30 Tagen ab Erhalt zurückgeben.

Viele Grüße"""
MISFIT = """Guten Tag,

unser Newsletter erscheint jeden Monat mit vielen Rabatten. Melden Sie sich gern auf unserer
Seite an.

Viele Grüße {{agent.name}}"""


@pytest.fixture
def letters(tmp_path: Path) -> tuple[Path, Path, Path]:
    paths = tuple(tmp_path / name for name in ("mail.txt", "answer.txt", "misfit.txt"))
    for path, text in zip(paths, (QUESTION, ANSWER, MISFIT), strict=True):
        path.write_text(text, "utf-8")
    return paths  # type: ignore[return-value]


def test_ingest_then_search_finds_it(cli: Any, shop: Path) -> None:
    first = cli("ingest", shop, "--json")
    assert first.code == 0, first.err
    counts = first.json["reports"][0]["counts"]
    assert counts["added"] >= 3
    again = cli("ingest", shop, "--json").json["reports"][0]["counts"]
    assert again.get("added", 0) == again.get("updated", 0) == 0
    found = cli("search", "Wie lange kann ich etwas zurückgeben?", "--json")
    assert found.json["passages"][0]["source"] == "policies/rueckgabe.md"


def test_draft_quotes_the_policy(cli: Any, shop: Path, letters: tuple[Path, ...]) -> None:
    cli("ingest", shop)
    made = cli("draft", letters[0], "--json")
    assert made.code == 0, made.err
    assert "30 Tage" in made.json["reply"]
    assert made.json["citations"]
    shown = cli("draft", letters[0])
    assert "30 Tage" in shown.out
    assert "policies/rueckgabe.md" in shown.out


def test_check_exit_codes_tell_fit_from_misfit(
    cli: Any, shop: Path, letters: tuple[Path, ...]
) -> None:
    mail, answer, misfit = letters
    cli("ingest", shop)
    good = cli("check", "--message", mail, "--reply", answer)
    assert good.code == 0, good.out
    bad = cli("check", "--message", mail, "--reply", misfit, "--json")
    assert bad.code == 1
    codes = {finding["code"] for finding in bad.json["findings"]}
    assert "unfilled_placeholder" in codes
    assert codes & {"canned_mismatch", "unanswered_question"}


def test_check_with_given_sources_judges_by_them_alone(
    cli: Any, shop: Path, letters: tuple[Path, ...], tmp_path: Path
) -> None:
    cli("ingest", shop)
    source = tmp_path / "source.txt"
    source.write_text("Rückgabe: innerhalb von 14 Tagen.", "utf-8")
    told = cli(
        "check", "--message", letters[0], "--reply", letters[1], "--source", source, "--json"
    )
    assert "unsupported_claim" in {finding["code"] for finding in told.json["findings"]}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(["ingest", "nowhere"], 2, "no file or folder", id="missing-folder"),
        pytest.param(["draft", "nowhere.txt"], 2, "no file", id="missing-mail"),
        pytest.param(["search", " "], 2, "is empty", id="nothing-to-look-for"),
        pytest.param(["draft"], 2, "Missing argument", id="no-argument"),
        pytest.param(["frobnicate"], 2, "No such command", id="unknown-command"),
        pytest.param(["keys", "create", "x", "--role", "king"], 2, "no role", id="unknown-role"),
        pytest.param(["keys", "revoke", "abc"], 2, "no valid key", id="unknown-key"),
        pytest.param(["export", "nobody@example.com"], 2, "Nothing is kept", id="unknown-person"),
    ],
)
def test_wrong_input_is_a_sentence_and_exit_2(
    cli: Any, words: list[str], code: int, told: str
) -> None:
    run = cli(*words)
    assert run.code == code
    assert told in run.err
    assert "Traceback" not in run.err


def test_what_is_skipped_is_named(cli: Any, shop: Path) -> None:
    (shop / "alte Preise.doc").write_bytes(b"x")
    assert "alte Preise.doc" in cli("ingest", shop).out


def test_binary_and_huge_mail_are_refused(cli: Any, tmp_path: Path) -> None:
    binary = tmp_path / "mail.bin"
    binary.write_bytes(b"\x00\x01\x02" * 1000)
    assert "not a text file" in cli("draft", binary).err
    huge = tmp_path / "mail.txt"
    huge.write_bytes(b"a " * 6_000_000)
    run = cli("draft", huge)
    assert (run.code, "larger than" in run.err) == (2, True)


def test_mail_in_a_windows_encoding_is_read(cli: Any, shop: Path, tmp_path: Path) -> None:
    cli("ingest", shop)
    mail = tmp_path / "mail.txt"
    mail.write_bytes("Wie lange kann ich die Lampe zurückgeben? Schöne Grüße".encode("cp1252"))
    assert "zurückgeben" in cli("draft", mail, "--json").json["questions"][0]["text"]


def test_errors_are_json_where_json_is_wanted(cli: Any) -> None:
    run = cli("search", "x" * 3000, "--json")
    assert run.code == 2
    assert set(json.loads(run.err)["error"]) == {"code", "message", "hint", "details"}


def test_data_folder_that_cannot_be_written_is_named(cli: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    run = cli("search", "Lampe", home=blocked)
    assert run.code == 3
    assert str(blocked) in run.err


def test_keys_are_shown_once_and_listed_without_their_secret(cli: Any) -> None:
    made = cli("keys", "create", "helpdesk", "--role", "service", "--json").json
    listed = cli("keys", "list")
    assert "helpdesk" in listed.out
    assert made["key"] not in listed.out
    assert cli("keys", "ensure").out == "", "a key exists: no other is made"
    prefix = made["key"].split("_")[1]
    assert cli("keys", "revoke", prefix).code == 0
    assert "rck_" in cli("keys", "ensure").out


def test_doctor_names_origins_and_masks_secrets(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_MODEL_API_KEY", "geheim-4711")
    run = cli("doctor")
    assert run.code == 0, run.err
    assert "flag --home" in run.out
    assert "environment COPILOT_MODEL_API_KEY" in run.out
    assert "geheim-4711" not in run.out


def test_index_rebuild_finds_the_same(cli: Any, shop: Path) -> None:
    cli("ingest", shop)
    before = cli("search", "Glühlampe Sockel", "--json").json
    assert cli("index", "rebuild").code == 0
    after = cli("search", "Glühlampe Sockel", "--json").json
    assert [p["id"] for p in before["passages"]] == [p["id"] for p in after["passages"]]
    assert before["passages"]


def test_export_and_erase_of_a_person(cli: Any, shop: Path, tmp_path: Path) -> None:
    (shop / "orders.csv").write_text(
        "order_number,customer_name,email,date,items,status,tracking_url,eta\n"
        "A-77001,Rosa Kern,rosa.kern@example.com,2026-11-02,LU-10,versandt,,\n",
        "utf-8",
    )
    cli("ingest", shop)
    mail = tmp_path / "rosa.txt"
    mail.write_text(
        "Wo ist meine Bestellung A-77001? Meine Adresse: rosa.kern@example.com\nRosa Kern", "utf-8"
    )
    cli("draft", mail)
    handed_out = cli("export", "rosa.kern@example.com").json
    assert len(handed_out["messages"]) == len(handed_out["drafts"]) == 1
    assert handed_out["orders"][0]["order_number"] == "A-77001"
    erased = cli("erase", "Rosa.Kern@example.com", "--yes", "--json").json["erased"]
    assert (erased["messages"], erased["orders"]) == (1, 1)
    assert cli("export", "rosa.kern@example.com").code == 2


@pytest.fixture
def server(tmp_path: Path, shop: Path, cli: Any) -> Iterator[str]:
    """A real server on the data folder; yields its address."""
    home = tmp_path / "home"
    cli("ingest", shop)
    with serving(home) as address:
        yield address


def test_commands_hand_their_work_to_a_running_server(
    server: str, cli: Any, shop: Path, letters: tuple[Path, ...]
) -> None:
    (shop / "policies" / "versand.md").write_text(
        "# Versand\n\nDer Versand nach Norwegen kostet 19,00 €.", "utf-8"
    )
    taken = cli("ingest", shop, "--json")
    assert taken.code == 0, taken.err
    assert taken.json["reports"][0]["counts"]["added"] == 1
    found = cli("search", "Was kostet der Versand nach Norwegen?", "--json")
    assert found.json["passages"][0]["source"] == "policies/versand.md"
    assert "30 Tage" in cli("draft", letters[0], "--json").json["reply"]
    assert cli("check", "--message", letters[0], "--reply", letters[2]).code == 1
    assert cli("index", "rebuild").code == 0
    posts = shop.parent / "posts.csv"
    posts.write_text(
        "ticket_id,author,text\n1,Kunde,Wie reinige ich den Schirm der Lumo?\n"
        "1,Agent,Den Schirm der Lumo wischen Sie mit einem trockenen Tuch ab.\n",
        "utf-8",
    )
    assert cli("import", posts, "--json").json["counts"] == {"added": 1}
    refused = cli("crawl", "http://127.0.0.1:1/sitemap.xml")
    assert refused.code == 2
    assert "no public address" in refused.err, "the server tried, and may not"
    assert server in cli("doctor").out


def test_a_person_is_exported_and_erased_beside_a_running_server(
    server: str, cli: Any, tmp_path: Path
) -> None:
    mail = tmp_path / "rosa.txt"
    mail.write_text("Wo ist mein Paket? Meine Adresse: rosa.kern@example.com\nRosa Kern", "utf-8")
    assert cli("draft", mail).code == 0
    assert len(cli("export", "rosa.kern@example.com").json["drafts"]) == 1
    erased = cli("erase", "rosa.kern@example.com", "--yes", "--json")
    assert erased.json["erased"]["messages"] == 1
    assert cli("export", "rosa.kern@example.com").code == 2
    assert "drafts" in cli("sweep", "--json").json["deleted"]


def test_second_server_on_the_folder_names_the_first(server: str, cli: Any) -> None:
    run = cli("serve", "--no-panel", "--port", "0")
    assert run.code == 3
    assert server in run.err


def test_port_in_use_is_a_sentence(cli: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = cli("serve", "--no-panel", "--port", str(port))
    assert run.code == 3
    assert f"127.0.0.1:{port}" in run.err
    assert "--port" in run.err


def test_open_address_needs_a_key(cli: Any) -> None:
    run = cli("serve", "--no-panel", "--host", "0.0.0.0", "--port", "0")
    assert run.code == 2
    assert "keys create" in run.err
