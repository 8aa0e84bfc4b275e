"""`[helpdesks.NAME]`: read with clear words, shown without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.config import Settings, load_settings
from copilot.errors import ConfigError

GOOD = """
[helpdesks.zendesk]
type = "zendesk"
url = "https://shop.zendesk.com"
user = "bot@shop.example"
panel_url = "https://copilot.shop.example"
concurrency = 3
"""


def load(home: Path, toml: str, **env: str) -> Settings:
    (home / "copilot.toml").write_text(toml, encoding="utf-8")
    return load_settings(env={"COPILOT_HOME": str(home), **env})


def test_credentials_come_from_the_environment(tmp_path: Path) -> None:
    token = {"COPILOT_HELPDESKS_ZENDESK_TOKEN": "t0ken", "DESK_SECRET": "s3cret"}
    settings = load(tmp_path, f'{GOOD}secret_env = "DESK_SECRET"\n', **token)
    (desk,) = settings.helpdesks
    assert (desk.type, desk.token, desk.secret, desk.concurrency) == (
        "zendesk",
        "t0ken",
        "s3cret",
        3,
    )
    shown = {line.key: (line.value, line.origin) for line in settings.describe()}
    assert shown["helpdesks.zendesk.url"][0] == "https://shop.zendesk.com"
    assert shown["helpdesks.zendesk.token"] == (
        "•••", "environment COPILOT_HELPDESKS_ZENDESK_TOKEN",
    )  # fmt: skip
    assert shown["helpdesks.zendesk.secret"] == ("•••", "environment DESK_SECRET")
    for text in (repr(settings), repr(desk), str(shown)):
        assert "t0ken" not in text
        assert "s3cret" not in text


def test_no_helpdesk_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, "").helpdesks == ()


REFUSED = {
    "no type": ("[helpdesks.a]\nurl = 'https://x.example'\n", "helpdesks.a.type"),
    "unknown type": ("[helpdesks.a]\ntype = 'otrs'\nurl = 'https://x.example'\n", "otrs"),
    "no url": ("[helpdesks.a]\ntype = 'zammad'\n", "helpdesks.a.url"),
    "a secret in the file": (f"{GOOD}secret = 'x'\n", "does not belong into a file"),
    "a typo": (f"{GOOD}concurency = 2\n", "concurency"),
    "another vendor's key": (f"{GOOD}shared_draft = true\n", "shared_draft"),
    "a text for a number": (GOOD.replace("= 3", "= 'three'"), "concurrency"),
    "out of range": (GOOD.replace("= 3", "= 300"), "1 to 32"),
    "true for a number": (GOOD.replace("= 3", "= true"), "concurrency"),
    "a name for no URL": ("[helpdesks.'Zen Desk']\ntype = 'zammad'\n", "Zen Desk"),
    "plain http": (GOOD.replace("https://shop.z", "http://shop.z"), "unencrypted"),
    "no http at all": (GOOD.replace("https://shop.z", "file:///shop.z"), "https://"),
    "a password in the URL": (GOOD.replace("https://shop.z", "https://a:b@shop.z"), "password"),
    "a query in the URL": (GOOD.replace("zendesk.com", "zendesk.com/?a=1"), "plain path"),
    "steps up in the URL": (GOOD.replace("zendesk.com", "zendesk.com/a/../b"), "plain path"),
    "no table": ("helpdesks = 'zendesk'\n", "tables"),
    "a list for a mapping": (
        "[helpdesks.a]\ntype = 'generic'\nurl = 'https://x.example'\nmapping = ['a']\n", "mapping",
    ),
    "no such choice": (
        "[helpdesks.a]\ntype = 'generic'\nurl = 'https://x.example'\nnote_format = 'rtf'\n",
        "html or text",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("toml", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_named(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, toml)
    assert said in f"{refused.value.message} {refused.value.hint}"
    assert str(tmp_path / "copilot.toml") in refused.value.message


def test_plain_http_is_fine_on_this_machine_and_where_allowed(tmp_path: Path) -> None:
    plain = "[helpdesks.a]\ntype = 'zammad'\nurl = 'http://{}'\n"
    assert load(tmp_path, plain.format("127.0.0.1:3000")).helpdesks
    assert load(tmp_path, plain.format("zammad:8080") + "allow_http = true\n").helpdesks
