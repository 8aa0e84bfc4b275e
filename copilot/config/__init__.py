"""Settings: what an operator may decide, from which source each value came, and its limits."""

from copilot.config.load import load_settings
from copilot.config.values import (
    Limits,
    ServerSettings,
    Settings,
    SettingValue,
    ShopSettings,
    default_home,
)

__all__ = [
    "Limits",
    "ServerSettings",
    "SettingValue",
    "Settings",
    "ShopSettings",
    "default_home",
    "load_settings",
]
