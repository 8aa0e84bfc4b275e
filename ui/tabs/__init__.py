"""The five tabs. Only `ui.panel` and what it alone imports uses this: Gradio comes along."""

from ui.tabs.check import CheckTab, check_tab
from ui.tabs.gaps import GapsTab, gaps_tab
from ui.tabs.inbox import InboxTab, inbox_tab
from ui.tabs.knowledge import KnowledgeTab, knowledge_tab
from ui.tabs.reply import ReplyTab, reply_tab

__all__ = [
    "CheckTab",
    "GapsTab",
    "InboxTab",
    "KnowledgeTab",
    "ReplyTab",
    "check_tab",
    "gaps_tab",
    "inbox_tab",
    "knowledge_tab",
    "reply_tab",
]
