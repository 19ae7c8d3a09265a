"""Apache Spark gives what a loop gives, through DataFrames alone, and what goes wrong there is told in one sentence."""

from __future__ import annotations

import gc
import shutil
import sys

import pytest

from eventlog.errors import InvalidValue, MissingExtra, StoreError
from eventlog.mergeable import Mergeable, counts, diff, standings, statuses, visible
from eventlog.runners import Loop, Spark, digest
from eventlog.segments import COLUMNS, Segments, write
from eventlog.segments.tables import delta, iceberg
from segments_samples import DAYS, ENTRIES, corpus

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def segments(tmp_path_factory):
    """The corpus in three files."""
    folder = tmp_path_factory.mktemp("lake")
    with corpus() as log:
        log.redact(250, reason="order 17", by="user:desk")
        write(log, folder, size=200)
    return Segments(folder)


@pytest.fixture(scope="module")
def session():
    """Spark in one process, in a zone that is not UTC."""
    sql = pytest.importorskip("pyspark.sql", reason="make test-spark brings it")
    settings = {
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "Asia/Seoul",
    }
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def spark(session):
    """A runner on it."""
    return Spark(session, parts=3)


def test_spark_gives_what_a_loop_gives(spark, session, segments, tmp_path) -> None:
    """The same digest of each; a result is a DataFrame that can be written as Parquet."""
    june, october = (segments.as_of(day) for day in DAYS)
    for projection in (counts(), visible(october), statuses(october), diff(june, october)):
        assert digest(spark.run(projection, segments)) == digest(Loop().run(projection, segments)), projection.name
    frame = spark.run(standings(october), segments)
    frame.write.parquet(str(tmp_path / "standings"))
    written = session.read.parquet(str(tmp_path / "standings"))
    assert digest(written) == digest(Loop().run(standings(october), segments))


def test_spark_reads_the_same_rows(session, segments) -> None:
    """The files of segments, as Spark itself reads them."""
    columns = [column.name for column in COLUMNS]
    assert digest(session.read.parquet(*segments.files).select(columns)) == digest(segments.table(columns))


def of_a_script() -> dict[str, Mergeable]:
    """Projections whose functions no module has, as those of a script: they travel whole."""

    def number(state, _):
        return state + 1

    def plus(a, b):
        return a + b

    def kind_of(entry):
        return (entry.kind,)

    def under(state, keys):
        return dict.fromkeys(keys, state)

    def with_kind(state, entry):
        return {**state, entry.kind: 1}

    def taking(a, b):
        a.update(b)
        return a

    return {
        "by kind": Mergeable(start=0, step=number, merge=plus, finish=under, key=kind_of),
        "whole": Mergeable(start=0, step=number, merge=plus),
        "changing": Mergeable(start={}, step=with_kind, merge=taking, name="the kinds"),
    }


def test_spark_reads_the_files_of_the_registered_tables(session, segments, tmp_path) -> None:
    """Those that Iceberg and Delta Lake list, which is where they lie: equal rows, by Spark's own reader of Parquet.

    Spark reads the tables themselves by the jars of their projects, which are not on PyPI.
    """
    catalogs = pytest.importorskip("pyiceberg.catalog.sql", reason="make test-spark brings it")
    pytest.importorskip("deltalake", reason="make test-spark brings it")
    lists = {}
    catalog = catalogs.SqlCatalog("test", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}/own")
    table = iceberg(segments, catalog, "newsroom.log")
    lists["iceberg"] = [task.file.file_path for task in table.scan().plan_files()]
    lists["delta"] = delta(segments).file_uris()
    wanted = segments.table([column.name for column in COLUMNS])
    for name, files in lists.items():
        found = session.read.parquet(*files).orderBy("position").toArrow()
        assert found.cast(wanted.schema).to_pylist() == wanted.to_pylist(), name


def test_a_folder_may_have_any_name(spark, segments, tmp_path) -> None:
    """No sign in it is a pattern, also with a colon in the name of its neighbour."""
    name = "ün [a] {b}* 100%25 a=b"
    (tmp_path / "a:b").mkdir()
    shutil.copytree(segments.folder, tmp_path / name / "lake")
    here = Segments(tmp_path / name / "lake")
    projection = statuses(here.as_of(DAYS[1]))
    assert digest(spark.run(projection, here)) == digest(Loop().run(projection, segments))


def test_a_result_outlives_its_runner(session, segments) -> None:
    """What it is read from stays until it is let go, and then nothing of it is left in the folder."""
    before = set(segments.folder.parent.glob(".passing-*"))
    frame = Spark(session, parts=2).run(statuses(segments.as_of(DAYS[1])), segments)
    assert set(segments.folder.parent.glob(".passing-*")) > before
    assert digest(frame) == digest(Loop().run(statuses(segments.as_of(DAYS[1])), segments))
    del frame
    gc.collect()
    assert set(segments.folder.parent.glob(".passing-*")) == before


def test_projections_of_a_user_run_too(spark, segments) -> None:
    """With a key and without; functions of a script travel whole."""
    ours = of_a_script()
    assert spark.run(ours["by kind"], segments) == Loop().run(ours["by kind"], segments)
    assert spark.run(ours["whole"], segments) == ENTRIES + 1


def test_a_merge_that_changes_what_it_is_given_is_told(spark, segments) -> None:
    """By the worker that merges, in the words of the loop's sibling."""
    with pytest.raises(InvalidValue, match="the merge of the kinds changes a state that it is given"):
        spark.run(of_a_script()["changing"], segments)


def test_a_module_that_workers_do_not_have_is_named(spark, segments, tmp_path, monkeypatch) -> None:
    """With what to do."""
    (tmp_path / "only_the_driver_has_it.py").write_text("def step(state, entry):\n    return state + 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    step = __import__("only_the_driver_has_it").step
    with pytest.raises(
        InvalidValue, match="the workers can't import only_the_driver_has_it: install it where they run"
    ):
        spark.run(Mergeable(start=0, step=step, merge=max), segments)


def test_workers_that_write_elsewhere_are_told(spark, segments, monkeypatch) -> None:
    """Where the driver reads other rows than the workers wrote, nothing is answered."""
    from eventlog.runners import spark as module

    kept = module._Passing.kept

    def lost(self, frame):
        back, rows = kept(self, frame)
        monkeypatch.setattr(type(back), "count", lambda _: rows - 1)
        return kept(self, frame)

    monkeypatch.setattr(module._Passing, "kept", lost)
    with pytest.raises(StoreError, match=r"give scratch=, a folder that all of them see"):
        spark.run(statuses(segments.as_of(DAYS[0])), segments)


def test_files_that_a_redaction_replaced_are_told(spark, tmp_path) -> None:
    """In the words of the other runners, before anything is worked out."""
    with corpus() as log:
        write(log, tmp_path, size=200)
        before = Segments(tmp_path)
        log.redact(250, reason="order 17", by="user:desk")
        write(log, tmp_path)
        with pytest.raises(StoreError, match="is not there any more: after a redaction it was written anew"):
            spark.run(statuses(before.as_of(DAYS[0])), before)
        with pytest.raises(InvalidValue, match="as of entry 559 can't be told, for what is read ends at 558"):
            spark.run(statuses(log.as_of(DAYS[0]).cut), before)


def test_another_python_and_a_missing_module_are_told() -> None:
    """What Spark itself says of them comes out as one sentence; other errors as they are."""
    errors = pytest.importorskip("pyspark.errors", reason="make test-spark brings it")
    from eventlog.runners.telling import told

    for said, wanted in {
        "[PYTHON_VERSION_MISMATCH] Python in worker has different version: 3.9": "another Python than the caller",
        "x\nModuleNotFoundError: No module named 'pyarrow'\ny": "the workers can't import pyarrow: install it",
        "x\neventlog.errors.InvalidValue: a worker runs Python 3.9\ny": "^a worker runs Python 3.9$",
        'IOException: Cannot run program "/opt/python": error=2': "the workers can't start /opt/python: set PYSPARK",
    }.items():
        with pytest.raises(InvalidValue, match=wanted), told():
            raise errors.PySparkException(said)
    with pytest.raises(InvalidValue, match="the session of Spark was stopped: start another one"), told():
        raise AttributeError("'NoneType' object has no attribute 'sc'")
    with pytest.raises(StoreError, match=r"^lake holds no segments$"), told():
        raise errors.PySparkException("x\neventlog.errors.StoreError: lake holds no segments\ny")
    with pytest.raises(errors.PySparkException, match="else"), told():
        raise errors.PySparkException("something else")


def test_without_spark_the_extra_is_named(monkeypatch) -> None:
    """As any other extra that is not installed."""
    monkeypatch.setitem(sys.modules, "pyspark.sql.functions", None)
    with pytest.raises(MissingExtra, match=r"pip install '.\[spark\]'"):
        Spark(None)
