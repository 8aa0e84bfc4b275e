"""The knowledge as a whole: what is added is found, by many at once, after any crash."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from knowledge.base import KnowledgeBase
from knowledge.chunk import chunk
from knowledge.documents import Document, Product, SearchFilter, ShopOrder
from knowledge.embed import Embedder
from knowledge.errors import IndexDamagedError, IndexMismatchError
from knowledge.mirror import Vectors
from knowledge.store import KnowledgeStore

OpenBase = Callable[..., KnowledgeBase]


def document(path: str, text: str, **values: object) -> Document:
    fields: dict[str, object] = {
        "origin": "shop",
        "path": path,
        "kind": "policy",
        "title": path.partition(".")[0],
        "text": text,
        "language": "de",
    }
    return Document(**{**fields, **values})  # type: ignore[arg-type]


SHOP = [
    document("rückgabe.md", "Sie können die Ware innerhalb von 30 Tagen zurückgeben."),
    document("versand.md", "Der Versand kostet 4,90 € und dauert drei Werktage."),
    document("returns.en.md", "You can return goods within 30 days.", language="en"),
    document("kulanz.md", "Kulanz bis 20 € ohne Rückfrage.", internal=True),
    document("x2.md", "Die Mühle X2 reinigen Sie monatlich.", kind="product", skus=("X2",)),
    document("x2pro.md", "Die X2 Pro reinigen Sie wöchentlich.", kind="product", skus=("X2P",)),
    document("alt.md", "Bis 2020 war der Versand kostenlos.", valid_until=dt.date(2020, 12, 31)),
    document(
        "answers.csv",
        "Legen Sie den Rücksendeschein bei.",
        kind="past_answer",
        key="a7",
        question="Wie schicke ich etwas zurück?",
    ),
]


def fill(base: KnowledgeBase) -> KnowledgeBase:
    base.add(SHOP)
    base.store.put_products([Product("X2", "Mühle X2"), Product("X2P", "Mühle X2 Pro")])
    return base


@pytest.fixture
def base(open_base: OpenBase) -> KnowledgeBase:
    """A shop of its own for a test that changes it."""
    return fill(open_base())


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, make_embedder: Callable[[str], Embedder]
) -> Iterator[KnowledgeBase]:
    """One shop for all tests that only search."""
    home = tmp_path_factory.mktemp("shop")
    engine = sa.create_engine(f"sqlite:///{home / 'knowledge.db'}")
    KnowledgeStore(engine).create_tables()
    shop = fill(KnowledgeBase.open(home, engine, make_embedder("words-1")))
    yield shop
    shop.close()
    engine.dispose()


def sources(base: KnowledgeBase, query: str, **options: object) -> list[str]:
    return [scored.passage.source for scored in base.search(query, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "where", "first"),
    [
        pytest.param("Ware zurückgeben", {}, "rückgabe.md", id="policy"),
        pytest.param("was kostet der versand", {}, "versand.md", id="lower case"),
        pytest.param("return goods", {}, "returns.en.md", id="English"),
        pytest.param("Wie schicke ich etwas zurück?", {}, "a7", id="past question"),
        pytest.param("Mühle X2 Pro reinigen", {}, "x2pro.md", id="product in the query"),
        pytest.param("reinigen", {"skus": ("X2",)}, "x2.md", id="product filter"),
        pytest.param("Kulanz 20 €", {"internal": True}, "kulanz.md", id="internal wanted"),
        pytest.param("30", {"languages": ("en",)}, "returns.en.md", id="language filter"),
        pytest.param("Versand", {"on": dt.date(2019, 5, 1)}, "versand.md", id="still valid"),
    ],
)
def test_finds(shop: KnowledgeBase, query: str, where: dict[str, object], first: str) -> None:
    assert sources(shop, query, where=SearchFilter(**where))[0] == first  # type: ignore[arg-type]


def test_filters_hold(shop: KnowledgeBase) -> None:
    assert "kulanz.md" not in sources(shop, "Kulanz 20 €")
    today = SearchFilter(on=dt.date(2026, 1, 1))
    assert "alt.md" not in sources(shop, "Versand kostenlos 2020", where=today)
    only = SearchFilter(kinds=("past_answer",))
    assert sources(shop, "Versand Ware reinigen Schein", where=only) == ["a7"]
    about_x2 = sources(shop, "Mühle reinigen", where=SearchFilter(skus=("X2",)))
    assert "x2pro.md" not in about_x2


@pytest.mark.parametrize("query", ["", "  \n", "😀👍", "…?!", "\x00\x01\x02", "\ud800"], ids=repr)
def test_queries_without_a_word_find_nothing(shop: KnowledgeBase, query: str) -> None:
    assert shop.search(query) == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("Versand kostet " * 70_000, id="a megabyte"),
        pytest.param("x" * 1_000_000, id="one endless word"),
        pytest.param("Где моя посылка?", id="another script"),
        pytest.param('AND OR NOT +versand -("*:*', id="query syntax"),
        pytest.param("Versand \ud800 kostet", id="lone surrogate"),
        pytest.param("Versand\x00kostet", id="NUL"),
    ],
)
def test_odd_queries_do_not_fail(shop: KnowledgeBase, query: str) -> None:
    assert len(shop.search(query, k=3)) <= 3


def test_k_bounds_the_result(shop: KnowledgeBase) -> None:
    assert len(shop.search("Versand Ware Mühle", k=2)) == 2
    assert shop.search("Versand", k=0) == shop.search("Versand", k=-1) == []


def test_changed_document_replaces_its_old_text(base: KnowledgeBase) -> None:
    base.add([document("versand.md", "Lieferung per Brieftaube.")])
    assert sources(base, "Brieftaube")[0] == "versand.md"
    assert "4,90" not in " ".join(s.passage.text for s in base.search("Versand kostet 4,90"))
    assert base.status().passages == len(SHOP)


def test_removed_document_is_gone(base: KnowledgeBase) -> None:
    base.remove([SHOP[0].id])
    assert "rückgabe.md" not in sources(base, "Ware zurückgeben 30 Tage")
    status = base.status()
    assert status.documents == status.keywords == status.vectors == len(SHOP) - 1
    assert status.pending == 0


def test_work_left_in_the_outbox_is_done_at_the_next_start(
    open_base: OpenBase, engine: sa.Engine
) -> None:
    open_base().close()
    store = KnowledgeStore(engine)
    store.put([(SHOP[1], chunk(SHOP[1]))])
    assert store.counts().pending
    reopened = open_base()
    assert sources(reopened, "Versand")[0] == "versand.md"
    assert reopened.status().pending == 0


def test_killed_in_the_middle_of_adding_loses_and_doubles_nothing(
    tmp_path: Path, open_base: OpenBase
) -> None:
    open_base().close()
    code = f"""
import pathlib
import sqlalchemy as sa
from knowledge.base import KnowledgeBase
from knowledge.documents import Document
engine = sa.create_engine("sqlite:///{tmp_path}/knowledge.db")
base = KnowledgeBase.open(pathlib.Path({str(tmp_path)!r}), engine, None, keywords_only=True)
def documents():
    for i in range(900):
        yield Document("shop", f"d{{i}}.md", "policy", f"Regel {{i}}", f"Text nummer {{i}}", "de")
        if i == 450:
            print("half", flush=True)
base.add(documents())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.kill()
    base = open_base()
    status = base.status()
    assert status.documents >= 400
    assert status.keywords == status.vectors == status.passages == status.documents
    assert status.pending == 0


def test_other_embedder_is_refused_until_rebuilt(
    open_base: OpenBase, make_embedder: Callable[[str], Embedder]
) -> None:
    first = open_base()
    first.add(SHOP)
    first.close()
    other = make_embedder("words-2")
    with pytest.raises(IndexMismatchError, match="embedder") as raised:
        open_base(other)
    assert "reply-copilot index rebuild" in raised.value.hint
    rebuilt = open_base(other, for_rebuild=True)
    with pytest.raises(IndexMismatchError):
        rebuilt.search("Versand")
    seen: list[tuple[int, int]] = []
    rebuilt.rebuild(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(SHOP), len(SHOP))
    assert sources(rebuilt, "Versand")[0] == "versand.md"
    rebuilt.close()
    assert sources(open_base(other), "Versand")[0] == "versand.md"


def test_rebuild_that_fails_leaves_the_old_index_serving(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = base.status().generation

    def failing(size: int) -> list[object]:
        raise OSError("disk full")

    monkeypatch.setattr(base.store, "iter_passages", failing)
    with pytest.raises(OSError, match="disk full"):
        base.rebuild()
    assert base.status().generation == before
    assert sources(base, "Versand")[0] == "versand.md"


def test_change_during_a_rebuild_is_in_the_new_index(base: KnowledgeBase) -> None:
    added = document("neu.md", "Geschenkgutscheine gelten drei Jahre.")

    def meanwhile(done: int, total: int) -> None:
        base.add([added])
        base.remove([SHOP[1].id])

    base.rebuild(meanwhile)
    assert sources(base, "Geschenkgutscheine")[0] == "neu.md"
    assert "versand.md" not in sources(base, "Versand kostet")
    status = base.status()
    assert status.keywords == status.vectors == status.documents == len(SHOP)


def test_lost_index_folder_is_made_anew_from_the_database(
    open_base: OpenBase, tmp_path: Path
) -> None:
    first = open_base()
    first.add(SHOP)
    first.close()
    shutil.rmtree(tmp_path / "index")
    assert sources(open_base(), "Versand")[0] == "versand.md"


@pytest.mark.parametrize(
    ("broken", "healthy"),
    [("vectors/chroma.sqlite3", "keywords"), ("keywords/meta.json", "vectors")],
)
def test_one_damaged_index_leaves_the_other_serving(
    open_base: OpenBase, tmp_path: Path, broken: str, healthy: str
) -> None:
    first = open_base()
    first.add(SHOP)
    first.close()
    (path,) = tmp_path.glob(f"index/*/{broken}")
    path.write_bytes(b"not an index" * 1_000)
    hurt = open_base()
    assert sources(hurt, "Versand kostet")[0] == "versand.md"
    status = hurt.status()
    assert status.damaged
    assert getattr(status, healthy) == len(SHOP)
    hurt.add([document("neu.md", "Geschenkgutscheine gelten drei Jahre.")])
    assert sources(hurt, "Geschenkgutscheine")[0] == "neu.md"
    hurt.rebuild()
    assert hurt.status().damaged == ()
    assert sources(hurt, "Geschenkgutscheine")[0] == "neu.md"


def test_index_made_without_vectors_gets_them_when_a_model_is_there(
    tmp_path: Path, engine: sa.Engine, open_base: OpenBase
) -> None:
    lean = KnowledgeBase.open(tmp_path, engine, None, keywords_only=True)
    lean.add(SHOP)
    lean.close()
    assert open_base().status().vectors == len(SHOP)


def test_both_damaged_says_so(open_base: OpenBase, tmp_path: Path) -> None:
    first = open_base()
    first.add(SHOP)
    first.close()
    for name in ("vectors/chroma.sqlite3", "keywords/meta.json"):
        (path,) = tmp_path.glob(f"index/*/{name}")
        path.write_bytes(b"not an index" * 1_000)
    with pytest.raises(IndexDamagedError) as raised:
        open_base()
    assert "index rebuild" in raised.value.hint


def test_keywords_only_leaves_the_vectors_work_to_do(
    tmp_path: Path, engine: sa.Engine, open_base: OpenBase
) -> None:
    open_base().close()
    lean = KnowledgeBase.open(tmp_path, engine, None, keywords_only=True)
    lean.add(SHOP)
    assert sources(lean, "Versand kostet")[0] == "versand.md"
    assert lean.status().vectors is None
    lean.close()
    full = open_base()
    assert full.status().vectors == full.status().keywords == len(SHOP)


def test_many_search_while_one_writes(base: KnowledgeBase) -> None:
    failures: list[BaseException] = []
    stop = threading.Event()

    def searching() -> None:
        try:
            while not stop.is_set():
                assert base.search("Versand kostet", k=3)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=searching) for _ in range(10)]
    for thread in threads:
        thread.start()
    try:
        for i in range(6):
            base.add([document(f"n{i}.md", f"Sonderregel{chr(97 + i)} gilt im Laden.")])
            assert sources(base, f"Sonderregel{chr(97 + i)}")[0] == f"n{i}.md"
            if i == 3:
                base.rebuild()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []


def test_identical_passages_are_shown_once(base: KnowledgeBase) -> None:
    base.add(document(f"copy{i}.md", "Geschenke packen wir kostenlos ein.", title="Geschenke")
             for i in range(300))  # fmt: skip
    found = base.search("Geschenke einpacken", k=10)
    assert sum("Geschenke packen" in scored.passage.text for scored in found) == 1


def test_catalogue_and_orders_are_those_of_now(base: KnowledgeBase) -> None:
    assert [m.product.sku for m in base.catalogue.resolve("Mühle X2 Pro")] == ["X2P"]
    held = base.catalogue
    assert base.catalogue is held
    base.store.put_products([Product("Z9", "Zange Z9")], path="more.csv")
    assert [m.product.sku for m in base.catalogue.resolve("Zange Z9")] == ["Z9"]
    base.store.put_orders([ShopOrder("KB-10023", "Erika Muster")])
    order = base.order("#kb 10023")
    assert order is not None
    assert order.customer_name == "Erika Muster"
    assert base.order("KB-99999") is None


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("Où est mon colis, combien coûte la livraison ?", id="French"),
        pytest.param("Kargom nerede, iade nasıl yapılır?", id="Turkish"),
        pytest.param("我的包裹在哪里", id="Chinese"),
        pytest.param("أين طردي؟", id="Arabic"),
    ],
)
def test_a_third_language_finds_nothing_that_looks_sure(shop: KnowledgeBase, query: str) -> None:
    assert all(scored.score < 0.5 for scored in shop.search(query))


def test_binary_rubbish_is_an_ordinary_query(shop: KnowledgeBase) -> None:
    rubbish = bytes(range(256)).decode("latin-1") * 4_000
    assert len(shop.search(rubbish, k=3)) <= 3
    assert sources(shop, f"Versand kostet {rubbish[:300]}")[0] == "versand.md"


def test_a_document_of_a_million_characters_is_found_by_a_line_in_it(base: KnowledgeBase) -> None:
    line = "Die Seriennummer steht unter dem Boden der Mühle. "
    long = line * 10_000 + "\n\nGravuren dauern acht Tage.\n\n" + line * 10_000
    base.add([document("handbuch.md", long)])
    (best,) = base.search("Gravuren dauern acht Tage", k=1)
    assert best.passage.source == "handbuch.md"
    assert "Gravuren" in best.passage.text


def test_thousands_of_identical_passages_are_one_result(base: KnowledgeBase) -> None:
    base.add(
        document(f"copy{i}.md", "Geschenke packen wir kostenlos ein.", title="Geschenke")
        for i in range(3_000)
    )
    start = time.perf_counter()
    found = base.search("Geschenke einpacken", k=10)
    assert time.perf_counter() - start < 2
    assert sum("Geschenke packen" in scored.passage.text for scored in found) == 1
    assert sources(base, "Was kostet der Versand?")[0] == "versand.md"


class Poisoned:
    """A model that gives no number for some texts and for some questions."""

    name, dimension = "poisoned", 64

    def __init__(self, healthy: Embedder) -> None:
        self._healthy = healthy
        self.fingerprint = healthy.fingerprint

    def reads(self, language: str) -> bool:
        return False

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._spoilt(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._spoilt(texts)

    def _spoilt(self, texts: Sequence[str]) -> Vectors:
        rows = self._healthy.encode_documents(texts)
        rows[["Gift" in text for text in texts]] = np.nan
        return rows


def test_a_poisoned_vector_stops_nothing(
    open_base: OpenBase, word_embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    base = open_base(Poisoned(word_embedder))
    base.add([*SHOP, document("gift.md", "Gift lagern wir verschlossen.")])
    status = base.status()
    assert (status.pending, status.keywords, status.vectors) == (0, len(SHOP) + 1, len(SHOP))
    assert "gives no vector for passage" in caplog.text
    assert sources(base, "Gift verschlossen")[0] == "gift.md"
    assert sources(base, "Was kostet der Versand?")[0] == "versand.md"


def test_no_search_sees_what_was_replaced_before_it_began(base: KnowledgeBase) -> None:
    """Ten threads search while another writes new revisions of one document."""
    acknowledged = 0
    failures: list[object] = []
    stop = threading.Event()
    base.add([document("stand.md", "Lagerstand Nummer 0 Stück.")])

    def searching() -> None:
        try:
            while not stop.is_set():
                known = acknowledged
                found = [s for s in base.search("Lagerstand") if s.passage.source == "stand.md"]
                numbers = [int(s.passage.text.split()[2]) for s in found]
                if not numbers or min(numbers) < known:
                    failures.append((known, numbers))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=searching) for _ in range(10)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 11):
            base.add([document("stand.md", f"Lagerstand Nummer {number} Stück.")])
            acknowledged = number
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
