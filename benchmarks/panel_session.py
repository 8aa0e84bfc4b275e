"""A working day in the side panel: mail after mail drafted, edited, accepted, and on to the next.

    python -m benchmarks.panel_session --mails 200

Starts the demo shop and a headless Chromium, and prints how long an agent waits (first usable
paint, typing to verdict, accepting to the next draft) and whether latency and memory stay flat.
All times are taken in the page, from the key or click to what it shows in the end: the event,
the request, the check and the drawing count. The panel waits for no pause in typing, so there is
none to count: `typed` is a change by itself, `burst` the last key of a word typed at 80 ms a key,
where the check of an earlier key is still under way. Needs the development tools and a
`chromium` on the path.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MAILS = (
    "Wie lange habe ich Garantie auf die Orvanto? Das ist Mail {n}.",
    "Guten Tag, was kostet der Versand nach Österreich? Viele Grüße, Kundin {n}",
    "Hello, can I return the Orvanto within 30 days? This is mail {n}.",
    "Passt der AquaLind Filter in die Orvanto Plus? Bestellung MK-2610{n:02}.",
)
WAITS = ("typed", "burst", "decided", "next")
KEY_MS = 80  # between two keys of a quick typist
# From the last key to the verdict on just that text, as the page shows it.
TYPED = """async ([keys, pause]) => {
  const box = document.querySelector("#rc-reply-text textarea");
  const overlay = () => document.querySelector("#rc-reply-editor .rc-overlay");
  const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  let began = 0;
  for (const [at, key] of keys.entries()) {
    if (at) await new Promise((resolve) => setTimeout(resolve, pause));
    began = performance.now();
    write.call(box, box.value + key);
    box.dispatchEvent(new Event("input", {bubbles: true}));
  }
  const wanted = keys.join("");
  return new Promise((resolve) => {
    const look = () => (overlay()?.textContent.includes(wanted)
      && !overlay().classList.contains("rc-stale")
        ? resolve(performance.now() - began) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
}"""
# From pressing Accept to the sentence that says it is kept.
SAVE = """async () => {
  const began = performance.now();
  document.querySelector("#rc-save").click();
  return new Promise((resolve) => {
    const look = () => (document.querySelector(".rc-notice.rc-good")
        ? resolve(performance.now() - began) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
}"""
# From pressing Next to another draft in the editor that can be typed into.
NEXT = """async () => {
  const key = () => document.querySelector("#rc-reply-editor .rc-overlay")?.dataset.draft;
  const before = key();
  const began = performance.now();
  document.querySelector("#rc-next").click();
  return new Promise((resolve) => {
    const look = () => (key() && key() !== before &&
      !document.querySelector("#rc-reply-text textarea").disabled
        ? resolve(performance.now() - began) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
}"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail's waiting times in ms, and the memory in MB after it (0: not looked at)."""

    typed: float
    burst: float
    decided: float
    next: float
    page_mb: float = 0.0
    server_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    pid: int

    def post(self, path: str, body: object) -> Any:
        """The JSON of the answer; raises HTTPError where the server refuses."""
        headers = {"Content-Type": "application/json"}
        url = self.address + path
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def draft(self, text: str) -> str:
        """The id of a new draft for that message."""
        return str(self.post("/v1/drafts", {"message": {"text": text}})["id"])

    def resident_mb(self) -> float:
        """0 where the system does not tell it in /proc."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        except OSError:
            return 0.0
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def first_paint(page: Page, server: Server, draft_id: str) -> float:
    """ms from the address to a draft that can be edited, in a fresh browser."""
    began = time.perf_counter()
    page.goto(f"{server.address}/ui/?draft={draft_id}")
    page.wait_for_selector("#rc-reply-editor .rc-overlay[data-draft]", state="attached")
    return (time.perf_counter() - began) * 1000


def work(page: Page, server: Server, mails: int, *, look_every: int = 20) -> Iterator[Mail]:
    """Edits, accepts and goes on, once per mail; the first draft is open already."""
    session = page.context.new_cdp_session(page)
    for number in range(mails):
        server.draft(MAILS[number % len(MAILS)].format(n=number % 100))
        typed = float(page.evaluate(TYPED, [[f" Zusatz{number}."], 0]))
        burst = float(page.evaluate(TYPED, [list(f" Danke{number}."), KEY_MS]))
        page.locator("#rc-reason-free input").fill("gelesen")
        decided, following = float(page.evaluate(SAVE)), float(page.evaluate(NEXT))
        memory = {}
        if number % look_every == 0 or number == mails - 1:
            memory = {"page_mb": _heap_mb(session), "server_mb": server.resident_mb()}
        yield Mail(typed, burst, decided, following, **memory)


def _heap_mb(session: Any) -> float:
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


def summary(paint_ms: float, mails: Sequence[Mail]) -> dict[str, Any]:
    """Medians, and the first against the last fifth: what does not stay flat shows there."""
    fifth = max(1, len(mails) // 5)
    found: dict[str, Any] = {"mails": len(mails), "first_paint_ms": round(paint_ms)}
    waits = {name: [getattr(mail, name) for mail in mails] for name in WAITS}
    waits["accept_to_next"] = [mail.decided + mail.next for mail in mails]
    for name, values in waits.items():
        found[name] = {
            "median_ms": round(statistics.median(values)),
            "p90_ms": round(sorted(values)[int(0.9 * (len(values) - 1))]),
            "first_fifth_ms": round(statistics.median(values[:fifth])),
            "last_fifth_ms": round(statistics.median(values[-fifth:])),
        }
    for name in ("page_mb", "server_mb"):
        found[name] = [round(value, 1) for mail in mails if (value := getattr(mail, name))]
    return found


@contextmanager
def demo(home: str) -> Iterator[Server]:
    """`reply-copilot demo` on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "copilot.cli", "--home", home, "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
    )
    try:
        for line in process.stdout or ():
            if "Side panel:" in line:
                yield Server(line.split("Side panel:")[1].strip().removesuffix("/ui/"), process.pid)
                return
        raise SystemExit("the server ended before it was ready")
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--json", type=Path, help="every mail's figures go here")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium is not installed (Debian: apt install chromium)")
    with (
        tempfile.TemporaryDirectory() as home,
        demo(f"{home}/home") as server,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium, args=ARGS)
        page = browser.new_page(viewport={"width": 400, "height": 900}, locale="de-DE")
        paint = first_paint(page, server, server.draft(MAILS[0].format(n=0)))
        mails = list(work(page, server, asked.mails))
        browser.close()
    if asked.json:
        asked.json.write_text(json.dumps([asdict(mail) for mail in mails]), "utf-8")
    print(json.dumps(summary(paint, mails) | {"load": os.getloadavg()[0]}, indent=2))


if __name__ == "__main__":
    main()
