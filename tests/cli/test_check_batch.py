"""`check --csv` and `check --explain`: a whole table of replies, and what a status rests on."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from copilot.cli.batch import MISFITS
from copilot.cli.worker import RemoteWorker
from copilot.errors import BusyError

QUESTION = "Hallo, wie lange kann ich die Lampe zurückgeben?"
ANSWER = "Guten Tag, Sie können die Lampe innerhalb von 30 Tagen ab Erhalt zurückgeben."
FALSE = "Guten Tag, Sie können die Lampe innerhalb von 90 Tagen ab Erhalt zurückgeben."
MISFIT = (
    'Guten Tag,\n\nden "Newsletter" mit unseren Angeboten bestellen Sie im Kundenkonto ab; danach '
    "schreiben wir Ihnen keine Werbung mehr."
)


@pytest.fixture
def ready(cli: Any, shop: Path) -> Any:
    assert cli("ingest", shop).code == 0
    return cli


def write(path: Path, *rows: tuple[str, ...], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_each_row_gets_its_verdict(ready: Any, tmp_path: Path) -> None:
    rows = [(QUESTION, text, name) for text, name in ((ANSWER, "a"), (FALSE, "b"), (MISFIT, "c"))]
    table = write(tmp_path / "replies.csv", ("message", "reply", "macro"), *rows)
    ended = ready("check", "--csv", table, "--json")
    assert ended.code == 1, ended.err  # one is blocked
    good, false, misfit = read(tmp_path / "replies.checked.csv")
    assert (good["verdict"], good["codes"], good["macro"]) == ("pass", "", "a")
    assert "unsupported_claim" in false["codes"].split()
    assert (good["findings"], "90 Tagen" in false["findings"]) == ("", True)
    assert MISFITS & set(misfit["codes"].split())
    assert float(good["answers_message"]) > float(misfit["answers_message"])
    assert misfit["reply"] == MISFIT
    assert ended.json["counts"]["misfit"] == 1


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        pytest.param(("question", "answer"), ",", id="as-past-answers"),
        pytest.param(("Message", "Reply"), ";", id="german-spreadsheet"),
        pytest.param(("Betreff", "Frage", "Antwort"), ";", id="german-names"),
        pytest.param(("subject", "message", "reply"), "\t", id="tabs-with-subject"),
    ],
)
def test_tables_of_several_makes_are_read(
    ready: Any, tmp_path: Path, header: tuple[str, ...], delimiter: str
) -> None:
    cells = {"subject": "Lampe", "message": QUESTION, "question": QUESTION, "frage": QUESTION}
    row = tuple(cells.get(name.lower(), ANSWER) for name in header)
    table = write(tmp_path / "t.csv", header, row, delimiter=delimiter)
    ended = ready("check", "--csv", table, "--out", tmp_path / "o.csv")
    assert ended.code == 0, ended.err
    assert [r["verdict"] for r in read(tmp_path / "o.csv", delimiter)] == ["pass"]


def test_a_broken_run_goes_on_where_it_stopped(ready: Any, tmp_path: Path) -> None:
    table = write(tmp_path / "r.csv", ("message", "reply"), *[(QUESTION, ANSWER)] * 3)
    result = tmp_path / "r.checked.csv"
    ready("check", "--csv", table)
    whole = result.read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    marked = lines[1].replace("pass", "seen")  # shows that this row is not done again
    result.write_text(lines[0] + marked + lines[2][:-9], "utf-8", newline="")
    ended = ready("check", "--csv", table, "--json")
    assert ended.json["resumed_from"] == 1
    assert [r["verdict"] for r in read(result)] == ["seen", "pass", "pass"]


def test_a_changed_table_does_not_go_on_with_the_old_result(ready: Any, tmp_path: Path) -> None:
    table = write(tmp_path / "r.csv", ("message", "reply"), (QUESTION, ANSWER))
    ready("check", "--csv", table)
    write(table, ("message", "reply"), (QUESTION, FALSE))
    ended = ready("check", "--csv", table)
    assert ended.code == 2
    assert "row 1" in ended.err
    assert "--out" in ended.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("message,text\na,b\n", ("reply", "answer", "text"), id="column-missing"),
        pytest.param("message,reply\na,b\nc,  \n", ("row 2", "line 3", "`reply`"), id="cell-empty"),
        pytest.param("message,reply\na,b,c\n", ("row 1", "3 cells"), id="too-many-cells"),
        pytest.param('message,reply\na,"b\n', ("line 2",), id="open-quote"),
        pytest.param("message,reply\n", ("no rows",), id="header-alone"),
        pytest.param("", ("empty",), id="empty"),
        pytest.param("message,reply,verdict\na,b,c\n", ("`verdict`",), id="name-taken"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(
    cli: Any, tmp_path: Path, text: str, told: tuple[str, ...]
) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(text, "utf-8")
    ended = cli("check", "--csv", table)
    assert ended.code == 2
    said = " ".join(ended.err.split())
    assert all(word in said for word in told), said
    assert not (tmp_path / "bad.checked.csv").exists()


def test_a_row_beyond_the_limits_is_told_and_the_others_go_on(ready: Any, tmp_path: Path) -> None:
    rows = [(QUESTION, "zu lang " * 10_000), (QUESTION, ANSWER)]
    table = write(tmp_path / "r.csv", ("message", "reply"), *rows)
    ended = ready("check", "--csv", table)
    assert ended.code == 3
    long, good = read(tmp_path / "r.checked.csv")
    assert (long["verdict"], good["verdict"]) == ("error", "pass")
    assert "20" in long["problem"]


def test_csv_and_a_single_reply_do_not_mix(cli: Any, tmp_path: Path) -> None:
    table = write(tmp_path / "r.csv", ("message", "reply"), (QUESTION, ANSWER))
    assert cli("check", "--csv", table, "--reply", table).code == 2
    assert cli("check", "--reply", table).code == 2
    assert cli("check", "--csv", table, "--out", table).code == 2


def test_explain_shows_features_thresholds_and_passages(ready: Any, tmp_path: Path) -> None:
    mail, reply = tmp_path / "mail.txt", tmp_path / "reply.txt"
    mail.write_text(QUESTION, "utf-8")
    reply.write_text(ANSWER, "utf-8")
    told = ready("check", "--message", mail, "--reply", reply, "--explain", "--json").json
    question = told["explain"]["questions"][0]
    assert question["id"] == told["questions"][0]["id"]
    assert question["features"]["score"] == pytest.approx(told["questions"][0]["score"])
    least = told["explain"]["thresholds"]
    assert 0 < least["partly"] < least["answered"] <= told["questions"][0]["score"]
    shown = ready("check", "--message", mail, "--reply", reply, "--explain").out
    assert "affinity" in shown
    assert "policies/rueckgabe.md" in shown
    assert "thresholds" in shown


def test_explain_is_the_owners_own(tmp_path: Path) -> None:
    with (
        RemoteWorker.connect("http://127.0.0.1:9") as worker,
        pytest.raises(BusyError, match="server owns") as told,
    ):
        worker.explain(json.loads("{}"))
    assert "--explain" in told.value.hint
