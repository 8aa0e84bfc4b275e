"""Past tickets and macros from mail archives, helpdesks' exports and tables."""

from copilot.imports.run import ImportReport, Options, Progress, preview, run_import
from copilot.imports.selector import Judged

__all__ = ["ImportReport", "Judged", "Options", "Progress", "preview", "run_import"]
