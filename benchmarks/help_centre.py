"""Two real help centres, German and English, ingested as past answers.

cwa-faq: the test queries are the entries' own questions, so finding them again is the easy
part; the same with the answers alone indexed is the hard one. covid-faq: 50 rewordings drawn
with a fixed seed. For each: is a right entry the first (R@1), among five (R@5), its mean
reciprocal rank; and how many drafts cite a right one. Needs COPILOT_EVAL_DATA.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from copilot.config import load_settings
from copilot.messages import DraftRequest, Message
from copilot.pipeline import Copilot
from evals.scorers import rank_of
from knowledge.documents import SearchFilter
from knowledge.training.data import read_rows

SEED = 20261123
DRAWN = 50


def as_past_answers(corpus: Iterable[dict[str, Any]], folder: Path) -> Path:
    folder.mkdir()
    with (folder / "past_answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "question", "answer", "language"])
        writer.writerows([r["id"], r["title"], r["text"], r["lang"]] for r in corpus)
    return folder


def as_documents(corpus: Iterable[dict[str, Any]], folder: Path) -> Path:
    """The answers alone, one file each, with a name that says nothing."""
    folder.mkdir()
    for row in corpus:
        (folder / f"{row['id']}.{row['lang']}.txt").write_text(row["text"], "utf-8")
    return folder


def scores(ranks: list[int | None]) -> dict[str, float]:
    count = len(ranks)
    return {
        "n": count,
        "R@1": round(sum(r == 1 for r in ranks) / count, 3),
        "R@5": round(sum(r is not None and r <= 5 for r in ranks) / count, 3),
        "MRR@10": round(sum(1 / r for r in ranks if r) / count, 3),
    }


def measure(
    home: Path, folder: Path, queries: list[dict[str, Any]], *, drafts: bool
) -> dict[str, Any]:
    with Copilot.open(load_settings(home=home)) as copilot:
        report = copilot.ingest(folder)
        print(f"  {folder.name}: {report.counts} in {report.seconds:.1f} s", file=sys.stderr)
        ranks: list[int | None] = []
        cited = 0
        for query in queries:
            where = SearchFilter(languages=(query["lang"],))
            hits = copilot.search(query["text"], 10, where)
            found = [Path(hit.passage.source).name.split(".")[0] for hit in hits]
            relevant = set(query["relevant"])
            ranks.append(rank_of(found, relevant))
            if drafts:
                cited += cites(copilot, query, relevant)
        result: dict[str, Any] = scores(ranks)
        if drafts:
            result["drafts citing a right entry"] = round(cited / len(queries), 3)
    return result


def cites(copilot: Copilot, query: dict[str, Any], relevant: set[str]) -> bool:
    message = Message(text=query["text"], language=query["lang"])
    draft = copilot.draft(DraftRequest(message=message))
    used = {citation.evidence_id for citation in draft.citations}
    return any(e.id in used and e.source in relevant for e in draft.evidence)


def main() -> None:
    data = Path(os.environ["COPILOT_EVAL_DATA"])
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        cwa = list(read_rows(data / "cwa-faq" / "corpus.jsonl"))
        asked = [q for q in read_rows(data / "cwa-faq" / "queries.jsonl") if q["split"] == "test"]
        covid = list(read_rows(data / "covid-faq" / "corpus.jsonl"))
        reworded = list(read_rows(data / "covid-faq" / "queries.jsonl"))
        drawn = random.Random(SEED).sample(reworded, DRAWN)
        sets = {
            "cwa-faq, questions indexed": (as_past_answers(cwa, here / "cwa"), asked, True),
            "cwa-faq, answers alone": (as_documents(cwa, here / "cwa-answers"), asked, False),
            "covid-faq, reworded": (as_past_answers(covid, here / "covid"), drawn, True),
        }
        for name, (source, queries, drafts) in sets.items():
            for language in ("de", "en"):
                part = [q for q in queries if q["lang"] == language]
                home = here / f"home-{source.name}"
                figures[f"{name}, {language}"] = measure(home, source, part, drafts=drafts)
    print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
