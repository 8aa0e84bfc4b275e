"""How the tables are compiled."""

from __future__ import annotations

import re

FLAGS = re.IGNORECASE


def one_of(*patterns: str) -> re.Pattern[str]:
    """One expression that matches where any of `patterns` does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), FLAGS)
