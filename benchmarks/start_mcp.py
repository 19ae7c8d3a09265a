"""How much later `eventlog mcp` answers the first message than a server of the same SDK that has no tools.

Both are started as a client starts them, over stdin and stdout, and are asked to initialize. Starts are interleaved,
and the median of the differences of neighbours is printed, by the clock and as time of the processor, which a busy
machine does not stretch. The aim is at most 400 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import eventlog
from eventlog import Report

BARE = """
import anyio
from mcp.server import Server
from mcp import types
from mcp.server.stdio import stdio_server
server = Server("bare", version="1")
async def main():
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
anyio.run(main)
"""
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As an installed package starts: its first start, or pip, has compiled it."""
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "clock", "version": "1"}},
}


def seconds(*command: str) -> tuple[float, float]:
    """How long it takes until a server has answered, and how much of the processor's time until it has ended."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=COMPILED,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(HELLO).encode() + b"\n")
        server.stdin.flush()
        told = json.loads(server.stdout.readline())
        took = time.perf_counter() - began
        assert told["result"]["serverInfo"]
        server.stdin.close()
        server.wait(20)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    if find_spec("mcp") is None:
        print("skipped: the SDK is not installed here; make test-mcp installs it in .mcp")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        with eventlog.open(path) as log:
            log.record(*(Report(publisher="outlet:a", title=f"{n}", published="2031-06-01") for n in range(200)))
        later, bare = [], []
        for turn in range(rounds + 2):
            pair = {}
            for name in ("bare", "ours") if turn % 2 else ("ours", "bare"):
                command = ["-c", BARE] if name == "bare" else ["-m", "eventlog", "mcp", str(path)]
                pair[name] = seconds(*command)
            if turn >= 2:  # the first starts fill the caches of the disk
                later.append([ours - theirs for ours, theirs in zip(pair["ours"], pair["bare"], strict=True)])
                bare.append(pair["bare"])
    for at, clock in enumerate(("by the clock", "of the processor")):
        low, middle, high = (1000 * one for one in statistics.quantiles([pair[at] for pair in later], n=4))
        alone = 1000 * statistics.median(pair[at] for pair in bare)
        print(
            f"eventlog mcp: {middle:.0f} ms more than a bare server ({low:.0f} to {high:.0f}) {clock}: {alone:.0f} ms"
        )


if __name__ == "__main__":
    main()
