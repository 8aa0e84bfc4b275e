"""BM25 engines on the same analysed passages: query time, cost of a change, memory, disk.

    python -m benchmarks.keyword_engines [--sizes 1000,10000,100000,1000000] [--json FILE]

Needs bm25s (benchmarks/peers/requirements.txt); tantivy and SQLite come along. All three get
the terms of `knowledge.analyse`, so that only the engines differ. Each size and engine runs in
a process of its own, and is named as not measured where it takes more than five minutes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from benchmarks.synthetic import SENTENCE, documents, questions
from benchmarks.timing import disk_mb, middle_and_tail, timed
from knowledge.analyse import terms

QUERIES = 200
CHANGES = 5
TOP = 10
_SECONDS = 300  # for one engine at one size


class Engine(Protocol):
    """An index in a folder."""

    def fill(self, texts: Sequence[str]) -> None: ...

    def search(self, asked: list[str]) -> Any: ...

    def change(self, number: int, text: str) -> None:
        """Replace one passage; searches see it when this returns."""


class Tantivy:
    def __init__(self, folder: Path) -> None:
        import tantivy

        self._module = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, str(folder))
        self._index.config_reader(reload_policy="manual")
        self._writer = self._index.writer(30_000_000, 1)

    def fill(self, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts):
            self._writer.add_document(self._module.Document(id=str(number), body=text))
        self._commit()

    def search(self, asked: list[str]) -> Any:
        query = self._module.Query
        clauses = [
            (
                self._module.Occur.Should,
                query.term_query(self._schema, "body", term, index_option="freq"),
            )
            for term in asked
        ]
        searcher = self._index.searcher()
        found = searcher.search(query.boolean_query(clauses), TOP, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in found]

    def change(self, number: int, text: str) -> None:
        self._writer.delete_documents_by_term("id", str(number))
        self._writer.add_document(self._module.Document(id=str(number), body=text))
        self._commit()

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()


class Bm25s:
    """Has no update: a change builds and saves the whole index anew."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        self._module, self._folder = bm25s, folder
        self._texts: list[str] = []

    def fill(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self._index = self._module.BM25()
        self._index.index([text.split() for text in self._texts], show_progress=False)
        self._index.save(str(self._folder))

    def search(self, asked: list[str]) -> Any:
        top = min(TOP, len(self._texts))
        return self._index.retrieve([asked], k=top, show_progress=False)

    def change(self, number: int, text: str) -> None:
        self._texts[number] = text
        self.fill(self._texts)


class Fts5:
    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(body, tokenize='unicode61', content='')"
            if sqlite3.sqlite_version_info < (3, 43)
            else "CREATE VIRTUAL TABLE passages USING fts5("
            "body, tokenize='unicode61', content='', contentless_delete=1)"
        )

    def fill(self, texts: Sequence[str]) -> None:
        self._db.execute("BEGIN")
        rows = enumerate(texts)
        self._db.executemany("INSERT INTO passages(rowid, body) VALUES (?, ?)", rows)
        self._db.execute("COMMIT")

    def search(self, asked: list[str]) -> Any:
        match = " OR ".join(f'"{term}"' for term in asked)
        query = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return self._db.execute(query, (match, TOP)).fetchall()

    def change(self, number: int, text: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO passages(rowid, body) VALUES (?, ?)", (number, text)
        )


ENGINES: dict[str, Callable[[Path], Engine]] = {
    "tantivy": Tantivy,
    "bm25s": Bm25s,
    "SQLite FTS5": Fts5,
}


def write_analysed(file: Path, size: int) -> None:
    """The terms of so many passages, one passage a line. A sentence is analysed once: the
    passages are recombined of some ten thousand."""
    analysed = cache(terms)
    with file.open("w", encoding="utf-8") as out:
        for document in itertools.islice(documents(), size):
            pieces = (document.title, *SENTENCE.split(document.text))
            found = (" ".join(analysed(piece, document.language)) for piece in pieces)
            out.write(" ".join(found) + "\n")


def measured(name: str, file: Path, size: int) -> dict[str, Any]:
    """One engine on the first passages of a file."""
    with file.open(encoding="utf-8") as lines:
        texts = [line.rstrip("\n") for line in itertools.islice(lines, size)]
    before = _held_mb()
    with tempfile.TemporaryDirectory() as home:
        engine = ENGINES[name](Path(home))
        fill = timed(lambda: engine.fill(texts))
        asked = [found for text, lang in questions(QUERIES + 20) if (found := terms(text, lang))]
        for query in asked[:20]:
            engine.search(query)
        p50, p95 = middle_and_tail([timed(partial(engine.search, query)) for query in asked[20:]])
        changes = [timed(partial(engine.change, n, texts[n] + " neu")) for n in range(CHANGES)]
        disk = disk_mb(Path(home))
    return {
        "engine": name,
        "size": len(texts),
        "fill_s": round(fill / 1000, 2),
        "p50_ms": round(p50, 2),
        "p95_ms": round(p95, 2),
        "change_ms": round(statistics.median(changes), 1),
        "memory_mb": _held_mb() - before,
        "disk_mb": disk,
    }


def _held_mb() -> int:
    """What this process holds at this moment."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() >> 20


def in_own_process(name: str, file: Path, size: int) -> dict[str, Any] | None:
    """What `measured` says there; None, with a line that says why, where it says nothing."""
    command = [sys.executable, "-m", "benchmarks.keyword_engines", "--part", name, str(file)]
    try:
        done = subprocess.run(
            [*command, str(size)], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        print(f"{name} at {size:,}: not measured (more than {_SECONDS} s)")
        return None
    except subprocess.CalledProcessError as error:
        why = (error.stderr.strip().splitlines() or [f"exit status {error.returncode}"])[-1]
        print(f"{name} at {size:,}: not measured ({why})")
        return None
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        name, path, size = options.part
        print(json.dumps(measured(name, Path(path), int(size))))
        return
    sizes = sorted(map(int, options.sizes.split(",")))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "passages.txt"
        write_analysed(file, sizes[-1])
        for size, name in itertools.product(sizes, ENGINES):
            if row := in_own_process(name, file, size):
                rows.append(row)
    print(
        "| passages | engine | fill s | query p50 / p95 ms | one change ms | memory MB | disk MB |"
    )
    print("|---" * 7 + "|")
    for row in rows:
        print(
            f"| {row['size']:,} | {row['engine']} | {row['fill_s']} "
            f"| {row['p50_ms']} / {row['p95_ms']} | {row['change_ms']} "
            f"| {row['memory_mb']} | {row['disk_mb']} |"
        )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
