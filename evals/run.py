"""Runs a suite's cases, a few at a time, and sums them up."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import math
import re
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copilot.errors import InputError
from evals import judge as judging
from evals.cache import Cache, common_key, key_of
from evals.fingerprints import of_settings
from evals.judge import Judge
from evals.kinds import KIND, Answered, Work, breakdown, means
from evals.result import CaseResult, Figure, Missed, Outcome, RunResult
from evals.suite import Suite
from evals.suite.load import digest_of
from evals.suite.schema import Bounds
from evals.target import Target
from evals.worlds import Worlds

OnCase = Callable[[int, int], None]  # done, of


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done. `matching`: a regular expression over id and text of a case."""

    sample: int | None = None
    matching: str = ""
    repeat: int = 1
    jobs: int | None = None  # cases at a time; None: as suits the target
    limit_to: frozenset[str] = frozenset()  # ids; empty: all


def run_suite(
    suite: Suite,
    worlds: Worlds,
    options: Options = Options(),
    *,
    cache: Cache | None = None,
    on_case: OnCase = lambda done, of: None,
) -> RunResult:
    """Runs every case. Raises SuiteError, InputError where the suite cannot be run at all."""
    start = time.perf_counter()
    cases = chosen(suite, options)
    target = worlds.of(suite)
    prints = dict(target.fingerprints())
    # An own scorer is code that no fingerprint knows: its results are not kept.
    kept = cache if not suite.file.scorers and suite.file.knowledge != "live" else None
    judge = _judge(suite, worlds)
    if judge is not None:
        prints["rubric"] = f"{judge.rubric.name} {judge.rubric.version}"
    work = _work(suite, target, judge)
    runner = _Runner(work, kept, _common(suite, prints, worlds), options.repeat)
    results = _all(runner, cases, options.jobs or 1, on_case)
    figures = breakdown(KIND[suite.kind], results, suite)
    figures |= _own_figures(results, suite)
    figures |= judging.figures(results)
    return RunResult(
        suite=suite.name,
        kind=suite.kind,
        figures=figures,
        cases=results,
        seconds=round(time.perf_counter() - start, 2),
        started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        configuration=dict(of_settings(worlds.settings_for(suite))),
        fingerprints=prints,
        digest=digest_of(cases),
        missed=missed(suite.file.thresholds, figures),
        published=tuple(item.model_dump() for item in suite.file.published),
        notes=_notes(suite, options, len(cases), judging.banner(results)),
        description=suite.file.description,
        gate=suite.file.gate,
    )


def chosen(suite: Suite, options: Options) -> tuple[Any, ...]:
    """The cases of this run. A sample is the same for the same cases, whatever their order.

    Raises InputError where nothing is left or the expression is none.
    """
    found = suite.cases
    if options.matching:
        pattern = _pattern(options.matching)
        found = tuple(case for case in found if pattern.search(_searched(case)))
    if options.limit_to:
        found = tuple(case for case in found if case.id in options.limit_to)
    size = options.sample or suite.file.sample
    if size is not None and size < len(found):
        drawn = sorted(found, key=lambda case: hashlib.sha256(case.id.encode()).digest())[:size]
        ids = {case.id for case in drawn}
        found = tuple(case for case in found if case.id in ids)
    if not found:
        raise InputError(
            f"No case of {suite.name} matches `{options.matching}`.", hint="Widen --filter."
        )
    return found


def _pattern(expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, re.IGNORECASE)
    except re.error as error:
        raise InputError(
            f"--filter `{expression}` is no regular expression: {error}.",
            hint="A plain word does as well.",
        ) from error


def _searched(case: Any) -> str:
    texts = (value for value in case.model_dump().values() if isinstance(value, str))
    return "\n".join(texts)


def _common(suite: Suite, prints: Mapping[str, str], worlds: Worlds) -> str:
    file = suite.file.model_dump(
        include={"kind", "indexed", "context_turns", "same_language", "within", "threshold"}
        | {"codes", "by", "settings", "knowledge", "fields", "where", "half"}
    )
    settings = {line.key: line.value for line in worlds.settings_for(suite).describe()}
    settings.pop("home", None)
    # Due dates in a reply move with the day: yesterday's result is another day's.
    day = str(suite.file.today or dt.datetime.now().astimezone().date())
    return common_key({"suite": file, "prints": prints, "settings": settings, "today": day})


def _work(suite: Suite, target: Target, judge: Judge | None) -> Work:
    """The kind's work, then the judge, then the suite's own scorers."""
    work = KIND[suite.kind].prepare(suite, target)
    if judge is not None:
        work = _judged(work, judge)
    scorers = [(name, _callable(suite, name)) for name in suite.file.scorers]
    if not scorers:
        return work

    def scored(case: Any) -> Answered:
        done = work(case)
        scores = dict(done.outcome.scores)
        for name, scorer in scorers:
            value = float(scorer(case.model_dump(), done.answer))
            if not math.isfinite(value):
                raise ValueError(f"the scorer {name} returned {value}")
            scores[name.rpartition(":")[2]] = value
        return Answered(replace(done.outcome, scores=scores), done.answer)

    return scored


def _judge(suite: Suite, worlds: Worlds) -> Judge | None:
    if not suite.file.judge:
        return None
    if suite.kind not in ("drafts", "replies"):
        raise InputError(
            f"{suite.path}: a {suite.kind} suite has no replies to judge.",
            hint="`judge` is for drafts and replies.",
        )
    return judging.judge_for(worlds.settings_for(suite), suite.file.judge, suite.path.parent)


def _judged(work: Work, judge: Judge) -> Work:
    def judged(case: Any) -> Answered:
        done = work(case)
        facts = dict(done.outcome.facts)
        said = judge(str(facts["message"]), str(facts["reply"]))
        facts |= {"judge": said.verdict, "judge_reason": said.reason}
        facts["human"] = getattr(case, "human", "")
        scores = dict(done.outcome.scores)
        if said.tokens:
            scores["judge tokens"] = float(said.tokens)
        return Answered(replace(done.outcome, scores=scores, facts=facts), done.answer)

    return judged


def _callable(suite: Suite, name: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], float]:
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise InputError(
            f"{suite.path}: the scorer `{name}` cannot be imported: {error}.",
            hint="Write package.module:function, and have it on PYTHONPATH.",
        ) from error
    return found  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Runner:
    work: Work
    cache: Cache | None
    common: str
    repeat: int

    def __call__(self, case: Any) -> CaseResult:
        """One case with its repeats. A crash is recorded as what it is, never as a zero."""
        try:
            tries = [self._once(case, attempt) for attempt in range(self.repeat)]
        except Exception as error:
            return CaseResult(case.id, Outcome(), case.lang, error=_crash(error))
        return _merged(case, tries)

    def _once(self, case: Any, attempt: int) -> tuple[Outcome, float]:
        key = key_of(self.common, case, attempt)
        held = self.cache.get(key) if self.cache else None
        if held is not None:
            return held
        start = time.perf_counter()
        outcome = self.work(case).outcome
        ms = (time.perf_counter() - start) * 1000
        if self.cache:
            self.cache.put(key, outcome, ms)
        return outcome, ms


def _crash(error: Exception) -> str:
    """What happened and where, in one line."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno} in {last.name}"
    return f"{type(error).__name__}: {error} ({where})"


def _merged(case: Any, tries: Sequence[tuple[Outcome, float]]) -> CaseResult:
    """Scores are the mean of the repeats; a case passes where most of them do."""
    first = tries[0][0]
    ms = sum(ms for _, ms in tries) / len(tries)
    if len(tries) == 1:
        return CaseResult(case.id, first, case.lang, round(ms, 2))
    passes = tuple(bool(outcome.passed) for outcome, _ in tries)
    scored = [outcome.score for outcome, _ in tries if outcome.score is not None]
    shared = {
        name: sum(outcome.scores.get(name, 0.0) for outcome, _ in tries) / len(tries)
        for name in first.scores
    }
    merged = replace(
        first,
        passed=None if first.passed is None else sum(passes) * 2 > len(passes),
        score=sum(scored) / len(scored) if scored else None,
        scores=shared,
    )
    return CaseResult(case.id, merged, case.lang, round(ms, 2), tries=passes)


def _all(
    runner: _Runner, cases: Sequence[Any], jobs: int, on_case: OnCase
) -> tuple[CaseResult, ...]:
    """In the order of the cases, whichever is done first."""
    found: list[CaseResult | None] = [None] * len(cases)
    with ThreadPoolExecutor(jobs, thread_name_prefix="eval") as pool:
        waiting = {pool.submit(runner, case): place for place, case in enumerate(cases)}
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                found[waiting[future]] = future.result()
                on_case(done, len(cases))
        except BaseException:  # Ctrl-C: what is done is in the cache, the rest is not begun
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(result for result in found if result is not None)


def _own_figures(results: Sequence[CaseResult], suite: Suite) -> dict[str, Figure]:
    """Of the suite's own scorers, where the kind does not average scores by itself."""
    names = {name.rpartition(":")[2] for name in suite.file.scorers}
    sound = [case for case in results if not case.error]
    return {name: figure for name, figure in means(sound).items() if name in names}


def _notes(suite: Suite, options: Options, n: int, banner: str) -> tuple[str, ...]:
    notes = [banner] if banner else []
    if n < len(suite.cases):
        notes.append(f"{n} of {len(suite.cases)} cases were run")
    if options.repeat > 1:
        notes.append(f"every case was run {options.repeat} times")
    return tuple(notes)


def missed(
    thresholds: Mapping[str, float | Bounds], figures: Mapping[str, Figure]
) -> tuple[Missed, ...]:
    """Thresholds that were not met. A figure that could not be computed is missed."""
    found = []
    for name, wanted in thresholds.items():
        bounds = wanted if isinstance(wanted, Bounds) else Bounds(min=wanted, max=None, drop=None)
        value = figures[name].value if name in figures else None
        for told, fine in _tests(bounds, value):
            if not fine:
                found.append(Missed(name, told, value))
    return tuple(found)


def _tests(bounds: Bounds, value: float | None) -> list[tuple[str, bool]]:
    tests = []
    if bounds.min is not None:
        tests.append((f"at least {bounds.min:g}", value is not None and value >= bounds.min))
    if bounds.max is not None:
        tests.append((f"at most {bounds.max:g}", value is not None and value <= bounds.max))
    return tests
