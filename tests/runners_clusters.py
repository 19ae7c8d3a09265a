"""Clusters of Dask and Spark on this machine, for as long as a block runs, and what a run on one gives."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from eventlog.segments import Segments

PROGRAM = Path(__file__).resolve().parent / "runners_work.py"
PATHS = os.pathsep.join(path for path in (*sys.path, str(PROGRAM.parent)) if path)


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a program that has this library and works with this Python."""
    return {**os.environ, "PYTHONPATH": PATHS, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", **more}


WITHOUT = "import sys; sys.path[:] = [one for one in sys.path if 'site-packages' in one or 'lib/python' in one]"
"""What takes this library from the path of a program: it is installed there by its own folder."""


def without_this_library(folder: Path) -> str:
    """A path of Python on which this library is not found, though its environment has it."""
    place = folder / "without"
    place.mkdir(parents=True, exist_ok=True)
    (place / "sitecustomize.py").write_text(WITHOUT, encoding="utf-8")
    return str(place)


@contextmanager
def running(*commands: list[str], paths: tuple[str, ...] = (), **more: str):
    """Programs that run as long as the block does; all that they started ends with them. `paths`: the path of Python of
    each, where they differ.
    """
    started = []
    try:
        for number, command in enumerate(commands):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            own = {"PYTHONPATH": paths[number]} if paths else {}
            one = subprocess.Popen(command, env=surroundings(**more, **own), start_new_session=True, **quiet)
            started.append(one)
        yield started
    finally:
        for one in started:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def found(kind: str, address: str, segments: Segments, mark: Path) -> dict[str, str]:
    """What a run on a cluster gives."""
    command = [sys.executable, str(PROGRAM), kind, address, str(segments.folder), str(mark)]
    done = subprocess.run(command, env=surroundings(), capture_output=True, text=True, timeout=1500, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    """A port of the loopback that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def dask(folder: Path, lacking: str = ""):
    """The address of a scheduler with two workers, each a process of its own. `lacking`: who does not have this
    library, the scheduler or the workers.
    """
    address = f"tcp://127.0.0.1:{free_port()}"
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    worker += ["--local-directory", str(folder)]
    without, whole = without_this_library(folder), surroundings()["PYTHONPATH"]
    paths = [without if lacking == one else whole for one in ("scheduler", "workers", "workers")]
    with running(scheduler, worker, worker, paths=tuple(paths)):
        yield address


@contextmanager
def standalone(folder: Path, memory: str = "1g"):
    """The address of a master of Spark with two workers."""
    import pyspark

    home = str(Path(pyspark.__file__).parent)
    spark_class = f"{home}/bin/spark-class"
    port, deploy = free_port(), "org.apache.spark.deploy"
    address = f"spark://127.0.0.1:{port}"
    master = [spark_class, f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = [spark_class, f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", memory]
    worker += ["--webui-port", "0", "--work-dir", str(folder / "work"), address]
    with running(master, worker, worker, SPARK_HOME=home):
        yield address
