"""Writers, followers and the server itself, killed at random: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import eventlog
from log_samples import plain
from postgres_server import server

pytestmark = pytest.mark.postgres

WORKERS = Path(__file__).resolve().parents[1] / "postgres_workers.py"
SOURCES = os.pathsep.join([str(WORKERS.parent), *filter(None, sys.path)])


class Crew:
    """The processes, by name, each started again when it was killed."""

    def __init__(self, address: str, folder: Path, writers: int, followers: int) -> None:
        self._asked = {
            **{f"w{n}": ["write", address, str(n), str(folder / f"w{n}")] for n in range(writers)},
            **{f"f{n}": ["follow", address, str(folder / f"f{n}")] for n in range(followers)},
        }
        self._running: dict[str, subprocess.Popen] = {}
        self._folder = folder

    def start(self) -> None:
        """Start whoever does not run."""
        for name, words in self._asked.items():
            if name not in self._running:
                environment = {**os.environ, "PYTHONPATH": SOURCES}
                self._running[name] = subprocess.Popen([sys.executable, str(WORKERS), *words], env=environment)

    def goes_on(self, batches: int) -> None:
        """Wait until so many more batches were acknowledged."""
        wanted, end = self._acknowledged() + batches, time.monotonic() + 60
        while self._acknowledged() < wanted:
            assert time.monotonic() < end, "nobody gets on"
            time.sleep(0.05)

    def _acknowledged(self) -> int:
        return sum(file.read_bytes().count(b"\n") for file in self._folder.glob("w*"))

    def kill(self, name: str) -> None:
        """As nothing can prevent."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def kill_some(self, chance: random.Random, most: int) -> None:
        """Some of them, at random."""
        for name in chance.sample(sorted(self._running), chance.randint(1, most)):
            self.kill(name)

    def kill_writers(self) -> None:
        """So that no more comes."""
        for name in [name for name in self._running if name.startswith("w")]:
            self.kill(name)

    def end(self) -> None:
        """All of them."""
        for name in list(self._running):
            self.kill(name)


def _run(folder: Path, *, writers: int, followers: int, kills: int, seconds: float) -> None:
    chance = random.Random(7)
    with server() as running:
        address = running.address(schema="crash")
        eventlog.open(address).close()
        crew = Crew(address, folder, writers, followers)
        try:
            crew.start()
            for kill in range(kills):
                crew.goes_on(5)
                time.sleep(chance.uniform(0, 1.0) * seconds)
                if kill % 3 == 2:
                    running.kill()
                    time.sleep(chance.uniform(0, 0.5))
                    running.start()
                else:
                    crew.kill_some(chance, 3)
                crew.start()
            crew.goes_on(20)
            crew.kill_writers()
            _check(address, folder, writers, followers)
        finally:
            crew.end()


def _check(address: str, folder: Path, writers: int, followers: int) -> None:
    with eventlog.open(address) as log:
        size = len(log)
        assert log.verify().ok
        entries = list(log.entries())
        assert [entry.position for entry in entries] == list(range(1, size + 1))
        ids = [entry.id for entry in entries]
        assert len(set(ids)) == size
        for number in range(writers):
            told = [*map(str.split, (folder / f"w{number}").read_text().splitlines())]
            for batch, first, second in (map(int, line) for line in told if len(line) == 3):
                report, claim = plain(number * 1_000_000 + batch)
                assert (ids[first - 1], ids[second - 1]) == (report.id, claim.id)
        assert size >= 2 * writers
        end = time.monotonic() + 60
        for number in range(followers):
            noted = folder / f"f{number}"
            while time.monotonic() < end and not noted.read_text().endswith(f"\n{size}\n"):
                time.sleep(0.1)
            assert [*map(int, noted.read_text().split())] == list(range(1, size + 1))


def test_killed_writers_followers_and_servers_lose_nothing(tmp_path) -> None:
    """F022: acknowledged entries are there once, positions are dense, no follower skips or repeats, and it verifies."""
    _run(tmp_path, writers=4, followers=2, kills=5, seconds=0.5)


@pytest.mark.chaos
def test_killed_writers_followers_and_servers_lose_nothing_for_long(tmp_path) -> None:
    """The same with sixteen writers and four followers, for some minutes."""
    _run(tmp_path, writers=16, followers=4, kills=60, seconds=3.0)
