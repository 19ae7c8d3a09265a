"""How many EDTF texts a second are read, from text to bounds, none of them seen before.

    python benchmarks/edtf.py

The aim is 20,000 a second. Each round reads a list of texts of all the forms that vague time accepts, at
three places and in two zones, with every cache emptied first. No text comes twice in a list, so none is found
in the cache of texts; where a local day begins is cached by day, and texts share days, as they do in a log.
The first figure draws all forms evenly. The second is for plain days and clock times, of which a real log has
most.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable
from pathlib import Path

from eventlog.times import bounds
from eventlog.times.bounds import _bounds
from eventlog.times.edtf import parse
from eventlog.times.zones import _begin

Case = tuple[str, str, str]
COUNT, ROUNDS = 20_000, 7
ZONES = ("UTC", "Europe/Kyiv")


def _day(draw: random.Random) -> str:
    return f"{draw.randint(1900, 2099)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"


def _month(draw: random.Random) -> str:
    return f"{draw.randint(1000, 8998)}-{draw.randint(1, 12):02}"


def _clock(draw: random.Random) -> str:
    return f"{_day(draw)}T{draw.randint(0, 23):02}:{draw.randint(0, 59):02}:{draw.randint(0, 59):02}+02:00"


def _season(draw: random.Random) -> str:
    return f"{draw.randint(1000, 8998)}-{draw.randint(21, 41)}"


def _interval(draw: random.Random) -> str:
    return f"{draw.randint(1900, 1999)}-{draw.randint(1, 12):02}/20{_day(draw)[2:]}"


def _open(draw: random.Random) -> str:
    return draw.choice(("{}/..", "{}/", "../{}", "/{}", "[{}..]", "[..{}]")).format(_day(draw))


def _marked(draw: random.Random) -> str:
    year, month, day = _day(draw).split("-")
    return f"{year}{draw.choice('?~%')}-{month}-{draw.choice('?~%')}{day}"


def _unknown(draw: random.Random) -> str:
    day = _day(draw)
    return draw.choice((f"{day[:9]}X", f"{day[:7]}-XX"))


def _set(draw: random.Random) -> str:
    return f"[{_day(draw)},{_month(draw)},{draw.randint(1000, 1499)}..{draw.randint(1500, 8998)}]"


PLAIN = (_day, _clock)
FORMS = (_day, _month, _clock, _season, _interval, _open, _marked, _unknown, _set)


def cases(forms: tuple[Callable[[random.Random], str], ...], seed: int) -> list[Case]:
    """Texts that differ from each other, each with a place that takes it and a zone."""
    draw, found = random.Random(seed), {}
    for turn in range(COUNT * 3):
        text = forms[turn % len(forms)](draw)
        place = draw.choice(("state", "event") if "/" in text else ("state", "event", "published"))
        found.setdefault(text, (text, place, draw.choice(ZONES)))
        if len(found) == COUNT:
            break
    return list(found.values())


def rate(forms: tuple[Callable[[random.Random], str], ...]) -> tuple[float, int]:
    """Texts a second in the median round, and how many texts a round has."""
    rates, count = [], 0
    for seed in range(ROUNDS):
        todo = cases(forms, seed)
        count = len(todo)
        for cache in (_bounds, parse, _begin):
            cache.cache_clear()
        began = time.perf_counter()
        for text, place, zone in todo:
            bounds(text, place, zone)
        rates.append(count / (time.perf_counter() - began))
        assert _bounds.cache_info().hits == 0
    return sorted(rates)[ROUNDS // 2], count


def machine() -> str:
    """The processor's name where the system tells it."""
    names = Path("/proc/cpuinfo")
    lines = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.processor() or 'unknown processor'}, {platform.system()} {platform.machine()}"


def main() -> None:
    print(f"machine: {machine()}")
    print(f"Python:  {platform.python_implementation()} {platform.python_version()}")
    for name, forms in (("all forms, evenly", FORMS), ("plain days and clock times", PLAIN)):
        found, count = rate(forms)
        print(f"{name}: {found:,.0f} texts a second (median of {ROUNDS} rounds of {count:,})")


if __name__ == "__main__":
    main()
