"""Faults that befall times, named as in the list of faults: what must happen is that nothing is guessed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH

import pytest

import eventlog.times
from eventlog.times import InvalidTime, Period, bounds, check, civil_date, cut, instant, to_datetime

SOURCE = Path(eventlog.times.__file__).parents[2]

ASK = """
from eventlog.times import *
import json, sys
texts = ["2024-06-27", "2024-06", "2024-06-27T12:00+02:00", "2011-12-3X", "[2024-06-24,2024-06-26..2024-06-28]",
         "2024-06~/2024-09", "2024-06?/..", "2024-21", "1984%"]
out = []
for zone in ("UTC", "Europe/Kyiv", "Pacific/Apia", "America/New_York"):
    times = [read(text, "state", zone) for text in texts]
    out += [str(time.bounds) for time in times]
    out += [str(a.allen(b)) for a in times for b in times]
    out += [str(cut("2024-06-27", zone)), str(civil_date(1719500000000000, zone)), str(to_datetime(1719500000000000))]
    out += [TimeExpression(words).resolve(bounds("2024-06-27", "published", zone), zone)
            for words in ("early this month", "on Tuesday", "last winter")]
    out += sorted({hash(time) == hash(read(time.text, "state", zone)) for time in times}, key=str)
out.append(str(Period("2024-06-27T12:00+02:00", None)))
print(json.dumps(out))
"""
FIXED = """
from eventlog.times import *
print(bounds("2024-06-27T12:00+03:00", "published", "Europe/Kyiv"), cut("2024-06-27T12:00+03:00", "Europe/Kyiv"))
print(bounds("2024-06-27T12:00Z/..", "state", "Europe/Kyiv"), Period("2024-06-27T12:00Z", None).text)
"""
DAY = 'from eventlog.times import cut, instant_text\nprint(instant_text(cut("2024-06-27", "Europe/Kyiv")))\n'


def run(code: str, **environment: str) -> str:
    """What a fresh interpreter prints with this environment, with warnings as errors."""
    clean = {key: value for key, value in os.environ.items() if key not in ("TZ", "PYTHONHASHSEED", "PYTHONTZPATH")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**clean, "PYTHONPATH": str(SOURCE), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_answer_depends_on_the_process_zone_or_hash_seed() -> None:
    """Two processes on either side of the date line, with other hash seeds and languages, print the same."""
    answers = {
        run(ASK, TZ="Pacific/Kiritimati", PYTHONHASHSEED="1", LC_ALL="C"),
        run(ASK, TZ="America/Los_Angeles", PYTHONHASHSEED="2", LC_ALL="C.UTF-8"),
        run(ASK, TZ="", PYTHONHASHSEED="0"),
    }
    assert len(answers) == 1


def test_f050_a_leap_second_is_refused() -> None:
    """F050: 23:59:60 is refused at every door; write :59 or the next minute."""
    for door in (instant, check, lambda text: cut(text, "UTC"), lambda text: Period(text, None)):
        with pytest.raises(InvalidTime, match="leap second"):
            door("2016-12-31T23:59:60Z")


def test_f052_the_ends_of_the_calendar_in_another_zone() -> None:
    """F052: 9999-12-31 and 0001-01-01 shown elsewhere: no OverflowError escapes."""
    last, first = instant("9999-12-31T23:59:59Z"), instant("0001-01-01T00:00:00Z")
    for moment, zone in ((last, "Pacific/Kiritimati"), (first, "America/New_York")):
        assert to_datetime(moment)
        with pytest.raises(InvalidTime, match="1 to 9999"):
            civil_date(moment, zone)
    for text in ("9999-12-31", "0001-01-01", "9999-12-31T23:59Z"):
        with pytest.raises(InvalidTime, match="1000 to 8999"):
            bounds(text, "state", "Pacific/Kiritimati")


def test_f053_digits_finer_than_a_microsecond_are_refused() -> None:
    """F053: nothing is cut off and nothing rounded."""
    for door in (instant, check, lambda text: cut(text, "UTC")):
        with pytest.raises(InvalidTime, match="microsecond"):
            door("2024-06-27T12:00:00.1234567891Z")


@pytest.mark.parametrize("local", ["2024-03-31T02:30", "2024-10-27T02:30", "2024-10-27T02:30:00"])
def test_f057_f058_a_local_clock_time_needs_its_offset(local: str) -> None:
    """F057, F058: a local time in a gap or a fold is never resolved by rule; with its offset it is one moment."""
    for door in (
        instant,
        lambda text: bounds(text, "published", "Europe/Paris"),
        lambda text: cut(text, "Europe/Paris"),
        lambda text: Period(text, None),
    ):
        with pytest.raises(InvalidTime, match="offset"):
            door(local)
    assert instant(local + "+02:00") + 3_600_000_000 == instant(local + "+01:00")


def test_f059_another_time_zone_database_changes_no_clock_time(tmp_path: Path) -> None:
    """F059: with rules in which Kyiv keeps New York's time, clock times and what was resolved to them stay."""
    other = _database_where_kyiv_is_new_york(tmp_path)
    assert run(DAY) == "2024-06-27T20:59:59.999999Z\n"
    assert run(DAY, PYTHONTZPATH=str(other)) == "2024-06-28T03:59:59.999999Z\n"
    assert run(FIXED) == run(FIXED, PYTHONTZPATH=str(other))


def _database_where_kyiv_is_new_york(folder: Path) -> Path:
    rules = next((Path(path) / "America" / "New_York" for path in TZPATH if Path(path).is_dir()), None)
    (folder / "Europe").mkdir()
    if rules is None or not rules.is_file():
        packaged = resources.files("tzdata").joinpath("zoneinfo", "America", "New_York")
        (folder / "Europe" / "Kyiv").write_bytes(packaged.read_bytes())
    else:
        shutil.copy(rules, folder / "Europe" / "Kyiv")
    return folder


@pytest.mark.parametrize("name", ["../../../etc/passwd", "Foo/Bar", "../UTC", "/etc/passwd"])
def test_f060_hostile_zone_names_are_refused(name: str) -> None:
    """F060: a name that is a path, or no zone, is refused before anything is opened."""
    for door in (
        lambda: bounds("2024-06-27", "state", name),
        lambda: cut("2024-06-27", name),
        lambda: civil_date(0, name),
    ):
        with pytest.raises(InvalidTime, match="is no time zone: write a name"):
            door()
