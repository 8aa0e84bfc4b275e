"""An import of very many tickets: speed, memory, and whether the right reply is taken.

Writes an mbox of threads as shops have them (quoted history in several styles, signatures,
receipts, out-of-office notes, questions back, a first reply that did not help, thanks) from
parts put together at random with a fixed seed, imports it into an empty data folder, kills
one more import half way and lets it go on. Each thread's solving reply carries a phrase that
no other reply of the thread has: the share of threads whose past answer has it, is accuracy.

    python -m benchmarks.import_tickets --tickets 50000 --json FILE
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from copilot.config import load_settings
from copilot.imports import Options
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


@dataclass(frozen=True, slots=True)
class Thread:
    mails: tuple[EmailMessage, ...]
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
    said: list[tuple[str, str, dict[str, str]]] = [(address, asked, {})]
    kind = dice.random()
    if dice.random() < 0.4:
        said.append((SHOP, RECEIPT.format(order=order), {"Auto-Submitted": "auto-replied"}))
    if kind < 0.1:
        return _mails(number, said, subject, name, day, "")
    if 0.1 <= kind < 0.3:
        said.append((SHOP, (f"Guten Tag {name},\n\nkönnten Sie uns bitte ein Foto schicken?\n\n"
                           f"{TAIL.format(agent=agent)}"), {}))  # fmt: skip
        said.append((address, f"Anbei das Foto.\n\n{name}", {}))
    if 0.3 <= kind < 0.4:
        said.append((SHOP, (f"Guten Tag {name},\n\nbitte prüfen Sie zuerst die Sicherung und das "
                           f"Leuchtmittel.\n\n{TAIL.format(agent=agent)}"), {}))  # fmt: skip
        said.append(
            (address, f"Das hat leider nicht geholfen, es ist immer noch so.\n\n{name}", {})
        )
    if 0.4 <= kind < 0.5:
        said.append((SHOP, (f"Guten Tag {name},\n\nwir klären das intern und melden uns.\n"
                           f"\n{TAIL.format(agent=agent)}"), {}))  # fmt: skip
    said.append((SHOP, solving, {}))
    if dice.random() < 0.5:
        said.append((address, f"Vielen Dank, das hat geklappt!\n\n{name}", {}))
    if dice.random() < 0.1:
        said.append((address, AWAY, {"Subject": f"Automatische Antwort: {subject}"}))
    return _mails(number, said, subject, name, day, cure)


RECEIPT = "Ihre Anfrage ist bei uns eingegangen ({order}). Dies ist eine automatische Nachricht."
AWAY = "Ich bin bis Montag nicht im Büro und lese keine Mails."


def _mails(
    number: int,
    said: list[tuple[str, str, dict[str, str]]],
    subject: str,
    name: str,
    day: dt.datetime,
    solved: str,
) -> Thread:
    """Each mail quotes the one before, as the programs of customer and shop do."""
    mails: list[EmailMessage] = []
    before = ""
    customer = said[0][0]
    for position, (sender, text, headers) in enumerate(said):
        at = day + dt.timedelta(hours=3 * position)
        mail = EmailMessage()
        own = sender == SHOP
        mail["From"] = f"Lampen-Kontor <{sender}>" if own else f"{name} <{sender}>"
        mail["To"] = customer if own else SHOP
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{number}.{position}@mail.example>"
        mail["Subject"] = headers.pop("Subject", f"{'AW: ' if position else ''}{subject}")
        if position:
            mail["In-Reply-To"] = f"<{number}.{position - 1}@mail.example>"
            mail["References"] = f"<{number}.0@mail.example> <{number}.{position - 1}@mail.example>"
        for header, value in headers.items():
            mail[header] = value
        mail.set_content(text + (_quoted(before, at, number) if position else ""))
        mails.append(mail)
        before = text
    return Thread(tuple(mails), solved)


def _quoted(text: str, at: dt.datetime, number: int) -> str:
    if number % 3 == 0:
        return f"\n\n-----Ursprüngliche Nachricht-----\nVon: x@mail.example\n\n{text}"
    lines = "\n".join(f"> {line}" for line in text.split("\n"))
    return f"\n\nAm {at:%d.%m.%Y} um {at:%H:%M} schrieb jemand <x@mail.example>:\n{lines}"


def threads(count: int) -> Iterator[Thread]:
    dice = random.Random(SEED)
    return (thread(number, dice) for number in range(count))


def write_mbox(path: Path, count: int) -> dict[str, str]:
    """Writes the archive; the solving phrase by the thread's first message id."""
    truth: dict[str, str] = {}
    with path.open("wb") as file:
        for one in threads(count):
            truth[str(one.mails[0]["Message-ID"])] = one.solved
            for mail in one.mails:
                file.write(b"From x@mail.example Thu Jan  1 00:00:00 2026\n")
                file.write(mail.as_bytes().replace(b"\nFrom ", b"\n>From ") + b"\n")
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


def killed_and_resumed(copilot: Copilot, mbox: Path, stop_after: int) -> dict[str, int]:
    calls = iter(range(stop_after))
    first = copilot.office.import_archive(
        mbox, Options(min_quality=0.51), stop=lambda: next(calls, None) is None
    )
    rest = copilot.office.import_archive(mbox, Options(min_quality=0.51))
    return {"stopped_at": first.tickets, "went_on_at": rest.resumed_at, "ended_at": rest.tickets}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        mbox = Path(folder) / "archive.mbox"
        truth = write_mbox(mbox, options.tickets)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with Copilot.open(load_settings(home=Path(folder) / "home")) as copilot:
            start, cpu = time.perf_counter(), time.process_time()
            report = copilot.office.import_archive(mbox)
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            again = copilot.office.import_archive(mbox)
            figures = {
                "tickets": report.tickets,
                "mbox_mb": round(mbox.stat().st_size / 1e6, 1),
                "seconds": round(seconds, 1),
                "cpu_seconds": round(cpu, 1),
                "tickets_per_second": round(report.tickets / seconds, 1),
                "tickets_per_cpu_second": round(report.tickets / cpu, 1),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "peak_mb_before": round(before / 1024),
                "counts": report.counts,
                "dropped": report.dropped,
                "again_seconds": again.seconds,
                "again_counts": again.counts,
                "accuracy": accuracy(copilot, truth),
                "resume": killed_and_resumed(copilot, mbox, max(1, options.tickets // 400)),
            }
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
