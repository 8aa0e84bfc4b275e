"""Webhook to note: how long it takes under load, and what kill -9 costs.

    python -m benchmarks.helpdesk_jobs latency --rate 20 --seconds 30 [--drafters 1]
    python -m benchmarks.helpdesk_jobs kills --rounds 50 [--bare]

A real server (`serve --no-panel`, extractive drafter, the demo shop) and a fake Zendesk on
loopback, each a process of its own. `latency` hands in messages at a steady rate, whether
or not the server keeps up, and reads off when each note arrived. `kills` hands in messages,
kills the server at a random moment, starts it again, and counts, at the end, notes and
drafts per message: 1 of each is right, 0 is lost, more is doubled. With `--bare` the server is
the jobs alone (benchmarks/helpdesk_bare.py), with a drafter that writes a fixed text: it starts
in a second, so that more kills hit the jobs and fewer the start.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from copilot.testing.helpdesks import SECRET, TOKEN, FakeZendesk
from knowledge import demo

_WORKERS = 4
_SECRETS = {
    "COPILOT_HELPDESKS_ZENDESK_TOKEN": TOKEN,
    "COPILOT_HELPDESKS_ZENDESK_SECRET": SECRET,
}


class TimedZendesk(FakeZendesk):
    """Writes down when each note came in."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: dict[str, list[float]] = {}

    def add(self, ticket: str, text: str, author: str, *, private: bool = False) -> str:
        if private:
            self.noted.setdefault(ticket, []).append(time.perf_counter())
        return super().add(ticket, text, author, private=private)


class Server:
    """The real command, which can be killed and started again."""

    def __init__(
        self, home: Path, desk: FakeZendesk, *, bare: bool = False, drafters: int = 0
    ) -> None:
        self.home = home
        self._bare = bare
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (home / "copilot.toml").write_text(
            f"[server]\ndrafters = {drafters}\n"
            f'[helpdesks.zendesk]\ntype = "zendesk"\nurl = "{desk.url}"\n'
            f'user = "{desk.user}"\nconcurrency = {_WORKERS}\n'
            "requests_per_minute = 60000\nbackoff_s = 0.2\n",
            "utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, **_SECRETS, "OMP_NUM_THREADS": "1"}
        if self._bare:
            words = [sys.executable, "-m", "benchmarks.helpdesk_bare"]
            words += [str(self.home), str(self.port)]
        else:
            words = [sys.executable, "-m", "copilot.cli", f"--home={self.home}"]
            words += ["serve", "--no-panel", f"--port={self.port}"]
        self._process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False, timeout=2).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        raise RuntimeError("the server does not answer")

    def cpu_s(self) -> float:
        """Processor seconds of the server and of the processes that it started."""
        return sum(map(_cpu_s, _family(self.pid)))

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)


def _family(pid: int) -> list[int]:
    """A process and its children, as Linux lists them."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return [pid]
    return [pid, *(one for child in told.split() for one in _family(int(child)))]


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:  # no Linux, or gone
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(
    folder: Path, *, bare: bool = False, drafters: int = 0
) -> Iterator[tuple[Server, TimedZendesk]]:
    """A started server over the demo shop, and the helpdesk that it is connected to."""
    home = folder / "home"
    home.mkdir(parents=True)
    with TimedZendesk() as desk:
        server = Server(home, desk, bare=bare, drafters=drafters)
        if not bare:
            _ingest(home)
        server.start()
        try:
            yield server, desk
        finally:
            server.stop()


def _ingest(home: Path) -> None:
    words = [sys.executable, "-m", "copilot.cli", f"--home={home}", "ingest", str(demo.folder())]
    subprocess.run(words, env={**os.environ, **_SECRETS}, check=True, stdout=subprocess.DEVNULL)


def _mails() -> list[str]:
    return [mail.text for mail in demo.mails()]


def hand_in(client: httpx.Client, server: Server, desk: FakeZendesk, ticket: str) -> bool:
    """Whether the webhook was taken; one that was not is the helpdesk's to repeat."""
    headers, body = desk.webhook(ticket)
    try:
        url = f"{server.url}/v1/helpdesks/zendesk/webhook"
        return client.post(url, content=body, headers=headers).status_code == 202
    except httpx.TransportError:
        return False


# --- latency ------------------------------------------------------------------------------


def latency(rate: float, seconds: float, *, drafters: int = 0) -> dict[str, Any]:
    """Messages at a steady rate: seconds from the webhook to the note, and to the 202."""
    mails = _mails()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), drafters=drafters) as (server, desk),
    ):
        with httpx.Client(trust_env=False, timeout=30) as client:
            _wait(lambda: len(_family(server.pid)) > drafters, 10)
            time.sleep(10 * bool(drafters))  # until they are up
            for text in mails[:20]:  # the first drafts load what is loaded once
                warm = desk.ticket()
                desk.says(warm, text)
                hand_in(client, server, desk, warm)
            _wait(lambda: len(desk.noted) >= 20, 120)
            cpu = server.cpu_s()
            sent, acknowledged = _offer(client, server, desk, mails, rate, seconds)
        _wait(lambda: all(ticket in desk.noted for ticket in sent), 300)
        cpu = server.cpu_s() - cpu
        took = [
            desk.noted[ticket][0] - begun for ticket, begun in sent.items() if ticket in desk.noted
        ]
        last = max(desk.noted[ticket][0] for ticket in sent if ticket in desk.noted)
        return {
            "offered_per_s": rate,
            "drafters": drafters,
            "messages": len(sent),
            "noted": len(took),
            "noted_per_s": round(len(took) / (last - min(sent.values())), 1),
            "server_cpu_ms_per_message": round(1000 * cpu / len(sent), 1),
            "webhook_ms": _percentiles(acknowledged),
            "note_ms": _percentiles(took),
            "doubled": sum(len(times) > 1 for times in desk.noted.values()),
        }


def _offer(
    client: httpx.Client,
    server: Server,
    desk: FakeZendesk,
    mails: list[str],
    rate: float,
    seconds: float,
) -> tuple[dict[str, float], list[float]]:
    sent: dict[str, float] = {}
    acknowledged: list[float] = []

    def one(text: str) -> None:
        ticket = desk.ticket()
        desk.says(ticket, text)
        sent[ticket] = time.perf_counter()
        hand_in(client, server, desk, ticket)
        acknowledged.append(time.perf_counter() - sent[ticket])

    begin = time.perf_counter()
    threads = []
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        thread = threading.Thread(target=one, args=(mails[number % len(mails)],))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return sent, acknowledged


def _percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {"p50": round(cuts[49] * 1000, 1), "p95": round(cuts[94] * 1000, 1)}


def _wait(done: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)


# --- kills --------------------------------------------------------------------------------


def kills(
    rounds: int, *, per_round: int = 4, seed: int = 7, bare: bool = False, drafters: int = 0
) -> dict[str, int]:
    """The server is killed in the middle of its work, again and again."""
    chance = random.Random(seed)
    mails = _mails()
    tickets: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), bare=bare, drafters=drafters) as (server, desk),
    ):
        desk.latency_s = 0.02  # so that a kill also hits while a call is under way
        with httpx.Client(trust_env=False, timeout=10) as client:
            for number in range(rounds):
                tickets += _round(client, server, desk, chance, mails, per_round)
                print(f"{number + 1}/{rounds}", end=" ", file=sys.stderr, flush=True)
        _wait(lambda: _open_jobs(server.home) == 0, 120)
        notes = [len(desk.noted.get(ticket, [])) for ticket in tickets]
        drafts = _drafts(server.home)
        return {
            "rounds": rounds,
            "messages": len(tickets),
            "lost": notes.count(0),
            "doubled": sum(count > 1 for count in notes),
            "drafts_doubled": sum(drafts.get(f"zendesk:{t}", 0) > 1 for t in tickets),
            "dead_or_open": _open_jobs(server.home),
            "sent_to_customers": len(desk.sent),
        }


def _round(
    client: httpx.Client,
    server: Server,
    desk: TimedZendesk,
    chance: random.Random,
    mails: list[str],
    count: int,
) -> list[str]:
    """Messages, a kill while they are worked on, a new start. Returns their tickets."""
    tickets = []
    for _ in range(count):
        ticket = desk.ticket()
        desk.says(ticket, chance.choice(mails))
        tickets.append(ticket)
    noted, wanted = _notes(desk), chance.randint(0, count)
    killer = threading.Thread(
        target=_kill_when,
        args=(server, lambda: _notes(desk) >= noted + wanted, chance.uniform(0, 0.15)),
    )
    killer.start()
    repeat = [ticket for ticket in tickets if not hand_in(client, server, desk, ticket)]
    killer.join()
    server.start()
    for ticket in repeat:  # what helpdesks do with a delivery that was not answered
        _wait(lambda ticket=ticket: hand_in(client, server, desk, ticket), 60)
    return tickets


def _notes(desk: TimedZendesk) -> int:
    return sum(map(len, desk.noted.values()))


def _kill_when(server: Server, reached: Any, pause: float) -> None:
    """Kills when so many notes of the round have come in, and a moment later."""
    _wait(reached, 60)
    time.sleep(pause)
    server.kill()


def _query(home: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{home / 'copilot.db'}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def _open_jobs(home: Path) -> int:
    query = "select count(*) from helpdesk_jobs where state not in ('done', 'superseded')"
    return int(_query(home, query)[0][0])


def _drafts(home: Path) -> dict[str, int]:
    query = (
        "select messages.external_id, count(*) from drafts "
        "join messages on messages.id = drafts.message_id group by 1"
    )
    return {str(ticket): int(count) for ticket, count in _query(home, query)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("latency")
    one.add_argument("--rate", type=float, default=20)
    one.add_argument("--seconds", type=float, default=30)
    one.add_argument("--drafters", type=int, default=0, help="server.drafters")
    other = commands.add_parser("kills")
    other.add_argument("--rounds", type=int, default=50)
    other.add_argument("--drafters", type=int, default=0, help="server.drafters")
    other.add_argument("--bare", action="store_true", help="the jobs alone, a fixed drafter")
    given = parser.parse_args()
    if given.command == "latency":
        found: dict[str, Any] = latency(given.rate, given.seconds, drafters=given.drafters)
    else:
        found = dict(kills(given.rounds, bare=given.bare, drafters=given.drafters))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
