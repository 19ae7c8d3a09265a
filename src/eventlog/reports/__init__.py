"""Reports: one published text each, with its bibliographic data (`report`), and how a web page becomes one (`page`)."""

from eventlog.reports.basis import BasisKind, PublishedBasis
from eventlog.reports.report import Region, RegionKind, Report

__all__ = ["BasisKind", "PublishedBasis", "Region", "RegionKind", "Report"]
