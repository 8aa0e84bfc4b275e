"""Eval suites: cases in, run, score, compare with an earlier run.

`evals.suite` reads and refuses, `evals.run` runs, `evals.scorers` scores, `evals.compare`
tells noise from change, `evals.cli` is the `reply-copilot eval` command.
"""
