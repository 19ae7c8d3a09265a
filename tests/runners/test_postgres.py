"""Spark reads a log on a server by ranges of position, and says what a loop over its segments says."""

from __future__ import annotations

import pytest

import eventlog
from eventlog.errors import InvalidValue, StoreError
from eventlog.mergeable import counts, standings, statuses
from eventlog.runners import Loop, Ranges, Spark, digest
from eventlog.segments import Segments, write
from postgres_server import Server, binaries
from segments_samples import CORPUS, DAYS

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server with the corpus, of which one entry is redacted."""
    pytest.importorskip("psycopg", reason="make test-spark brings it")
    try:
        binaries()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("server")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)  # the server is another user
    server = Server(folder)
    server.start()
    try:
        with eventlog.open(server.address()) as log:
            log.record(*eventlog.load(CORPUS))
            log.redact(250, reason="order 17", by="user:desk")
        yield server.address()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def session():
    """Spark in one process."""
    sql = pytest.importorskip("pyspark.sql", reason="make test-spark brings it")
    settings = {"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"}
    session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_ranges_of_a_server_give_what_segments_give(address, session, tmp_path) -> None:
    """Counts, statuses and standings, in four ranges; nothing is left in the folder for what passes."""
    ranges, spark = Ranges.of(address, size=100), Spark(session, parts=3, scratch=tmp_path)
    with eventlog.open(address, read_only=True) as log:
        write(log, tmp_path / "lake", size=200)
    segments = Segments(tmp_path / "lake")
    assert (ranges.last, ranges.zone) == (segments.last, segments.zone)
    for make in (counts, lambda: statuses(ranges.as_of(DAYS[1])), lambda: standings(*map(ranges.as_of, DAYS))):
        assert digest(spark.run(make(), ranges)) == digest(Loop().run(make(), segments))


def test_a_redaction_meanwhile_is_told(address, session, tmp_path) -> None:
    """Some ranges may have been read before it, and others after: nothing is answered."""
    ranges = Ranges.of(address)
    with eventlog.open(address) as log:
        log.redact(251, reason="order 18", by="user:desk")
    with pytest.raises(StoreError, match=r"redacted while the log was read: make Ranges.of it again"):
        Spark(session, scratch=tmp_path).run(statuses(ranges.as_of(DAYS[1])), ranges)


def test_what_is_no_server_is_refused(tmp_path) -> None:
    """A file is read as segments; an empty log has nothing to read."""
    with pytest.raises(InvalidValue, match="is no server: give an address"):
        Ranges.of(str(tmp_path / "news.db"))
