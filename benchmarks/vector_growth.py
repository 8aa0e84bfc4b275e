"""The vector index alone, up to a million passages: filling, queries, filters, recall, disk.

    python -m benchmarks.vector_growth [--sizes 10000,100000,1000000] [--minutes 20] [--json FILE]

Passages are those of benchmarks/synthetic.py; the vector of one is put together from those of
its sentences, as mean pooling would. Recall@10 is against the exact answer over all vectors.
Up to some 125,000 passages the index is searched exactly in memory, above that in chromadb's
graph. A size that does not fit into the time is named as not measured.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.growth import FILTERS
from benchmarks.synthetic import SENTENCE, documents, questions
from benchmarks.timing import disk_mb, memory_mb, middle_and_tail, timed
from knowledge.documents import Document, Passage, SearchFilter
from knowledge.embed import Embedder, load_embedder
from knowledge.vectors import VectorIndex

Vectors = NDArray[np.float32]
QUERIES = 200
WARM = 20
TOP = 10
_BATCH = 2_000


def pooled(embedder: Embedder) -> Callable[[str], Vectors]:
    """The vector of a text of known sentences: their own, by length, each embedded once."""

    @cache
    def of(sentence: str) -> Vectors:
        vector: Vectors = embedder.encode_documents([sentence])[0] * np.float32(len(sentence))
        return vector

    def whole(text: str) -> Vectors:
        total = np.sum([of(sentence) for sentence in SENTENCE.split(text)], axis=0)
        unit: Vectors = (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)
        return unit

    return whole


def passage(document: Document) -> Passage:
    return Passage(
        id=document.id,
        document_id=document.id,
        source=document.path,
        kind=document.kind,
        title=document.title,
        text="",
        language=document.language,
        skus=document.skus,
        valid_until=document.valid_until,
    )


def measured(sizes: list[int], until: float) -> Iterator[dict[str, Any]]:
    embedder = load_embedder()
    vector_of = pooled(embedder)
    asked = list(embedder.encode_queries([text for text, _ in questions(QUERIES + WARM)]))
    source = documents()
    rows = np.zeros((sizes[-1], embedder.dimension), np.float32)
    numbers: dict[str, int] = {}
    held = 0
    with tempfile.TemporaryDirectory() as home:
        index = VectorIndex(Path(home), dimension=embedder.dimension, fingerprint="benchmark")
        for size in sizes:
            start, before = time.monotonic(), held
            while held < size and time.monotonic() < until:
                part = list(itertools.islice(source, min(_BATCH, size - held)))
                # The number in brackets at a text's end makes it unique; nothing asks for it.
                found = np.stack([vector_of(d.text.rpartition(" (")[0]) for d in part])
                rows[held : held + len(part)] = found
                numbers |= {d.id: held + n for n, d in enumerate(part)}
                index.replace([], [passage(d) for d in part], found)
                held += len(part)
            if held < size:
                print(f"{size:,}: not measured, the time was over at {held:,}", flush=True)
                break
            rate = (held - before) / (time.monotonic() - start)
            row: dict[str, Any] = {"size": size, "added_per_s": round(rate)}
            for name, values in FILTERS.items():
                row[name] = spread(index, asked, SearchFilter(**values))
            row["recall"] = round(recall(index, asked[WARM:], rows[:held], numbers), 3)
            yield row | {"memory_mb": memory_mb(), "disk_mb": disk_mb(Path(home))}
        index.close()


def spread(index: VectorIndex, asked: list[Vectors], where: SearchFilter) -> dict[str, float]:
    """p50 and p95 in milliseconds, after a few to get warm."""
    for vector in asked[:WARM]:
        index.search(vector, TOP, where)
    taken = [timed(partial(index.search, vector, TOP, where)) for vector in asked[WARM:]]
    p50, p95 = middle_and_tail(taken)
    return {"p50": round(p50, 2), "p95": round(p95, 2)}


def recall(
    index: VectorIndex, asked: list[Vectors], rows: Vectors, numbers: dict[str, int]
) -> float:
    """Share of the exact first ten that the index finds."""
    shares = []
    for vector in asked:
        if not vector.any():
            continue
        cosines = rows @ vector
        least = np.partition(cosines, -TOP)[-TOP] - 1e-5
        found = [numbers[i] for i, _ in index.search(vector, TOP)]
        shares.append(sum(cosines[n] >= least for n in found) / TOP)
    return statistics.fmean(shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    questions(1)  # ends the program at once where there is no data
    sizes = sorted(map(int, options.sizes.split(",")))
    rows = []
    print("| passages | added/s | " + " | ".join(FILTERS) + " | recall@10 | peak MB | disk MB |")
    print("|---" * (6 + len(FILTERS)) + "|", flush=True)
    for row in measured(sizes, time.monotonic() + options.minutes * 60):
        rows.append(row)
        cells = [f"{row[name]['p50']} / {row[name]['p95']}" for name in FILTERS]
        print(
            f"| {row['size']:,} | {row['added_per_s']} | {' | '.join(cells)} "
            f"| {row['recall']} | {row['memory_mb']} | {row['disk_mb']} |",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
