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


@contextmanager
def running(*commands: list[str], **more: str):
    """Programs that run as long as the block does; all that they started ends with them."""
    started = []
    try:
        for command in commands:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            one = subprocess.Popen(command, env=surroundings(**more), start_new_session=True, **quiet)
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
def dask(folder: Path):
    """The address of a scheduler with two workers, each a process of its own."""
    address = f"tcp://127.0.0.1:{free_port()}"
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    worker += ["--local-directory", str(folder)]
    with running(scheduler, worker, worker):
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
