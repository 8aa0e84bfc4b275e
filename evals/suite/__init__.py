"""A suite: what is run, over which data, and what counts as good enough.

Everything is checked before any work: an unknown key, a missing file, a row without what its
kind needs, a duplicate id or an empty suite is refused with file, line and fix.
"""

from evals.suite.load import DataAbsentError, Suite, find_suite, load_suite, shipped
from evals.suite.places import SuiteError
from evals.suite.schema import KINDS, Kind, SuiteFile, json_schema

__all__ = [
    "KINDS",
    "DataAbsentError",
    "Kind",
    "Suite",
    "SuiteError",
    "SuiteFile",
    "find_suite",
    "json_schema",
    "load_suite",
    "shipped",
]
