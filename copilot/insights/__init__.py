"""What the drafts and decisions tell: gaps, topics, complaints, weeks, and the report."""

from copilot.insights.figures import Complaints, Hour, Topic, Week
from copilot.insights.gaps import ALIKE, GapBook, dice, unanswered
from copilot.insights.report import GapEntry, Insights, gap_entry, insights
from copilot.insights.routing import Routing, deliver, load_routing

__all__ = [
    "ALIKE",
    "Complaints",
    "GapBook",
    "GapEntry",
    "Hour",
    "Insights",
    "Routing",
    "Topic",
    "Week",
    "deliver",
    "dice",
    "gap_entry",
    "insights",
    "load_routing",
    "unanswered",
]
