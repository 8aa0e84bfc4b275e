"""`import`, `insights report`, `insights route` and `sweep` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

POSTS = (
    "ticket_id,author,text\n"
    "1,Kunde,Wie wasche ich die Wolldecke ohne dass sie einläuft?\n"
    "1,Agent,Bitte waschen Sie die Wolldecke von Hand bei 30 Grad und trocknen Sie sie liegend.\n"
)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_text(POSTS, "utf-8")
    return path


def test_import_is_looked_at_and_then_done(cli: Any, posts: Path) -> None:
    shown = cli("import", str(posts), "--preview", "--json").json["items"]
    assert [(item["fate"], item["key"]) for item in shown] == [("take", "posts:1")]
    assert shown[0]["reasons"]
    report = cli("import", str(posts), "--json").json
    assert report["counts"] == {"added": 1}
    assert cli("import", str(posts), "--json").json["resumed_at"] == 1


def test_import_of_nothing_names_the_path(cli: Any, tmp_path: Path) -> None:
    result = cli("import", tmp_path / "none.mbox")
    assert result.code == 2
    assert "none.mbox" in result.err


@pytest.mark.parametrize("name", ["report.html", "report.csv"])
def test_insights_report(name: str, cli: Any, tmp_path: Path) -> None:
    cli("insights", "report", "--out", str(tmp_path / name), "--days", "7")
    assert (tmp_path / name).read_text("utf-8")


def test_route_and_sweep_of_an_empty_shop(cli: Any) -> None:
    assert cli("insights", "route", "--json").json == []
    assert sum(cli("sweep", "--json").json["deleted"].values()) == 0


def test_a_crawl_without_a_sitemap_says_so(cli: Any) -> None:
    result = cli("crawl")
    assert result.code == 2
    assert "crawl.sitemaps" in result.err
