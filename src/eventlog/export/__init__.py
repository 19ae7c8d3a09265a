"""Exports and imports: what is known, in the words of others; one file a format, and no format knows another.

    arrow             Arrow, Parquet, polars, pandas          extras arrow, polars, pandas
    spreadsheet       CSV, out and in
    json_lines        rows as JSONL; events as JSONL, out and in
    prov_json         W3C PROV                                extra prov
    web_annotations   W3C Web Annotations
    claim_review      schema.org ClaimReview
    reviews_in        ClaimReview coming in
    follow_the_money  FollowTheMoney statements, out and in
    cloud_events      CloudEvents 1.0
    timeline_js       TimelineJS 3
    marks             Web Annotations, Hypothes.is, doccano, in
    label_studio      Label Studio, in
    uima              UIMA CAS (INCEpTION), out and in         extra uima
    plot              pictures                                extra plot

What is exported is a `Knowledge`, so nothing that its cut keeps out can slip into a file; two formats also take
entries, of a whole log or of what a cut lets through. Exporters give text, in pieces where there may be much of it;
`write` puts pieces into a file, whole or not at all. What each format carries and loses is written down in
docs/reference/exports.md, and held by tests that read the files back with the other side's own reader.
"""

from __future__ import annotations

from eventlog.export.arrow import to_arrow, to_pandas, to_parquet, to_polars
from eventlog.export.claim_review import to_claim_reviews
from eventlog.export.cloud_events import to_cloud_events
from eventlog.export.converting import Agents, dates
from eventlog.export.files import write
from eventlog.export.follow_the_money import from_ftm, to_ftm
from eventlog.export.json_lines import events_to_jsonl, from_jsonl, to_jsonl
from eventlog.export.label_studio import from_label_studio
from eventlog.export.marks import from_doccano, from_web_annotations
from eventlog.export.prov_json import to_prov, to_prov_json
from eventlog.export.reviews_in import from_claim_reviews
from eventlog.export.spreadsheet import from_csv, to_csv
from eventlog.export.timeline_js import to_timeline_js
from eventlog.export.uima import from_uima, to_uima
from eventlog.export.web_annotations import to_web_annotations

__all__ = [
    "Agents",
    "dates",
    "events_to_jsonl",
    "from_claim_reviews",
    "from_csv",
    "from_doccano",
    "from_ftm",
    "from_jsonl",
    "from_label_studio",
    "from_uima",
    "from_web_annotations",
    "to_arrow",
    "to_claim_reviews",
    "to_cloud_events",
    "to_csv",
    "to_ftm",
    "to_jsonl",
    "to_pandas",
    "to_parquet",
    "to_polars",
    "to_prov",
    "to_prov_json",
    "to_timeline_js",
    "to_uima",
    "to_web_annotations",
    "write",
]
