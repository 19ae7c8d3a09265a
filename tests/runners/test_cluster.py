"""Clusters on this machine give what a loop gives, also when a worker is killed in the middle."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from eventlog.errors import InvalidValue
from eventlog.mergeable import Mergeable, counts, standings, statuses
from eventlog.runners import Loop, Processes, digest
from eventlog.segments import Segments, write
from runners_clusters import dask, found, standalone
from runners_work import DAY, LARGE, in_large, plus
from segments_samples import ENTRIES, corpus, wire_service

pytestmark = pytest.mark.cluster
CLAIMS = int(os.environ.get("EVENTLOG_CLAIMS", "20000"))
"""Claims of the large log; a million takes an hour of two cores and 6 GB."""
LOCAL = "local[2,4]"


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


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The log of a wire service, in eight files."""
    return wire_service(tmp_path_factory.mktemp("large"), CLAIMS, files=8)


@pytest.fixture(scope="module")
def wanted_of_large(large):
    """The digest of a loop."""
    return {"statuses": digest(Loop().run(in_large(large), large))}


def test_dask_over_tcp(segments, wanted, tmp_path) -> None:
    """A scheduler and two workers, each a process of its own; one of them is killed twice."""
    pytest.importorskip("distributed", reason="make test-cluster brings it")
    with dask(tmp_path) as address:
        assert found("dask", address, segments, tmp_path / "mark") == wanted
    assert (tmp_path / "mark").exists()
    assert (tmp_path / "mark-2").exists()


@pytest.mark.parametrize("lacking", ["scheduler", "workers"])
def test_dask_without_this_library_is_told(lacking, segments, tmp_path) -> None:
    """By a sentence that says where it is wanted; nobody waits for workers that are gone."""
    distributed = pytest.importorskip("distributed", reason="make test-cluster brings it")
    told = {"scheduler": "the scheduler can't read what it is sent", "workers": "the workers have no eventlog"}
    with dask(tmp_path, lacking) as address, distributed.Client(address) as client:
        runner = Processes(client.get_executor())
        with pytest.raises(InvalidValue, match=told[lacking]):
            runner.run(counts(), segments)


def test_a_module_that_is_sent_to_dask_is_found(segments, tmp_path, monkeypatch) -> None:
    """Though a run before it failed for want of it: Dask keeps errors as it keeps results."""
    distributed = pytest.importorskip("distributed", reason="make test-cluster brings it")
    (tmp_path / "only_the_caller_has_it.py").write_text("def step(state, entry):\n    return state + 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    step = __import__("only_the_caller_has_it").step
    with dask(tmp_path / "work") as address, distributed.Client(address) as client:
        runner = Processes(client.get_executor())
        counted = Mergeable(start=0, step=step, merge=plus)
        with pytest.raises(InvalidValue, match="the workers can't import only_the_caller_has_it") as before:
            runner.run(counted, segments)
        client.upload_file(str(tmp_path / "only_the_caller_has_it.py"))
        assert runner.run(counted, segments) == ENTRIES
        del before  # held until here, for Dask keeps an error as long as it is held


def test_spark_standalone(segments, wanted, tmp_path) -> None:
    """A master and two workers; an executor is killed twice."""
    pytest.importorskip("pyspark", reason="make test-cluster brings it")
    with standalone(tmp_path) as address:
        assert found("standalone", address, segments, tmp_path / "mark") == wanted
    assert (tmp_path / "mark").exists()
    assert (tmp_path / "mark-2").exists()


def test_spark_connect(segments, wanted, tmp_path) -> None:
    """A server of its own behind gRPC, where no RDD exists; a Python that works for it is killed twice."""
    pytest.importorskip("pyspark.sql.connect", reason="make test-cluster brings it")
    assert found("connect", LOCAL, segments, tmp_path / "mark") == wanted
    assert (tmp_path / "mark-2").exists()


def test_processes_say_the_same_of_a_large_log(large, wanted_of_large) -> None:
    """Two processes, at two cuts in one pass."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert digest(Processes(executor).run(in_large(large), large)) == wanted_of_large["statuses"]


@pytest.mark.parametrize("kind", ["dask", "local", "standalone", "connect"])
def test_clusters_say_the_same_of_a_large_log(kind, large, wanted_of_large, tmp_path) -> None:
    """The same cuts; nobody is killed."""
    pytest.importorskip("distributed" if kind == "dask" else "pyspark", reason="make test-cluster brings it")
    if kind == "dask":
        with dask(tmp_path) as address:
            assert found(kind, address, large, LARGE) == wanted_of_large
    elif kind == "standalone":
        with standalone(tmp_path, "2g") as address:
            assert found(kind, address, large, LARGE) == wanted_of_large
    else:
        assert found(kind, LOCAL, large, LARGE) == wanted_of_large
