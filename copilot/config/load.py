"""Reads the settings: defaults < `copilot.toml` < environment < flags.

A key that nobody knows is refused with the file, the key and the nearest valid one; a
value of the wrong type names its origin and what was expected.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from copilot.config.helpdesks import read_helpdesks
from copilot.config.values import (
    CrawlSettings,
    Limits,
    OrderSettings,
    RetentionSettings,
    ServerSettings,
    Settings,
    ShopSettings,
    default_home,
)
from copilot.errors import ConfigError

FILE_NAME = "copilot.toml"
PREFIX = "COPILOT_"
TABLES: Mapping[str, type] = MappingProxyType(
    {
        "server": ServerSettings,
        "limits": Limits,
        "shop": ShopSettings,
        "orders": OrderSettings,
        "retention": RetentionSettings,
        "crawl": CrawlSettings,
    }
)
# So near to a known name that it can only be a slip; other tools use the prefix as well.
_TYPO = 0.88


@dataclass(frozen=True, slots=True)
class _Key:
    """One setting: `name` as in `[table] key`, `variable` in the environment."""

    name: str
    variable: str
    type: Any
    field: Field[Any]

    @property
    def flag(self) -> str:
        return self.variable.removeprefix(PREFIX).lower()


def _keys() -> Iterator[_Key]:
    hints = get_type_hints(Settings)
    for item in fields(Settings):
        if item.name not in {*TABLES, "helpdesks", "origins"}:
            variable = PREFIX + item.name.upper()
            yield _Key(item.name, variable, hints[item.name], item)
    for table, group in TABLES.items():
        hints = get_type_hints(group)
        middle = "" if table == "server" else f"{table.upper()}_"
        for item in fields(group):
            variable = f"{PREFIX}{middle}{item.name.upper()}"
            yield _Key(f"{table}.{item.name}", variable, hints[item.name], item)


KEYS: Mapping[str, _Key] = MappingProxyType({key.name: key for key in _keys()})
VARIABLES: Mapping[str, _Key] = MappingProxyType({key.variable: key for key in KEYS.values()})
FLAGS: Mapping[str, _Key] = MappingProxyType({key.flag: key for key in KEYS.values()})


def load_settings(
    path: str | Path | None = None, env: Mapping[str, str] | None = None, **flags: object
) -> Settings:
    """Settings from all sources. A flag that is None was not given.

    `path` names a settings file; without it `copilot.toml` in the data folder is read where
    it exists. Flags are named like the environment, without prefix and in lower case
    (`host`, `model`, `shop_name`). Raises ConfigError.
    """
    env = os.environ if env is None else env
    given = _from_flags(flags)
    variables = _from_env(env)
    home = _home(given, variables)
    file = Path(path) if path is not None else home / FILE_NAME
    layers = [_from_file(file, env, required=path is not None), variables, given]
    return _build(home, layers)


# --- the sources ------------------------------------------------------------------------

Layer = dict[str, tuple[Any, str]]  # key -> value, origin


def _from_flags(flags: Mapping[str, object]) -> Layer:
    layer: Layer = {}
    for name, value in flags.items():
        if value is None:
            continue
        if name not in FLAGS:
            raise _unknown("flag", name, tuple(FLAGS), "the command line")
        key = FLAGS[name]
        origin = f"flag --{name.replace('_', '-')}"
        layer[key.name] = (_convert(key, value, origin), origin)
    return layer


def _from_env(env: Mapping[str, str]) -> Layer:
    layer: Layer = {}
    for name, value in env.items():
        if not name.startswith(PREFIX):
            continue
        if name not in VARIABLES:
            if difflib.get_close_matches(name, VARIABLES, 1, _TYPO):
                raise _unknown("variable", name, tuple(VARIABLES), "the environment")
            continue
        if value == "":  # an unset variable in a compose file arrives as an empty one
            continue
        key = VARIABLES[name]
        layer[key.name] = (_convert(key, value, f"environment {name}"), f"environment {name}")
    return layer


def _home(*layers_falling: Layer) -> Path:
    for layer in layers_falling:
        if "home" in layer:
            return Path(layer["home"][0])
    return default_home()


def _from_file(path: Path, env: Mapping[str, str], *, required: bool) -> Layer:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (FileNotFoundError, NotADirectoryError):
        if required:
            raise ConfigError(
                f"There is no settings file {path}.", hint="Check the path, or leave it out."
            ) from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"The settings file {path} cannot be read: {error}.",
            hint="It is TOML in UTF-8; docs/configuration.md shows one.",
        ) from error
    helpdesks = read_helpdesks(raw.pop("helpdesks", {}), env, str(path))
    layer = _from_tables(raw, path)
    if helpdesks:
        layer["helpdesks"] = (helpdesks, str(path))
    return layer


def _from_tables(raw: Mapping[str, Any], path: Path) -> Layer:
    layer: Layer = {}
    for name, value in _flatten(raw, path):
        if name == "home":
            raise ConfigError(
                f"{path}: `home` cannot be set in a file that is looked up in it.",
                hint="Set COPILOT_HOME or --home.",
            )
        if name not in KEYS:
            raise _unknown("key", name, tuple(KEYS), str(path))
        layer[name] = (_convert(KEYS[name], value, f"{path}: {name}", typed=True), str(path))
    return layer


def _flatten(raw: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Any]]:
    for name, value in raw.items():
        if isinstance(value, Mapping):
            if name not in TABLES:
                raise _unknown("table", name, tuple(TABLES), str(path))
            for inner, inside in value.items():
                yield f"{name}.{inner}", inside
        else:
            yield name, value


def _unknown(what: str, name: str, valid: tuple[str, ...], where: str) -> ConfigError:
    near = difflib.get_close_matches(name, valid, 1, 0.5)
    # A key that was put into the wrong table is as far off as a typo is near.
    near = near or [key for key in valid if key.rpartition(".")[2] == name.rpartition(".")[2]]
    hint = f"Did you mean `{near[0]}`?" if near else f"Valid: {', '.join(valid)}."
    return ConfigError(
        f"Unknown {what} `{name}` in {where}.",
        hint=hint,
        details={"key": name, "where": where, "nearest": near[0] if near else None},
    )


# --- values -----------------------------------------------------------------------------


def _convert(key: _Key, value: object, origin: str, *, typed: bool = False) -> Any:
    """The value in the field's type. `typed`: from TOML, where a string is no number."""
    try:
        converted = _as(key.type, value, typed=typed)
    except (ValueError, InvalidOperation) as error:
        # A secret of the wrong type must not be repeated in a log.
        shown = "" if key.field.metadata.get("secret") else f", not {value!r}"
        raise ConfigError(
            f"{origin}: `{key.name}` must be {_wanted(key.type)}{shown}.",
            details={"key": key.name, "origin": origin},
        ) from error
    return _bounded(key, converted, origin)


def _bounded(key: _Key, value: Any, origin: str) -> Any:
    least, most = key.field.metadata.get("least"), key.field.metadata.get("most")
    if value is None or (least is None and most is None):
        return value
    if (least is not None and value < least) or (most is not None and value > most):
        limits = f"at least {least}" + (f" and at most {most}" if most is not None else "")
        raise ConfigError(f"{origin}: `{key.name}` must be {limits}, not {value}.")
    return value


def _as(wanted: Any, value: object, *, typed: bool) -> Any:
    if get_origin(wanted) is UnionType:
        inner = next(arm for arm in get_args(wanted) if arm is not type(None))
        return _as(inner, value, typed=typed)
    if get_origin(wanted) is Literal:
        if value not in get_args(wanted):
            raise ValueError
        return value
    if get_origin(wanted) is tuple:
        return _as_list(value)
    return _SCALARS[wanted](value, typed)


def _as_list(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise ValueError


def _as_bool(value: object, typed: bool) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if typed or not isinstance(value, str) or value.lower() not in words:
        raise ValueError
    return words[value.lower()]


def _number(value: object, typed: bool) -> str:
    """The number's own spelling, refusing what only happens to convert (True, "5" in TOML)."""
    if isinstance(value, bool) or (typed and isinstance(value, str)):
        raise ValueError
    if not isinstance(value, int | float | Decimal | str):
        raise ValueError  # noqa: TRY004 - `_convert` turns it into the operator's sentence
    return str(value).strip()


def _as_decimal(value: object, typed: bool) -> Decimal:
    number = Decimal(_number(value, typed))
    if not number.is_finite():
        raise ValueError
    return number


def _as_text(value: object, _typed: bool) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004
    return value


def _as_path(value: object, _typed: bool) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:  # "~nobody"
        raise ValueError from error


_SCALARS: Mapping[Any, Any] = MappingProxyType(
    {
        str: _as_text,
        bool: _as_bool,
        int: lambda value, typed: int(_number(value, typed)),
        float: lambda value, typed: float(_as_decimal(value, typed)),
        Decimal: _as_decimal,
        Path: _as_path,
    }
)


def _wanted(wanted: Any) -> str:
    if get_origin(wanted) is UnionType:
        return _wanted(next(arm for arm in get_args(wanted) if arm is not type(None)))
    if get_origin(wanted) is Literal:
        return " or ".join(f'"{choice}"' for choice in get_args(wanted))
    if get_origin(wanted) is tuple:
        return "a list of texts"
    names = {str: "a text", bool: "true or false", int: "a whole number", Path: "a path"}
    return names.get(wanted, "a number")


def _helpdesk_origins(merged: Layer) -> dict[str, str]:
    helpdesks, file = merged.get("helpdesks", ((), ""))
    origins: dict[str, str] = {}
    for helpdesk in helpdesks:
        start = f"helpdesks.{helpdesk.name}"
        origins |= {key: file for key, _, secret in helpdesk.describe() if not secret}
        origins[f"{start}.token"] = f"environment {helpdesk.variable('token')}"
        origins[f"{start}.secret"] = f"environment {helpdesk.variable('secret')}"
    return origins


def _build(home: Path, layers: list[Layer]) -> Settings:
    merged: Layer = {}
    for layer in layers:
        merged.update(layer)
    groups = {
        table: group(
            **{
                name.removeprefix(f"{table}."): value
                for name, (value, _) in merged.items()
                if name.startswith(f"{table}.")
            }
        )
        for table, group in TABLES.items()
    }
    top = {name: value for name, (value, _) in merged.items() if "." not in name}
    origins = {name: origin for name, (_, origin) in merged.items()}
    origins |= _helpdesk_origins(merged)
    return Settings(**{**top, "home": home, **groups}, origins=MappingProxyType(origins))
