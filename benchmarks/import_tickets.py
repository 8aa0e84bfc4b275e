"""An import of very many tickets: speed, memory, and whether the right reply is taken.

Writes an mbox of threads as shops have them (quoted history in several styles, signatures,
receipts, out-of-office notes, questions back, a first reply that did not help, thanks) from
parts put together at random with a fixed seed, imports it into an empty data folder by the
command, kills that (-9) half way and lets it go on. Speeds are those of the second half.
Each thread's solving reply carries a phrase that no other reply of the thread has: the share
of threads whose past answer has it, is accuracy.

    python -m benchmarks.import_tickets --tickets 50000 --json FILE
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path

from copilot.config import load_settings
from copilot.pipeline import Copilot

SEED = 20261123
SHOP = "service@lampen-kontor.example"
THINGS = [
    "Stehlampe Arve",
    "Deckenleuchte Lumo",
    "Tischlampe Kiek",
    "Wandlampe Tove",
    "Strahler Nix",
    "Laterne Fjord",
    "Leuchtröhre Band",
    "Nachtlicht Mond",
    "Klemmlampe Griff",
    "Pendelleuchte Kegel",
    "Spiegellampe Klar",
    "Außenleuchte Wetter",
    "Leselampe Wort",
    "Lichterkette Perle",
    "Schreibtischlampe Amt",
]
PLACES = [
    "im Flur",
    "im Bad",
    "auf der Terrasse",
    "im Büro",
    "im Kinderzimmer",
    "in der Küche",
    "im Keller",
]
SINCE = ["seit gestern", "seit drei Tagen", "seit dem Umzug", "seit letzter Woche", "von Anfang an"]
FAULTS = [
    "flackert sie|liegt es am Dimmer: Bitte tauschen Sie ihn gegen einen bis {n}0 Watt",
    "geht sie nicht mehr an|hilft ein Zurücksetzen: Stecker {n} Minuten ziehen",
    "summt der Trafo|ist die Last zu klein: Mit einer Grundlast von {n} Watt ist Ruhe",
    "riecht sie verbrannt|ziehen Sie den Stecker, wir tauschen sie in {n} Werktagen",
    "lässt sich die Farbe nicht mehr ändern|stellen Sie am Schalter den Kanal {n} ein",
    "hält der Akku nur kurz|ist er nach etwa {n}00 Ladungen verbraucht: Ersatz kostet {n}9 Euro",
]
FIRST = [
    "Anna",
    "Bernd",
    "Clara",
    "Deniz",
    "Erik",
    "Fatma",
    "Georg",
    "Hanna",
    "Ilja",
    "Jana",
    "Karim",
    "Lena",
    "Milan",
    "Nora",
    "Olaf",
]
LAST = [
    "Adler",
    "Brandt",
    "Celik",
    "Dorn",
    "Ehlers",
    "Falk",
    "Gruber",
    "Huber",
    "Iwanow",
    "Jansen",
    "Krause",
    "Lorenz",
    "Maier",
]
AGENTS = ["Silke Harms", "Tom Wiechert", "Paula Nett"]
TAIL = "Viele Grüße\n{agent}\nLampen-Kontor · Hafenstraße 4 · 20457 Hamburg\nTel. 040 1234567"

Said = tuple[str, str, dict[str, str]]  # who wrote, what, and further headers


@dataclass(frozen=True, slots=True)
class Thread:
    identity: str  # the first mail's id
    mails: tuple[bytes, ...]
    solved: str  # a phrase of the reply that solved it; "" where none did


def thread(number: int, dice: random.Random) -> Thread:
    """One conversation. Of ten, one is never answered, and one is only about thanks."""
    name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    address = f"{name.replace(' ', '.').lower()}{number}@mail.example"
    agent, thing = dice.choice(AGENTS), dice.choice(THINGS)
    day = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=11 * number)
    fault, _, cure = dice.choice(FAULTS).partition("|")
    cure = cure.format(n=dice.randint(2, 9))
    order = f"LK-{100000 + number}"
    subject = dice.choice([f"{thing} {fault}", f"Frage zu {order}", "Problem", f"{thing} defekt"])
    asked = (
        f"Guten Tag,\n\nmeine {thing} {dice.choice(PLACES)} macht Ärger: {dice.choice(SINCE)} "
        f"{fault}. Bestellt unter {order}, {dice.randint(1, 30)} Wochen alt. "
        f"{dice.choice(['Was kann ich tun?', 'Wie geht es weiter?', 'Können Sie helfen?'])}\n\n"
        f"Mit freundlichen Grüßen\n{name}"
    )
    solving = (
        f"Guten Tag {name},\n\ndanke für Ihre Nachricht. Wenn {fault}, {cure}. Die "
        f"{thing} ist dafür vorbereitet, Sie brauchen kein Werkzeug. "
        f"{dice.choice(['Das Teil legen wir gern kostenlos bei.', 'Die Anleitung steht online.'])}"
        f"\n\n{TAIL.format(agent=agent)}"
    )
    said = [(address, asked, {}), *_posts(dice, name, address, agent, order, subject, solving)]
    solved = cure if (SHOP, solving, {}) in said else ""
    return _mails(number, said, subject, name, day, solved)


def _posts(
    dice: random.Random,
    name: str,
    address: str,
    agent: str,
    order: str,
    subject: str,
    solving: str,
) -> Iterator[Said]:
    """What comes after the question: a receipt, detours, the solving reply (but for one of ten),
    thanks, an out-of-office note."""
    kind = dice.random()
    if dice.random() < 0.4:
        yield SHOP, RECEIPT.format(order=order), {"Auto-Submitted": "auto-replied"}
    if kind < 0.1:
        return
    tail = TAIL.format(agent=agent)
    if kind < 0.3:
        yield SHOP, f"Guten Tag {name},\n\nkönnten Sie uns bitte ein Foto schicken?\n\n{tail}", {}
        yield address, f"Anbei das Foto.\n\n{name}", {}
    elif kind < 0.4:
        check = "bitte prüfen Sie zuerst die Sicherung und das Leuchtmittel."
        yield SHOP, f"Guten Tag {name},\n\n{check}\n\n{tail}", {}
        yield address, f"Das hat leider nicht geholfen, es ist immer noch so.\n\n{name}", {}
    elif kind < 0.5:
        yield SHOP, f"Guten Tag {name},\n\nwir klären das intern und melden uns.\n\n{tail}", {}
    yield SHOP, solving, {}
    if dice.random() < 0.5:
        yield address, f"Vielen Dank, das hat geklappt!\n\n{name}", {}
    if dice.random() < 0.1:
        yield address, AWAY, {"Subject": f"Automatische Antwort: {subject}"}


RECEIPT = "Ihre Anfrage ist bei uns eingegangen ({order}). Dies ist eine automatische Nachricht."
AWAY = "Ich bin bis Montag nicht im Büro und lese keine Mails."


def _mails(
    number: int,
    said: Sequence[Said],
    subject: str,
    name: str,
    day: dt.datetime,
    solved: str,
) -> Thread:
    """Each mail quotes the one before, as the programs of customer and shop do."""
    mails: list[bytes] = []
    before = ""
    customer = said[0][0]
    for position, (sender, text, headers) in enumerate(said):
        at = day + dt.timedelta(hours=3 * position)
        own = sender == SHOP
        told = {
            "From": f"Lampen-Kontor <{sender}>" if own else f"{_encoded(name)} <{sender}>",
            "To": customer if own else SHOP,
            "Date": format_datetime(at),
            "Message-ID": f"<{number}.{position}@mail.example>",
            "Subject": _encoded(f"{'AW: ' if position else ''}{subject}"),
        }
        if position:
            last = f"<{number}.{position - 1}@mail.example>"
            told |= {"In-Reply-To": last, "References": f"<{number}.0@mail.example> {last}"}
        told |= {key: _encoded(value) for key, value in headers.items()} | _PLAIN
        body = text + (_quoted(before, at, number) if position else "")
        head = "".join(f"{key}: {value}\n" for key, value in told.items())
        mails.append(f"{head}\n{body}\n".encode())
        before = text
    return Thread(f"<{number}.0@mail.example>", tuple(mails), solved)


_PLAIN = {
    "MIME-Version": "1.0",
    "Content-Type": 'text/plain; charset="utf-8"',
    "Content-Transfer-Encoding": "8bit",
}


@lru_cache(10_000)
def _encoded(text: str) -> str:
    """A header's text as mail programs write it."""
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=900).encode()


def _quoted(text: str, at: dt.datetime, number: int) -> str:
    if number % 3 == 0:
        return f"\n\n-----Ursprüngliche Nachricht-----\nVon: x@mail.example\n\n{text}"
    lines = "\n".join(f"> {line}" for line in text.split("\n"))
    return f"\n\nAm {at:%d.%m.%Y} um {at:%H:%M} schrieb jemand <x@mail.example>:\n{lines}"


def threads(count: int) -> Iterator[Thread]:
    dice = random.Random(SEED)
    return (thread(number, dice) for number in range(count))


def write_mbox(path: Path, count: int) -> dict[str, str]:
    """Returns, per thread, the solving phrase."""
    truth: dict[str, str] = {}
    with path.open("wb") as file:
        for one in threads(count):
            truth[one.identity] = one.solved
            for mail in one.mails:
                file.write(b"From x@mail.example Thu Jan  1 00:00:00 2026\n")
                file.write(mail.replace(b"\nFrom ", b"\n>From ") + b"\n")
    return truth


def accuracy(copilot: Copilot, truth: dict[str, str]) -> dict[str, float]:
    """Of the stored past answers: how many hold their ticket's solving phrase."""
    right = wrong = offset = 0
    while page := copilot.knowledge.store.documents(("past_answer",), 1_000, offset):
        offset += len(page)
        for document in page:
            solved = truth.get(document.key.partition("#")[0], "")
            good = bool(solved) and solved[:60] in document.text and "\n>" not in document.text
            right, wrong = right + good, wrong + (not good)
    return {"stored": right + wrong, "with_the_solving_reply": right / max(1, right + wrong)}


def killed(home: Path, mbox: Path, at: int) -> tuple[int, float]:
    """An import in a process of its own, which is killed (-9) once it has noted `at` tickets.

    Returns how many it had noted, and its seconds.
    """
    words = [sys.executable, "-m", "copilot.cli", f"--home={home}", "import", str(mbox)]
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and noted(home) < at:
        time.sleep(0.1)
    process.kill()
    process.wait()
    return noted(home), time.perf_counter() - start


def noted(home: Path) -> int:
    """How many tickets the running import has behind it."""
    query = "select value from knowledge_meta where name like 'import:%'"
    try:
        with closing(sqlite3.connect(f"file:{home / 'copilot.db'}?mode=ro", uri=True)) as database:
            row = database.execute(query).fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(json.loads(row[0])["done"]) if row else 0


def doubled(copilot: Copilot) -> int:
    """Past answers that stand there twice, word for word."""
    seen: Counter[tuple[str, str]] = Counter()
    offset = 0
    while page := copilot.knowledge.store.documents(("past_answer",), 1_000, offset):
        offset += len(page)
        seen.update((document.question, document.text) for document in page)
    return sum(count - 1 for count in seen.values())


def measured(folder: Path, tickets: int, *, verify: bool) -> dict[str, object]:
    mbox, home = folder / "archive.mbox", folder / "home"
    truth = write_mbox(mbox, tickets)
    at, before = killed(home, mbox, tickets // 2)
    with Copilot.open(load_settings(home=home)) as copilot:
        cpu = time.process_time()
        shown: list[int] = []
        report = copilot.office.import_archive(mbox, progress=lambda p: shown.append(p.done))
        cpu = time.process_time() - cpu
        again = copilot.office.import_archive(mbox)
        rest = report.tickets - report.resumed_at
        figures: dict[str, object] = {
            "tickets": report.tickets,
            "mbox_mb": round(mbox.stat().st_size / 1e6, 1),
            "killed_at": at,
            "went_on_at": report.resumed_at,
            "progress_told": len(shown),
            "seconds_before_kill": round(before, 1),
            "seconds_after": report.seconds,
            "tickets_per_second": round(rest / report.seconds, 1),
            "tickets_per_cpu_second": round(rest / cpu, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "counts_after": report.counts,
            "dropped_after": report.dropped,
            "again": {"seconds": again.seconds, "counts": again.counts},
            "doubled": doubled(copilot),
            "accuracy": accuracy(copilot, truth),
        }
        if verify:
            mbox.touch()  # another archive, as far as anybody can tell
            once_more = copilot.office.import_archive(mbox)
            figures["once_more"] = once_more.counts
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument(
        "--verify", action="store_true", help="import it all once more: nothing may be added"
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), options.tickets, verify=options.verify)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
