"""Runners: a mergeable projection folded over the segments of a log, in a loop, by processes, or on Apache Spark.

    Loop().run(statuses(segments.as_of("2024-06-27")), segments)

All give the same result of the same segments; `digest` compares them.

    reach       which entries must be at hand where a question is asked
    joining     that walk in tables of pyarrow
    work        what is done elsewhere
    plain       the loop, and executors
    ranges      a log on a server, by ranges of position
    spark       Apache Spark, through DataFrames alone
    telling     what its workers say, in one sentence
    digests     one digest for one result
"""

from eventlog.runners.digests import digest
from eventlog.runners.plain import Loop, Processes
from eventlog.runners.ranges import Ranges
from eventlog.runners.spark import Spark

__all__ = ["Loop", "Processes", "Ranges", "Spark", "digest"]
