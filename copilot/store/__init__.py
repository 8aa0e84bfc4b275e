"""Where drafts, decisions, gaps, proposals, keys and the audit log are kept."""

from copilot.store.audit import AuditEntry
from copilot.store.drafts import Page, new_id
from copilot.store.engine import open_engine
from copilot.store.keys import ROLES, ApiKey, NewKey, Role
from copilot.store.migrate import downgrade, upgrade
from copilot.store.opening import open_store, open_tables
from copilot.store.store import CopilotStore

__all__ = [
    "ROLES",
    "ApiKey",
    "AuditEntry",
    "CopilotStore",
    "NewKey",
    "Page",
    "Role",
    "downgrade",
    "new_id",
    "open_engine",
    "open_store",
    "open_tables",
    "upgrade",
]
