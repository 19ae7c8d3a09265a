"""Clusters on this machine give what a loop gives, also when a worker is killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventlog.mergeable import standings, statuses
from eventlog.runners import Loop, digest
from eventlog.segments import Segments, write
from runners_work import DAY
from segments_samples import ENTRIES, corpus

pytestmark = pytest.mark.cluster
PROGRAM = Path(__file__).resolve().parents[1] / "runners_work.py"
PATHS = os.pathsep.join(path for path in (*sys.path, str(PROGRAM.parent)) if path)


@pytest.fixture(scope="module")
def segments(tmp_path_factory):
    """The corpus in four files."""
    folder = tmp_path_factory.mktemp("lake")
    with corpus() as log:
        write(log, folder, size=150)
    return Segments(folder)


@pytest.fixture(scope="module")
def wanted(segments):
    """The digests of a loop."""
    cut = segments.as_of(DAY)
    found = {"statuses": statuses(cut), "standings": standings(cut)}
    return {name: digest(Loop().run(one, segments)) for name, one in found.items()} | {"count": digest(ENTRIES)}


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


def test_dask_over_tcp(segments, wanted, tmp_path) -> None:
    """A scheduler and two workers, each a process of its own; one of them is killed twice."""
    pytest.importorskip("distributed", reason="make test-cluster brings it")
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    worker += ["--local-directory", str(tmp_path)]
    with running(dask, worker, worker):
        assert found("dask", address, segments, tmp_path / "mark") == wanted
    assert (tmp_path / "mark").exists()
    assert (tmp_path / "mark-2").exists()


def test_spark_standalone(segments, wanted, tmp_path) -> None:
    """A master and two workers; an executor is killed twice."""
    pyspark = pytest.importorskip("pyspark", reason="make test-cluster brings it")
    spark_class = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    port = free_port()
    address, deploy = f"spark://127.0.0.1:{port}", "org.apache.spark.deploy"
    master = [spark_class, f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = [spark_class, f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
    worker += ["--webui-port", "0", "--work-dir", str(tmp_path / "work"), address]
    home = str(Path(pyspark.__file__).parent)
    with running(master, worker, worker, SPARK_HOME=home):
        assert found("standalone", address, segments, tmp_path / "mark") == wanted
    assert (tmp_path / "mark").exists()
    assert (tmp_path / "mark-2").exists()


def test_spark_connect(segments, wanted, tmp_path) -> None:
    """A server of its own behind gRPC, where no RDD exists; a Python that works for it is killed twice."""
    pytest.importorskip("pyspark.sql.connect", reason="make test-cluster brings it")
    assert found("connect", "local[2,4]", segments, tmp_path / "mark") == wanted
    assert (tmp_path / "mark-2").exists()
