"""Ingest: only what changed, nothing twice, nothing lost, whatever happens in between."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from fpdf import FPDF
from PIL import Image

from knowledge.chunk import chunk
from knowledge.documents import Document
from knowledge.errors import SourceError
from knowledge.ingest import IngestReport, Progress, ingest
from knowledge.store import KnowledgeStore

Files = dict[str, str | bytes | None]


class PlainBase:
    """The store without indexes, and what was asked of it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.store = KnowledgeStore(engine)
        self.added: list[str] = []

    def add(self, documents: Iterable[Document]) -> None:
        batch = list(documents)
        self.added += [document.path for document in batch]
        self.store.put([(document, chunk(document)) for document in batch])

    def remove(self, ids: Iterable[str]) -> None:
        self.store.remove(list(ids))


@pytest.fixture
def base() -> Iterator[PlainBase]:
    engine = sa.create_engine("sqlite://")  # in memory: the database is not what is tested
    KnowledgeStore(engine).create_tables()
    yield PlainBase(engine)
    engine.dispose()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(
        tmp_path / "shop",
        {
            "products.csv": "sku,name\nMX-1,Mixa\nMX-2,Mixa Pro\n",
            "orders.csv": "order_number,customer_name,email\nKX-10001,Lena Holm,l@web.de\n",
            "policies/versand.md": "# Versand\n\nFragen an laden@mixa.example, Tel. 0461 123456.",
            "products/mixa.md": "# Mixa\n\nEin Mixer.",
            "macros.csv": "id,title,content\nm1,Dank,Danke!\n",
            "past_answers.csv": "id,question,answer,order_number,customer_name\n"
            "p1,Wo ist es?,Frau Holm: KX-10001 ist da. Fragen an laden@mixa.example.,KX-10001,\n"
            "p2,Wie lange?,2 Tage.,,\n",
        },
    )


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def statuses(report: IngestReport) -> dict[str, str]:
    return {outcome.source: outcome.status for outcome in report.outcomes}


def texts(base: PlainBase) -> dict[str, str]:
    return {document.source: document.text for document in base.store.documents(limit=500)}


def test_takes_everything_in_and_says_what_became_of_it(base: PlainBase, shop: Path) -> None:
    report = ingest(shop, base)
    assert report.counts == {"added": 7}  # products and orders count as one item each
    assert set(statuses(report)) == {
        "products.csv", "orders.csv", "policies/versand.md", "products/mixa.md", "m1", "p1", "p2",
    }  # fmt: skip


def test_past_answers_are_stored_without_other_peoples_data(base: PlainBase, shop: Path) -> None:
    report = ingest(shop, base)
    assert texts(base)["p1"] == (
        "Frau ⟦name⟧: ⟦order_number⟧ ist da. Fragen an laden@mixa.example."
    )
    taken = {outcome.source: outcome.taken for outcome in report.outcomes}
    assert set(taken["p1"]) == {"name × 1", "order_number × 1"}
    assert taken["p2"] == ()
    assert set(report.taken) == {"name × 1", "order_number × 1"}


def test_personal_columns_are_not_stored(base: PlainBase, tmp_path: Path) -> None:
    head = "id,question,answer,customer_name,order_number,customer_email,Telefon,Team,Notiz"
    row = "p1,Wie?,So.,Lena Holm,KX-1,l@web.de,0151 2345678,blau,Frau Holm rief an"
    ingest(write(tmp_path / "s", {"past_answers.csv": f"{head}\n{row}\n"}), base)
    (document,) = base.store.documents()
    assert dict(document.metadata) == {"Team": "blau", "Notiz": "Frau ⟦name⟧ rief an"}


def test_a_contact_told_to_many_is_the_shops_own(base: PlainBase, tmp_path: Path) -> None:
    rows = "".join(
        f"p{n},Wen frage ich?,Rufen Sie 0461 999888 an oder 0151 234567{n}.,Kundin {name}\n"
        for n, name in enumerate(["Alm", "Bur", "Cor"])
    )
    ingest(
        write(tmp_path / "s", {"past_answers.csv": f"id,question,answer,customer_name\n{rows}"}),
        base,
    )
    assert set(texts(base).values()) == {"Rufen Sie 0461 999888 an oder ⟦phone⟧."}


def test_a_second_time_nothing_is_read_again(
    base: PlainBase, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(shop, base)
    base.added.clear()
    monkeypatch.setattr("knowledge.ingest.parse_bytes", None)  # calling it would fail
    report = ingest(shop, base)
    assert (report.counts, base.added) == ({"unchanged": 7}, [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"products/mixa.md": "# Mixa\n\nNeu."}, {"products/mixa.md": "updated"}, id="text"
        ),
        pytest.param({"neu.md": "# Neu\n\nText"}, {"neu.md": "added"}, id="new-file"),
        pytest.param(
            {"policies/versand.md": None}, {"policies/versand.md": "removed"}, id="file-gone"
        ),
        pytest.param(
            {"past_answers.csv": "id,question,answer\np2,Wie lange?,3 Tage.\np3,Neu?,Ja.\n"},
            {"p1": "removed", "p2": "updated", "p3": "added"},
            id="rows",
        ),
        pytest.param(
            {"macros.csv": "id,title,content\n,Dank,Danke!\n"}, {"m1": "removed"}, id="id-gone"
        ),
        pytest.param({"orders.csv": None}, {"orders.csv": "removed"}, id="orders-gone"),
    ],
)
def test_only_what_changed(
    base: PlainBase, shop: Path, change: Files, expected: dict[str, str]
) -> None:
    ingest(shop, base)
    report = ingest(write(shop, change), base)
    assert expected.items() <= statuses(report).items()
    assert set(statuses(report).values()) <= {*expected.values(), "added"}


def test_products_that_are_gone_are_forgotten(base: PlainBase, shop: Path) -> None:
    ingest(shop, base)
    ingest(write(shop, {"products.csv": "sku,name\nMX-2,Mixa Pro\n"}), base)
    assert [product.sku for product in base.store.products()] == ["MX-2"]
    ingest(write(shop, {"products.csv": None}), base)
    assert base.store.products() == []


def test_manuals_follow_the_catalogue(base: PlainBase, shop: Path) -> None:
    ingest(shop, base)
    ingest(write(shop, {"products.csv": "sku,name\nZZ-9,Mixa\n"}), base)
    (manual,) = base.store.documents(("product",))
    assert manual.skus == ("ZZ-9",)


@pytest.mark.parametrize("bad", [b"\x89PNG" + bytes(50), "---\n: [\n---\n"], ids=["binary", "yaml"])
def test_a_file_that_becomes_unreadable_keeps_what_was_there(
    base: PlainBase, shop: Path, bad: str | bytes
) -> None:
    ingest(shop, base)
    before = texts(base)
    report = ingest(write(shop, {"products/mixa.md": bad}), base)
    assert len(report.problems) == 1
    assert texts(base) == before


def test_a_row_that_breaks_keeps_what_was_there(base: PlainBase, shop: Path) -> None:
    ingest(shop, base)
    broken = "id,question,answer\np1,,Leer.\np2,Wie lange?,3 Tage.\n"
    report = ingest(write(shop, {"past_answers.csv": broken}), base)
    assert statuses(report) == {"p1": "failed", "p2": "updated"}
    assert "row 2" in report.problems[0].reason
    assert "p1" in texts(base)


def test_failures_are_told_again_until_they_are_mended(base: PlainBase, shop: Path) -> None:
    write(shop, {"past_answers.csv": "id,question,answer\np1,,x\n", "a.txt": b"\x89PNG" + bytes(9)})
    for _ in range(2):
        report = ingest(shop, base)
        assert report.counts["failed"] == 1
        assert report.counts["quarantined"] == 1
    report = ingest(
        write(shop, {"past_answers.csv": "id,question,answer\np1,x,y\n", "a.txt": None}), base
    )
    assert report.problems == ()


@pytest.mark.parametrize(
    ("name", "rows", "more"),
    [
        ("products.csv", "sku,name\nMX-1,Mixa\n,Ohne Nummer\n", "MX-2,Mixa Pro\n"),
        ("orders.csv", "order_number,date\nKX-1,2026-05-01\nKX-2,neulich\n", "KX-3,2026-05-02\n"),
    ],
    ids=["products", "orders"],
)
def test_a_table_with_a_bad_row_is_added_once(
    base: PlainBase, tmp_path: Path, name: str, rows: str, more: str
) -> None:
    root = write(tmp_path / "s", {name: rows, "a.md": "# A\n\nText"})
    found = []
    for content in (rows, rows, rows + more, rows + more):
        report = ingest(write(root, {name: content}), base)
        assert report.counts["failed"] == 1
        found.append([o.status for o in report.outcomes if o.source == name and not o.reason])
    assert found == [["added"], [], ["updated"], []]


def test_a_half_scanned_pdf_is_read_and_named_once(base: PlainBase, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("L", (60, 60), 128).save(picture, "PNG")
    made = FPDF()
    made.set_font("Helvetica", size=11)
    made.add_page()
    made.multi_cell(0, 6, "Die Waage misst in Gramm.")
    made.add_page()
    made.image(picture, x=10, y=10, w=100)
    root = write(tmp_path / "s", {"a.pdf": bytes(made.output())})
    first = ingest(root, base)
    assert first.counts == {"added": 1, "incomplete": 1}
    assert [outcome.reason for outcome in first.problems] == [
        "a.pdf: only pictures and no text on page 2."
    ]
    assert ingest(root, base).counts == {"unchanged": 1}


def test_a_quarantined_file_is_not_opened_again(
    base: PlainBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(tmp_path / "s", {"a.txt": b"\x89PNG" + bytes(9)})
    first = ingest(root, base)
    monkeypatch.setattr("knowledge.ingest.parse_bytes", None)
    assert ingest(root, base).problems == first.problems


def test_progress_knows_the_total_first_and_reports_each_item(base: PlainBase, shop: Path) -> None:
    told: list[Progress] = []
    report = ingest(shop, base, progress=told.append)
    assert {step.total for step in told} == {6}
    assert told[-1].done == 6
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert sum(step.outcome is not None for step in told) == sum(report.counts.values())


def test_items_are_reported_only_when_they_are_stored(base: PlainBase, shop: Path) -> None:
    def check(step: Progress) -> None:
        if step.outcome is not None and step.outcome.source in ("p1", "p2", "m1"):
            assert step.outcome.source in texts(base)

    ingest(shop, base, progress=check)


def test_a_stopped_ingest_goes_on_where_it_was(base: PlainBase, tmp_path: Path) -> None:
    rows = "".join(f"p{n},Frage {n}?,Antwort {n}.\n" for n in range(300))
    root = write(tmp_path / "s", {"past_answers.csv": f"id,question,answer\n{rows}"})
    asked = iter(range(10_000))
    report = ingest(root, base, stop=lambda: next(asked) >= 150)
    assert report.stopped
    assert 0 < report.counts["added"] < 300
    again = ingest(root, base)
    assert again.counts == {
        "unchanged": report.counts["added"],
        "added": 300 - report.counts["added"],
    }


def test_a_stopped_ingest_removes_nothing(base: PlainBase, shop: Path) -> None:
    ingest(shop, base)
    write(shop, {"policies/versand.md": None})
    assert ingest(shop, base, stop=lambda: True).stopped
    assert "policies/versand.md" in texts(base)


def test_a_part_of_a_known_folder_renews_only_that_part(base: PlainBase, shop: Path) -> None:
    ingest(shop, base)
    write(shop, {"products/mixa.md": "# Mixa\n\nNeu.", "policies/versand.md": None})
    assert statuses(ingest(shop / "products", base)) == {"products/mixa.md": "updated"}
    write(shop, {"products/mixa.md": "# Mixa\n\nNeuer."})
    assert statuses(ingest(shop / "products" / "mixa.md", base)) == {"products/mixa.md": "updated"}
    assert "policies/versand.md" in texts(base)


def test_a_folder_above_takes_a_known_one_over(base: PlainBase, shop: Path) -> None:
    ingest(shop / "products", base)
    ingest(shop, base)
    assert len(base.store.documents(("product",))) == 1
    assert base.store.origins() == [str(shop.resolve())]


def test_two_sources_stay_apart(base: PlainBase, tmp_path: Path) -> None:
    one, two = (write(tmp_path / name, {"a.md": f"# {name}\n\nText"}) for name in ("one", "two"))
    ingest(one, base)
    ingest(two, base)
    ingest(write(two, {"b.md": "# B\n\nText", "a.md": None}), base)
    assert {document.title for document in base.store.documents()} == {"one", "B"}


@pytest.mark.parametrize(
    "path", [".", "none", "file.zip"], ids=["empty-folder", "missing", "unsupported-file"]
)
def test_a_path_that_cannot_be_used(base: PlainBase, tmp_path: Path, path: str) -> None:
    root = tmp_path / "s"
    root.mkdir()
    if path == "file.zip":
        write(root, {path: b"PK"})
    with pytest.raises(SourceError) as caught:
        ingest(root / path, base)
    assert caught.value.hint


def test_an_emptied_folder_forgets_nothing(base: PlainBase, tmp_path: Path) -> None:
    root = write(tmp_path / "s", {"a.md": "# A\n\nText"})
    ingest(root, base)
    write(root, {"a.md": None})
    with pytest.raises(SourceError):
        ingest(root, base)
    assert len(texts(base)) == 1


# --- killed in the middle -----------------------------------------------------------------

KILLED = """
    import os, signal, sys
    from pathlib import Path
    import sqlalchemy as sa
    from knowledge.base import KnowledgeBase
    from knowledge.ingest import ingest

    home, source, where, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    sys.path.insert(0, "tests/knowledge")
    from conftest import WordEmbedder

    engine = sa.create_engine(f"sqlite:///{home}/knowledge.db")
    base = KnowledgeBase.open(home, engine, WordEmbedder())
    calls = iter(range(10_000))

    def die(*_):
        if next(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)

    if where == "before-index":
        whole = base.sync
        base.sync = lambda: (die(), whole())[1]
    elif where == "before-file-is-noted":
        whole_files = base.store.set_files
        base.store.set_files = lambda *a: (die(), whole_files(*a))[1]
    ingest(source, base, progress=die if where == "item" else None)
"""


@pytest.mark.parametrize(
    ("where", "count"),
    [
        pytest.param("item", 70, id="after-a-batch"),
        pytest.param("before-index", 1, id="between-database-and-index"),
        pytest.param("before-file-is-noted", 0, id="before-the-file-is-noted"),
    ],
)
def test_kill_9_loses_nothing_and_doubles_nothing(
    tmp_path: Path, engine: sa.Engine, open_base: Callable[..., object], where: str, count: int
) -> None:
    rows = "".join(f"p{n},Wie geht qwort{n}?,Antwort {n}.\n" for n in range(150))
    source = write(tmp_path / "s", {"past_answers.csv": f"id,question,answer\n{rows}"})
    script = write(tmp_path, {"killed.py": textwrap.dedent(KILLED)}) / "killed.py"
    command = [sys.executable, str(script), str(tmp_path), str(source), where, str(count)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env={"PYTHONPATH": str(root)}, check=False)
    assert done.returncode == -signal.SIGKILL

    base = open_base()
    report = ingest(source, base)  # type: ignore[arg-type]
    assert report.counts.get("unchanged", 0) + report.counts.get("added", 0) == 150
    status = base.status()  # type: ignore[attr-defined]
    assert status.pending == 0
    assert (status.documents, status.passages, status.keywords, status.vectors) == (
        150,
        150,
        150,
        150,
    )
    for n in (0, 63, 64, 149):
        hits = base.search(f"qwort{n}", k=5)  # type: ignore[attr-defined]
        assert [hit.passage.source for hit in hits].count(f"p{n}") == 1
        assert hits[0].passage.source == f"p{n}"


# --- rows of the catalogue ------------------------------------------------------------------

CATALOGUE = "sku,name,price_eur,weight_kg\nMX-1,Mixa,49.00,1.5\nMX-2,Mixa Pro,99.00,2.1\n"


@pytest.fixture
def priced(shop: Path) -> Path:
    return write(shop, {"products.csv": CATALOGUE})


def sheets(base: PlainBase) -> dict[str, str]:
    found = base.store.documents(("product",), limit=500)
    return {f"{d.key}.{d.language}": d.text for d in found if d.key}


def test_catalogue_rows_become_documents(base: PlainBase, priced: Path) -> None:
    report = ingest(priced, base)
    assert report.counts == {"added": 9}
    assert set(sheets(base)) == {"MX-1.de", "MX-2.de"}  # as the shop's other documents
    assert "Der Artikel Mixa kostet 49,00 €." in sheets(base)["MX-1.de"]
    again = ingest(priced, base)
    assert again.counts == {"unchanged": 9}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"products.csv": CATALOGUE.replace("49.00", "45.00")},
            {"products.csv": "updated", "MX-1": "updated"},
            id="price",
        ),
        pytest.param(
            {"products.csv": CATALOGUE.replace("MX-2,Mixa Pro,99.00,2.1\n", "")},
            {"products.csv": "updated", "MX-2": "removed"},
            id="row-gone",
        ),
        pytest.param(
            {"products.csv": None},
            {"MX-1": "removed", "MX-2": "removed", "products.csv": "removed"},
            id="file-gone",
        ),
        pytest.param(
            {f"policies/{n}.en.md": "# Shipping\n\nTwo days." for n in "ab"},
            {"policies/a.en.md": "added", "policies/b.en.md": "added", "MX-1": "added",
             "MX-2": "added"},
            id="second-language",
        ),
        pytest.param(
            {"products.csv": b"\x00\x01\x02" * 99}, {"products.csv": "quarantined"}, id="unreadable"
        ),
    ],
)  # fmt: skip
def test_sheets_follow_the_catalogue(
    base: PlainBase, priced: Path, change: Files, expected: dict[str, str]
) -> None:
    ingest(priced, base)
    report = ingest(write(priced, change), base)
    assert statuses(report) == expected


def test_sheets_are_made_though_the_first_ingest_was_stopped(base: PlainBase, priced: Path) -> None:
    asked = iter(range(100))
    assert ingest(priced, base, stop=lambda: next(asked) > 4).stopped
    assert not sheets(base)
    ingest(priced, base)
    assert set(sheets(base)) == {"MX-1.de", "MX-2.de"}


def test_a_part_without_the_catalogue_leaves_its_sheets(base: PlainBase, priced: Path) -> None:
    ingest(priced, base)
    assert "removed" not in ingest(priced / "policies", base).counts
    assert len(sheets(base)) == 2
