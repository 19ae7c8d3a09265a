"""Throws bytes at the readers of tests/fuzz_targets.py, a target after the other, and keeps whatever hurt one.

    python tools/fuzz.py [--seconds 60] [target ...]

With atheris, which steers by the lines that an input reaches; without it, by mutating the corpus by chance. An input
that brings out anything but the library's own errors is kept in build/fuzz as `<target>-<digest>`: mend what it found,
and put it into tests/fuzz/corpus. Exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
KEPT = REPOSITORY / "build" / "fuzz"
LONGEST = 8192
PIECES = (
    *(
        b'"',
        b"'",
        b"\\",
        b"\n",
        b"\r\n",
        b",",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"/",
        b"..",
        b"~",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"true",
        b"-0",
        b"1e400",
        b"NaN",
        b"9" * 30,
        b"\\ud800",
        b"\xe2\x80\xae",
        b"?",
        b"%",
    ),
    *(
        b"2024-02-30",
        b"9999",
        b"0000",
        b"T24:00Z",
        b"XX",
        b"<",
        b">",
        b"<!--",
        b"&#0;",
        b"\xc2\xa0",
        b"=",
        b"+",
        b"\xe2\x80\x94 ",
    ),
)


def main() -> int:
    """Run the targets that are named, or all."""
    sys.path[:0] = [str(REPOSITORY / "src"), str(REPOSITORY / "tests")]
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--seconds", type=float, default=60, help="how long to search for each target")
    given.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # a target in a process of its own
    given.add_argument("targets", nargs="*")
    asked = given.parse_args()
    steered = importlib.util.find_spec("atheris") is not None
    KEPT.mkdir(parents=True, exist_ok=True)
    if asked.one:
        return (by_atheris if steered else by_chance)(asked.targets[0], asked.seconds)
    import fuzz_targets

    if unknown := set(asked.targets) - set(fuzz_targets.TARGETS):
        given.error(f"there is no target {', '.join(sorted(unknown))}: known are {', '.join(fuzz_targets.TARGETS)}")
    print("with atheris" if steered else "by chance alone: there is no atheris here", flush=True)
    failed = [
        target
        for target in asked.targets or fuzz_targets.TARGETS
        if subprocess.run([sys.executable, __file__, "--one", "--seconds", str(asked.seconds), target]).returncode  # noqa: PLW1510, S603 - this very program
    ]
    print(f"hurt: {', '.join(failed)}; see build/fuzz" if failed else "nothing hurt")
    return bool(failed)


def by_atheris(target: str, seconds: float) -> int:
    """Until something is found or the time is over; libFuzzer ends the process itself."""
    import atheris

    with atheris.instrument_imports(include=["eventlog"]):
        import fuzz_targets

    kept = KEPT / f"corpus-{target}"  # what reached new lines, to go on from another time
    kept.mkdir(exist_ok=True)
    words = [
        sys.argv[0],
        f"-max_total_time={max(1, int(seconds))}",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=4096",
    ]
    words += [
        f"-artifact_prefix={KEPT}/{target}-",
        "-verbosity=0",
        "-print_final_stats=1",
        str(kept),
        str(fuzz_targets.CORPUS / target),
    ]
    print(f"{target}: {seconds:.0f} seconds", flush=True)
    atheris.Setup(words, fuzz_targets.TARGETS[target])
    atheris.Fuzz()
    return 0


def by_chance(target: str, seconds: float) -> int:
    """Mutants of the corpus until something is found or the time is over."""
    import fuzz_targets

    chance, known = random.Random(), [one.read_bytes() for one in fuzz_targets.corpus(target)]  # noqa: S311
    begun, runs = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        data = mutant(chance, known)
        runs += 1
        if (fault := hurt(fuzz_targets.TARGETS[target], data)) is not None:
            place = KEPT / f"{target}-{sha256(data).hexdigest()[:16]}"
            place.write_bytes(data)
            print(f"{fault}{place}", flush=True)
            return 1
    print(f"{target}: {runs} inputs", flush=True)
    return 0


def hurt(target: Callable[[bytes], None], data: bytes) -> str | None:
    """What came out of a target that should not have."""
    try:
        target(data)
    except Exception:  # noqa: BLE001 - any is a finding
        return traceback.format_exc()
    return None


def mutant(chance: random.Random, known: list[bytes]) -> bytes:
    """One of these inputs, changed in a few places: bits, pieces of others, pieces that have hurt somebody before."""
    data = bytearray(chance.choice(known))
    for _ in range(1 << chance.randrange(5)):
        at, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        match chance.randrange(6):
            case 0 if data:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 1:
                data[at:at] = chance.choice(PIECES)
            case 2:
                del data[at : min(end, at + 20)]
            case 3:
                data[at:at] = data[at : min(end, at + 50)]
            case 4:
                other = chance.choice(known)
                begin = chance.randrange(len(other) + 1)
                data[at : min(end, at + 20)] = other[begin : begin + chance.randrange(40)]
            case _:
                data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data[:LONGEST])


if __name__ == "__main__":
    sys.exit(main())
