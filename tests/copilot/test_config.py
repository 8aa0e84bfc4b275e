"""Settings: sources and their order, refusals, masked secrets, documentation."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from copilot.config import Settings, load_settings
from copilot.config.load import KEYS
from copilot.errors import ConfigError

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def settings_from(home: Path, toml: str = "", **env: str) -> Settings:
    if toml:
        (home / "copilot.toml").write_text(toml, encoding="utf-8")
    return load_settings(env={"COPILOT_HOME": str(home), **env})


def origin(settings: Settings, key: str) -> str:
    return next(line.origin for line in settings.describe() if line.key == key)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = settings_from(tmp_path)
    assert settings.server.host == "127.0.0.1"
    assert settings.database == f"sqlite:///{tmp_path / 'copilot.db'}"
    assert origin(settings, "model") == "default"


def test_later_sources_win_and_name_themselves(tmp_path: Path) -> None:
    (tmp_path / "copilot.toml").write_text("[server]\nport = 1\nworkers = 2\nqueue = 3\n")
    env = {"COPILOT_HOME": str(tmp_path), "COPILOT_PORT": "4", "COPILOT_WORKERS": "5"}
    settings = load_settings(env=env, port=6)
    assert (settings.server.port, settings.server.workers, settings.server.queue) == (6, 5, 3)
    assert origin(settings, "server.port") == "flag --port"
    assert origin(settings, "server.workers") == "environment COPILOT_WORKERS"
    assert origin(settings, "server.queue") == str(tmp_path / "copilot.toml")


def test_values_have_the_types_of_their_fields(tmp_path: Path) -> None:
    toml = '[shop]\ngoodwill_limit_eur = 12.5\nallowed_links = ["a.example"]\n'
    settings = settings_from(
        tmp_path, toml, COPILOT_KEYWORDS_ONLY="true", COPILOT_SHOP_ATTACHMENTS="a.pdf, b.pdf"
    )
    assert settings.shop.goodwill_limit_eur == Decimal("12.5")
    assert settings.shop.allowed_links == ("a.example",)
    assert settings.shop.attachments == ("a.pdf", "b.pdf")
    assert settings.keywords_only is True


def test_a_flag_that_was_not_given_and_an_empty_variable_change_nothing(tmp_path: Path) -> None:
    settings = load_settings(
        env={"COPILOT_HOME": str(tmp_path), "COPILOT_MODEL": ""}, port=None, model=None
    )
    assert settings.server.port == 8000
    assert settings.model == ""


REFUSED = {
    "typo in a key": ("[shop]\nnmae = 'x'\n", "shop.nmae", "shop.name"),
    "key in the wrong table": ("port = 1\n", "port", "server.port"),
    "unknown table": ("[shopp]\nname = 'x'\n", "shopp", "shop"),
}


@pytest.mark.parametrize(("toml", "key", "nearest"), REFUSED.values(), ids=REFUSED.keys())
def test_unknown_key_names_file_key_and_nearest(
    tmp_path: Path, toml: str, key: str, nearest: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        settings_from(tmp_path, toml)
    assert str(tmp_path / "copilot.toml") in refused.value.message
    assert f"`{key}`" in refused.value.message
    assert nearest in refused.value.hint


BAD_VALUES = {
    "text for a number": ("[server]\nport = 'eight'\n", {}, "server.port"),
    "boolean for a number": ("[server]\nport = true\n", {}, "server.port"),
    "number out of range": ("[server]\nport = 70000\n", {}, "server.port"),
    "no such choice": ("[shop]\nlanguage = 'fr'\n", {}, "shop.language"),
    "text where a list belongs": ("[shop]\nname = ['a']\n", {}, "shop.name"),
    "from the environment": ("", {"COPILOT_DEADLINE_S": "soon"}, "deadline_s"),
    "infinite": ("", {"COPILOT_DEADLINE_S": "inf"}, "deadline_s"),
    "negative money": ("[shop]\ngoodwill_limit_eur = -1\n", {}, "shop.goodwill_limit_eur"),
}


@pytest.mark.parametrize(("toml", "env", "key"), BAD_VALUES.values(), ids=BAD_VALUES.keys())
def test_a_bad_value_names_its_key(
    tmp_path: Path, toml: str, env: dict[str, str], key: str
) -> None:
    with pytest.raises(ConfigError, match=f"`{key}`"):
        settings_from(tmp_path, toml, **env)


def test_a_slip_in_a_variable_is_refused_and_foreign_ones_are_not(tmp_path: Path) -> None:
    settings_from(tmp_path, COPILOT_AGENT_VERSION="1")  # other tools use the prefix, too
    with pytest.raises(ConfigError, match="COPILOT_DATABSE_URL") as refused:
        settings_from(tmp_path, COPILOT_DATABSE_URL="x")
    assert "COPILOT_DATABASE_URL" in refused.value.hint


def test_an_unknown_flag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="prot"):
        load_settings(env={"COPILOT_HOME": str(tmp_path)}, prot=1)


def test_home_cannot_stand_in_the_file_that_lies_in_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="home"):
        settings_from(tmp_path, "home = '/elsewhere'\n")


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no settings file"):
        load_settings(tmp_path / "missing.toml", env={})
    with pytest.raises(ConfigError, match="cannot be read"):
        settings_from(tmp_path, "port = = 1")
    (tmp_path / "copilot.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        settings_from(tmp_path)


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    settings = settings_from(
        tmp_path,
        COPILOT_MODEL_API_KEY="sk-geheim",
        COPILOT_DATABASE_URL="postgresql://user:hunter2@host/shop",
        COPILOT_MODEL_BASE_URL="http://u:hunter2@127.0.0.1/v1",
    )
    shown = repr(settings) + "".join(line.value for line in settings.describe())
    assert "sk-geheim" not in shown
    assert "hunter2" not in shown
    assert "user:" in shown  # the rest of the URL stays readable
    assert settings.database == "postgresql://user:hunter2@host/shop"


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_every_setting_is_documented(key: object, tmp_path: Path) -> None:
    name, variable = key.name, key.variable  # type: ignore[attr-defined]
    lines = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if f"`{name}`" in line]
    assert lines, f"{name} is missing in docs/configuration.md"
    assert f"`{variable}`" in lines[0]
    value = next(
        line.value for line in settings_from(tmp_path).describe() if line.key == name
    ).removesuffix(".0")
    if value and name != "home":
        assert f"`{value}`" in lines[0], f"the default of {name} is {value}"
