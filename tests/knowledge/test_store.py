"""The store: what goes in comes out, and every change leaves its index work behind."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from knowledge.documents import Document, Passage, Product, ShopOrder
from knowledge.store import FileState, KnowledgeStore, metadata


@pytest.fixture
def store(engine: sa.Engine) -> KnowledgeStore:
    return KnowledgeStore(engine)


def document(path: str = "a.md", text: str = "Text", **values: object) -> Document:
    fields: dict[str, object] = {"origin": "shop", "kind": "policy", "title": "T", "language": "de"}
    return Document(path=path, text=text, **{**fields, **values})  # type: ignore[arg-type]


def with_passages(doc: Document, *texts: str) -> tuple[Document, list[Passage]]:
    return doc, [
        Passage(
            f"{doc.id}-{n}", doc.id, doc.source, doc.kind, doc.title, text, doc.language, n,
            doc.question, doc.skus, doc.internal, doc.date, doc.valid_from, doc.valid_until,
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip


FULL = document(
    "policies/a.md",
    "Grüße 😀 ⟦name⟧",
    key="k1",
    question="Wie?",
    skus=("A-1", "B-2"),
    internal=True,
    date=dt.date(2024, 2, 29),
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2025, 1, 1),
    metadata={"Spalte": "Wert"},
)


def test_documents_and_passages_come_back_as_they_were(store: KnowledgeStore) -> None:
    stored, pieces = with_passages(FULL, "eins", "zwei")
    store.put([(stored, pieces)])
    assert store.document(FULL.id) == FULL
    assert store.passages([pieces[1].id, "gone", pieces[0].id]) == [pieces[1], pieces[0]]
    assert store.passages_of([FULL.id]) == pieces
    assert store.revisions("shop") == {FULL.id: FULL.revision}
    assert store.internal_policies() == [FULL]


def test_a_new_revision_replaces_the_old_one(store: KnowledgeStore) -> None:
    store.put([with_passages(document(text="alt"), "eins", "zwei")])
    store.put([with_passages(document(text="neu"), "drei")])
    assert [piece.text for piece in store.passages_of([document().id])] == ["drei"]
    assert (store.counts().documents, store.counts().passages) == (1, 1)


def test_one_document_twice_in_a_batch_is_stored_once(store: KnowledgeStore) -> None:
    store.put([with_passages(document(text="alt"), "a"), with_passages(document(text="neu"), "b")])
    found = store.document(document().id)
    assert found is not None
    assert found.text == "neu"


def test_every_change_leaves_index_work(store: KnowledgeStore) -> None:
    one, two = document("1.md"), document("2.md")
    store.put([with_passages(one, "a"), with_passages(two, "b")])
    store.remove([one.id])
    assert [job.document_id for job in store.pending()] == [one.id, two.id, one.id]
    assert store.passages_of([one.id]) == []


def test_finished_jobs_are_struck_off_and_numbers_never_reused(store: KnowledgeStore) -> None:
    store.put([with_passages(document("1.md"), "a")])
    first = store.pending()
    store.done([job.id for job in first])
    store.put([with_passages(document("2.md"), "b")])
    assert [job.id > first[-1].id for job in store.pending()] == [True]


def test_a_failing_batch_leaves_nothing(store: KnowledgeStore) -> None:
    good, pieces = with_passages(document("1.md"), "a")
    stray = [Passage("x-0", "no-such-document", "s", "policy", "t", "x", "de")] * 2
    with pytest.raises(sa.exc.IntegrityError):
        store.put([(good, [*pieces, *stray])])
    assert store.counts().documents == 0
    assert store.pending() == []


def test_iterates_all_passages_in_batches(store: KnowledgeStore) -> None:
    store.put([with_passages(document(f"{n}.md"), "a", "b") for n in range(5)])
    batches = list(store.iter_passages(3))
    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    assert len({piece.id for batch in batches for piece in batch}) == 10


def test_pages_of_documents_by_kind(store: KnowledgeStore) -> None:
    store.put([with_passages(document(f"{n}.md"), "a") for n in range(3)])
    store.put([with_passages(document("m.csv", kind="macro"), "a")])
    assert [d.path for d in store.documents(("policy",), 2, 1)] == ["1.md", "2.md"]
    assert store.kinds() == {"policy": 3, "macro": 1}


def test_what_postgresql_refuses_is_taken_out(store: KnowledgeStore) -> None:
    store.put([with_passages(document(text="a\x00b\ud800c"), "a\x00b")])
    found = store.document(document().id)
    assert found is not None
    assert found.text == "ab?c"


@pytest.mark.parametrize("written", ["KX-10023", "kx 10023", "#KX10023", "KX/10023"])
def test_orders_are_found_however_they_are_written(store: KnowledgeStore, written: str) -> None:
    order = ShopOrder("KX-10023", "Ö. Ü", "A@b.de", dt.date(2024, 5, 1), ("A-1",), "offen")
    store.put_orders([order])
    assert store.order(written) == order
    assert store.order("KX-10024") is None


def test_orders_of_a_customer(store: KnowledgeStore) -> None:
    early = ShopOrder("1", email="a@b.de", date=dt.date(2024, 1, 1))
    late = ShopOrder("2", email="A@B.de", date=dt.date(2024, 2, 1))
    store.put_orders([early, late, ShopOrder("3", email="c@d.de"), ShopOrder("4")])
    assert store.orders_of(" a@B.de") == [late, early]
    assert store.orders_of("") == []
    store.remove_orders(["1"])
    assert store.orders_of("a@b.de") == [late]


def test_a_files_products_replace_those_it_had_before(store: KnowledgeStore) -> None:
    product = Product("A-1", "Mühle", ("Grinder",), "Mühlen", "99.00", {"Farbe": "rot"})
    store.put_products([Product("B-2", "Alt"), product], origin="o", path="p.csv")
    before = store.products_revision()
    store.put_products([product], origin="o", path="p.csv")
    store.put_products([Product("C-3", "Anders")], origin="o", path="q.csv")
    assert [p.sku for p in store.products()] == ["A-1", "C-3"]
    assert store.products()[0] == product
    assert store.products_revision() != before
    assert store.table_paths("o") == {"p.csv", "q.csv"}


def test_meta_and_file_states(store: KnowledgeStore) -> None:
    store.set_meta("made_by", "x")
    store.set_meta("made_by", "y")
    assert (store.get_meta("made_by"), store.get_meta("none")) == ("y", None)
    store.set_files("o", {"a": FileState("1"), "b": FileState("2", "bomb")})
    store.set_files("o", {"a": None, "b": FileState("3")})
    assert store.files("o") == {"b": FileState("3")}


def test_more_ids_than_one_statement_takes(store: KnowledgeStore) -> None:
    store.put([with_passages(document(f"{n}.md"), "a") for n in range(1_200)])
    ids = list(store.revisions("shop"))
    assert len(store.passages([f"{id_}-0" for id_ in ids])) == 1_200
    store.remove(ids)
    assert store.counts().documents == 0


def test_tables_compile_for_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
        assert table.primary_key.name == f"pk_{table.name}"
