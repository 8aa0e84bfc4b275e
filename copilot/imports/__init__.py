"""Past tickets and macros from mail archives, helpdesks' exports and tables."""

from copilot.imports.intake import ImportReport, Options, Progress
from copilot.imports.pull import Past, Wanted, What, preview_pull, run_pull
from copilot.imports.run import preview, run_import
from copilot.imports.selector import Judged

__all__ = [
    "ImportReport",
    "Judged",
    "Options",
    "Past",
    "Progress",
    "Wanted",
    "What",
    "preview",
    "preview_pull",
    "run_import",
    "run_pull",
]
