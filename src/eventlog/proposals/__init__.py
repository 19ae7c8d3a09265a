"""Proposals: what machines read in reports, checked against the words, and kept for review.

    shapes      what a proposal may say, field by field
    schema      the JSON Schema of that, plain and strict
    reading     from JSON to a shape, or to the field that does not fit it
    places      where quoted words stand in a text: there, letter by letter, or not at all
    naming      whether words name an agent
    held        what the log holds that proposals point at
    making      from shapes to claims, links, assessments and reports
    batch       a batch, item by item
    refusals    what is refused, and what is doubtful
    mapping     what other programs' extractors write, as proposals

It records nothing: `EventLog.propose` does, all or nothing, and what comes in waits for review.
"""

from eventlog.proposals.batch import Item, check_extractor, made
from eventlog.proposals.held import extractors_of, report_held, review_of, waiting
from eventlog.proposals.reading import read_shape
from eventlog.proposals.refusals import Doubt, Proposed, Refusal
from eventlog.proposals.schema import json_schema

__all__ = [
    "Doubt",
    "Item",
    "Proposed",
    "Refusal",
    "check_extractor",
    "extractors_of",
    "json_schema",
    "made",
    "read_shape",
    "report_held",
    "review_of",
    "waiting",
]
