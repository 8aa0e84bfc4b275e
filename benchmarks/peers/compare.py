"""Retrieval beside the peers: one run, one machine, the same queries, the same MiniLM.

    python -m benchmarks.peers.compare [--sets xquad,cwa-faq] [--systems ours,txtai] [--json FILE]

Reads the retrieval suites' test queries (evals/splits.yaml) from COPILOT_EVAL_DATA and prints
MRR@10, R@1 and R@5 (a right document among the first so many) with 95 % intervals. A peer that
is not installed is named as not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
os.environ.setdefault("TQDM_DISABLE", "1")

from benchmarks.peers.systems import SYSTEMS, System, Text
from copilot.config import load_settings
from evals.intervals import mean
from evals.kinds.retrieval import prepare, ranking_scores
from evals.suite import DataAbsentError, Suite, load_suite
from evals.suite.load import SHIPPED
from evals.worlds import Worlds, configured

SETS = ("xquad", "xquad-de-en", "cwa-faq", "covid-faq", "stackfaq", "arduino-help", "dstc11-track5")
OURS: Mapping[str, Mapping[str, object]] = {
    "ours": {},
    "ours with MiniLM": {"embedding": "minilm"},
    "ours, keywords alone": {"keywords_only": True},
}
FIGURES = ("mrr@10", "hit@1", "hit@5")
Scores = list[dict[str, float]]


def main() -> None:
    options = _options()
    wanted = options.systems.split(",") if options.systems else [*SYSTEMS, *OURS]
    rows: list[dict[str, Any]] = []
    if options.json and options.json.exists():
        rows = json.loads(options.json.read_text("utf-8"))
    done = {(row["set"], row["system"]) for row in rows}
    for found in _measured(options.sets.split(","), wanted, done):
        rows += found
        if options.json:
            options.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    print(_table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--systems", default="", help=", ".join([*SYSTEMS, *OURS]))
    parser.add_argument(
        "--json", type=Path, help="keep the figures in this file; what it has is not run again"
    )
    return parser.parse_args()


def _measured(
    sets: Sequence[str], wanted: Sequence[str], done: Collection[tuple[str, str]]
) -> Iterator[list[dict[str, Any]]]:
    """The rows of one set and system after the other."""
    for name in sets:
        try:
            suite = load_suite(SHIPPED / f"{name}.yaml")
        except DataAbsentError as error:
            sys.exit(f"{error}")
        for system in (each for each in wanted if (name, each) not in done):
            start = time.monotonic()
            try:
                scores = _of_ours(suite, OURS[system]) if system in OURS else _of_peer(
                    suite, SYSTEMS[system]
                )  # fmt: skip
            except ImportError as error:
                print(f"{system}: not measured ({error})", file=sys.stderr)
                continue
            seconds = time.monotonic() - start
            print(f"{name}: {system}, {seconds:.0f} s", file=sys.stderr)
            yield list(_rows(name, system, scores))


def _of_peer(suite: Suite, system: System) -> dict[str, Scores]:
    """Scores by the queries' language."""
    pools = _pools(suite)
    asking: dict[str, Callable[[str], list[str]]] = {}
    found: dict[str, Scores] = defaultdict(list)
    for case in suite.cases:
        pool = _pool_of(suite, case)
        if pool not in asking:
            language = next(iter(suite.rows("corpus"))).lang if pool == "" else pool
            asking[pool] = system(pools[pool], language)
        found[case.lang].append(ranking_scores(asking[pool](case.text), case.relevant))
    return found


def _pools(suite: Suite) -> dict[str, list[Text]]:
    """What may be found, by language, by entity, or all together."""
    pools: dict[str, list[Text]] = defaultdict(list)
    for row in suite.rows("corpus"):
        parts = (row.title if "title" in suite.file.indexed else "",
                 row.text if "text" in suite.file.indexed else "")  # fmt: skip
        pools[_pool_of(suite, row)].append(Text(row.id, "\n".join(p for p in parts if p)))
    return pools


def _pool_of(suite: Suite, row: Any) -> str:
    if suite.file.within == "entity":
        return str(row.entity)
    return str(row.lang) if suite.file.same_language else ""


def _of_ours(suite: Suite, changes: Mapping[str, object]) -> dict[str, Scores]:
    found: dict[str, Scores] = defaultdict(list)
    with tempfile.TemporaryDirectory() as home:
        settings = configured(load_settings(home=Path(home)), changes)
        with Worlds(settings) as worlds:
            work = prepare(suite, worlds.of(suite))
            for case in suite.cases:
                found[case.lang].append(dict(work(case).outcome.scores))
    return found


def _rows(name: str, system: str, scores: Mapping[str, Scores]) -> Iterator[dict[str, Any]]:
    for language, cases in sorted(scores.items()):
        row: dict[str, Any] = {"set": name, "language": language, "system": system}
        for figure in FIGURES:
            told = mean([case[figure] for case in cases])
            row[figure] = [round(n, 4) for n in (told.value, told.low, told.high)]
        yield row | {"n": len(cases)}


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| set | system | n | MRR@10 | R@1 | R@5 |", "|---|---|---|---|---|---|"]
    for row in rows:
        told = (row[figure] for figure in FIGURES)
        cells = [f"{value:.3f} ({low:.3f}–{high:.3f})" for value, low, high in told]
        where = f"{row['set']} {row['language']}"
        lines.append(f"| {where} | {row['system']} | {row['n']} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
