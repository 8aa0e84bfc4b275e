"""`Copilot`: the only composer of the steps, for Python, REST, panel and command line."""

from copilot.pipeline.copilot import Copilot
from copilot.pipeline.status import Part, Status
from copilot.pipeline.work import Steps

__all__ = ["Copilot", "Part", "Status", "Steps"]
