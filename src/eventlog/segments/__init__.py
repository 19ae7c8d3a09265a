"""Segments: a log as sealed files of Parquet, for engines that read files.

    schema      what stands in a file, and how it is named
    bearing     the columns that say what bears on what
    segment     what one file says of itself, and which of them a folder has
    writing     bring a folder up to the end of a log
    folder      read a folder, without the log
    checking    whether the segments are the log

It needs pyarrow, the extra `lake`.
"""

from eventlog.segments.checking import Checked, check
from eventlog.segments.folder import Segments
from eventlog.segments.schema import COLUMNS, schema
from eventlog.segments.segment import Segment
from eventlog.segments.writing import Wrote, write

__all__ = ["COLUMNS", "Checked", "Segment", "Segments", "Wrote", "check", "schema", "write"]
