"""How long `eventlog --version` and `eventlog --help` take, beside a click program that does nothing.

Starts are interleaved, and the median of the ratios of neighbours is printed: a busy machine slows both. The aim is at
most 1.5.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

BARE = """
import click
@click.group()
@click.version_option("1.0", prog_name="bare")
def bare(): "Do nothing."
@bare.command()
def nothing(): "Do nothing."
bare()
"""
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As an installed package starts: its first start, or pip, has compiled it."""
OURS = "import sys; from eventlog.cli import main; sys.exit(main())"


def seconds(code: str, *args: str) -> float:
    """How long a new interpreter takes for a program."""
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *args], stdout=subprocess.DEVNULL, check=True, env=COMPILED
    )
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    for option in ("--version", "--help"):
        ratios, bare = [], []
        for turn in range(rounds + 2):
            pair = {}
            for name in ("bare", "ours") if turn % 2 else ("ours", "bare"):
                pair[name] = seconds(BARE if name == "bare" else OURS, option)
            if turn >= 2:  # the first starts fill the caches of the disk
                ratios.append(pair["ours"] / pair["bare"])
                bare.append(pair["bare"])
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(
            f"eventlog {option:<9}  {middle:.2f} x a bare click program ({low:.2f} to {high:.2f}), "
            f"which takes {1000 * statistics.median(bare):.0f} ms"
        )


if __name__ == "__main__":
    main()
