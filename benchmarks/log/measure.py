"""Everything that is shown about speed, as ratios within one run; results go to build/performance.json.

    sh benchmarks/log/set_up.sh
    build/bench-venv/bin/python benchmarks/log/measure.py [--rounds 5] [--large 1000000] [--only record,replay]

`rounds` says how two sides are compared, `samples` and `workloads` what is recorded. Targets are printed beside the
figures and nothing fails where one is missed: timings are reported, never asserted. What is equal on both sides (bytes,
answers, settings, durability) is asserted before anything is timed.

Logs are made once and kept in build/bench (see `kept`); `make clean` removes them. A run of some parts replaces their
figures in the results, and each figure says of which run it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback

from asking import USUAL, ask, hot, memory
from bench import BUILD, Bench
from by_workload import by_workload
from growing import grow
from recording import record
from replaying import replay
from rounds import machine
from shares import shares
from starting import importing

RESULTS = BUILD / "performance.json"
PARTS = {
    "record": record,
    "replay": replay,
    "ask": ask,
    "hot": hot,
    "import": importing,
    "memory": memory,
    "growth": grow,
    "workloads": by_workload,
    "shares": shares,
}


def main() -> None:
    """Measure, and keep what came out beside what earlier runs of other parts gave."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=USUAL, help="claims in the large log, at least 100,000")
    parser.add_argument("--only", default=",".join(PARTS), help="some of " + ", ".join(PARTS))
    given = parser.parse_args()
    parts = given.only.split(",")
    if given.large < 100_000 or not set(parts) <= set(PARTS):
        parser.error(f"at least 100,000 claims, and parts among {', '.join(PARTS)}")
    told = machine()
    run = f"{told['date']} {told['commit']}"
    bench = Bench(given.rounds, given.large)
    whole = set(parts) == set(PARTS) and given.large == parser.get_default("large")
    failed = []
    try:
        for part in parts:
            print(f"-- {part}, load {machine()['load']}", file=sys.stderr, flush=True)
            began = time.perf_counter()
            try:
                PARTS[part](bench)
            except Exception:  # noqa: BLE001 - what the other parts give is not thrown away for one
                traceback.print_exc()
                bench.skip(part, "failed")
                failed.append(part)
            print(f"-- {part} took {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
            write(told, run, [one | {"run": run} for one in bench.results], whole=whole)
    finally:
        bench.close()
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def write(told: dict[str, str], run: str, results: list[dict[str, object]], *, whole: bool) -> None:
    """Results by id: those of this run in the place of earlier ones. A whole run begins anew, large figures aside."""
    BUILD.mkdir(exist_ok=True)
    held = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"results": []}
    new = {str(one["id"]): one for one in results}
    kept = {str(one["id"]): one for one in held["results"] if "run" in one}
    if whole:
        kept = {id: one for id, one in kept.items() if "10,000,000" in id}
    merged = [new.pop(id, one) for id, one in kept.items()] if not whole else [*new.values(), *kept.values()]
    if not whole:
        merged += new.values()
    machines = held.get("machines", {}) | {run: told}
    named = {one["run"] for one in merged}
    text = json.dumps(
        {"machines": {run: machines[run] for run in machines if run in named}, "results": merged}, indent=1
    )
    RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
