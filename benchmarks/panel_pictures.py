"""Pictures of every tab of the side panel, to be looked at, and those of README and docs/panel.md.

    python -m benchmarks.panel_pictures FOLDER [--docs]

Every tab at 380, 480 and 1280 px, light and dark, German and English, over the demo shop at work;
a hostile mail, and the page at 200 %. With `--docs` also `docs/images/panel.png` and
`panel-wide.png`. Needs the development tools and a `chromium` on the path.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.panel_session import ARGS, Server, demo
from knowledge.demo import mails as demo_mails

IMAGES = Path(__file__).parents[1] / "docs" / "images"
TABS = ("inbox", "reply", "check", "knowledge", "gaps")
WIDTHS = (380, 480, 1280)
LOCALES = {"de": "de-DE", "en": "en-US"}
MAIL = (
    "Guten Tag,\n\nmeine Orvanto Plus aus MK-261007 tropft seit gestern. Wie lange habe ich "
    "Garantie, und was kostet der Versand, wenn ich sie einschicke?\n\nViele Grüße\nJana Petersen"
)
WAITING = (
    "Ich bin stinksauer! Zum dritten Mal ist die Mühle defekt. Ich gehe zu meinem Anwalt.",
    "Hello, can I return the Orvanto within 30 days? Kind regards, Tom Baker",
    "Passt der AquaLind Filter in die Orvanto Plus? Bestellung MK-261010.",
    "Kann ich bei Ihnen mit Muscheln bezahlen?",
    "Bieten Sie Barista-Kurse für Kinder unter zwölf Jahren an?",
    "Do you sponsor our local rowing club's summer party?",
)
HOSTILE = (
    "<script>alert(1)</script> \u202egnp.exe\u202c ![x](https://evil.example/p.png) "
    + "W" * 700
    + " https://example.com/"
    + "y" * 300
    + "\n\nשלום, 你好. Wie lange habe ich Garantie auf die Orvanto?"
)
ADDED = "Wir garantieren Ihnen die Lieferung von 130 ml Kalkwende bis morgen."
OWN = "Guten Tag {{name}},\n\nSie haben fünf Jahre Garantie.\n\nViele Grüße"


class Studio:
    """Takes the pictures of one server's panel."""

    def __init__(self, browser: Browser, server: Server, folder: Path) -> None:
        self._browser = browser
        self._server = server
        self._folder = folder
        self._open = ""

    def prepare(self) -> None:
        """An inbox with work in it, a decided draft with its proposal, and one to show."""
        for text in WAITING:
            self._server.draft(text)
        done = self._server.draft("Was kostet der Versand nach Österreich?")
        decision = {"version": 1, "decision": "edited", "agent": "Kim", "reason": "gelesen"}
        decision["reply"] = "Guten Tag,\n\nder Versand nach Österreich kostet 9,90 €."
        self._server.post(f"/v1/drafts/{done}/decision", decision)
        first = demo_mails()[0]
        message = {"text": first.text, "subject": first.subject}
        sent: dict[str, Any] = {"message": message, "customer": asdict(first.customer)}
        sent["order"] = {"number": first.order}
        self._open = self._server.post("/v1/drafts", sent)["id"]

    @contextmanager
    def page(
        self, language: str, theme: Any, width: int, height: int = 900, *, zoom: float = 1
    ) -> Iterator[Page]:
        """With the draft open and edited, in a browser of that language and theme."""
        context = self._browser.new_context(
            locale=LOCALES[language],
            color_scheme=theme,
            reduced_motion="reduce",
            viewport={"width": round(width / zoom), "height": height},
            device_scale_factor=zoom,
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"{self._server.address}/ui/?draft={self._open}")
        page.wait_for_selector('.rc-overlay[data-draft$=":open"]', state="attached")
        text = page.locator("#rc-reply-text textarea")
        *above, closing = text.input_value().split("\n\n")
        text.fill("\n\n".join([*above, ADDED, closing]))
        page.locator(".rc-finding").nth(1).wait_for()
        yield page
        context.close()

    def tabs(self, language: str, theme: str, width: int) -> None:
        with self.page(language, theme, width) as page:
            for place, tab in enumerate(TABS):
                page.locator('.rc-tabs [role="tablist"] [role="tab"]').nth(place).click()
                getattr(self, f"_{tab}", lambda _page: None)(page)
                self._take(page, f"{tab}-{width}-{theme}-{language}")

    @staticmethod
    def _inbox(page: Page) -> None:
        page.locator(".rc-row").first.wait_for()

    @staticmethod
    def _check(page: Page) -> None:
        page.locator("#rc-check-message textarea").fill(MAIL)
        page.locator("#rc-own-text textarea").fill(OWN)
        page.locator("#rc-check").click()
        page.locator(".rc-result .rc-finding").first.wait_for()

    @staticmethod
    def _knowledge(page: Page) -> None:
        page.locator("#rc-query input").fill("Garantie Orvanto")
        page.locator("#rc-search").click()
        page.locator(".rc-hit").first.wait_for()

    @staticmethod
    def _gaps(page: Page) -> None:
        page.locator(".rc-gap, .rc-gaps .rc-empty").first.wait_for()

    def _take(self, page: Page, name: str, *, whole: bool = True) -> None:
        page.evaluate("document.activeElement?.blur()")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            print(f"{name}: scrolls sideways by {wide} px")
        page.screenshot(path=self._folder / f"{name}.png", full_page=whole)

    def hostile(self) -> None:
        for language, theme in (("de", "light"), ("en", "dark")):
            shown, self._open = self._open, self._server.draft(HOSTILE)
            with self.page(language, theme, 380) as page:
                self._take(page, f"hostile-380-{theme}-{language}")
                page.locator('.rc-tabs [role="tab"]').first.click()
                self._inbox(page)
                self._take(page, f"hostile-inbox-380-{theme}-{language}")
            self._open = shown

    def zoomed(self) -> None:
        for width in (760, 1280):
            with self.page("de", "light", width, zoom=2) as page:
                self._take(page, f"zoom-{width}-light-de")

    def documents(self) -> None:
        """What README and docs/panel.md show."""
        for name, theme, size in (
            ("panel", "light", (420, 1470)),
            ("panel-wide", "dark", (1280, 1160)),
        ):
            with self.page("de", theme, *size) as page:
                page.screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", action="store_true", help="README's and docs/panel.md's, too")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        demo(f"{home}/home") as server,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        studio = Studio(browser, server, asked.folder)
        studio.prepare()
        for language, theme, width in itertools.product(LOCALES, ("light", "dark"), WIDTHS):
            studio.tabs(language, theme, width)
        studio.hostile()
        studio.zoomed()
        if asked.docs:
            studio.documents()
        browser.close()


if __name__ == "__main__":
    main()
