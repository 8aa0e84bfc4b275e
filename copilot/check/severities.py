"""The shop's own severities: `checks` of the settings, such as "register_mixed=off"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Literal, cast, get_args

from copilot.check.checker import DEFAULT_CHECKS
from copilot.errors import ConfigError
from copilot.messages import FindingCode, Severity

Setting = Severity | Literal["off"]
_CODES = tuple(check.code for check in DEFAULT_CHECKS)
_SETTINGS = (*get_args(Severity), "off")


def parse_severities(lines: Iterable[str]) -> Mapping[FindingCode, Setting]:
    """By code. Raises ConfigError that names what is not known."""
    found: dict[FindingCode, Setting] = {}
    for line in lines:
        code, _, setting = (part.strip() for part in line.partition("="))
        if code not in _CODES:
            near = difflib.get_close_matches(code, _CODES, 1)
            hint = f"Did you mean `{near[0]}`?" if near else "docs/checks.md lists the codes."
            raise ConfigError(f"`shop.checks`: there is no check `{code}`.", hint=hint)
        if setting not in _SETTINGS:
            raise ConfigError(
                f"`shop.checks`: `{line}` gives no severity.",
                hint=f"Write `{code}=` and one of {', '.join(_SETTINGS)}.",
            )
        found[code] = cast(Setting, setting)
    return found
