"""Settings: what an operator may decide, from which source each value came, and its limits."""

from copilot.config.helpdesks import HelpdeskSettings
from copilot.config.load import load_settings
from copilot.config.values import (
    CrawlSettings,
    Limits,
    OrderSettings,
    RetentionSettings,
    ServerSettings,
    Settings,
    SettingValue,
    ShopSettings,
    default_home,
)

__all__ = [
    "CrawlSettings",
    "HelpdeskSettings",
    "Limits",
    "OrderSettings",
    "RetentionSettings",
    "ServerSettings",
    "SettingValue",
    "Settings",
    "ShopSettings",
    "default_home",
    "load_settings",
]
