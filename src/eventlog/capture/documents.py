r"""PDF by page: the text of each page in order, and a form feed (\f) after each but the last.

So the page of a span is the number of form feeds before it, and one. Readers differ in where they break a line, and the
digest of the text, and with it the report's id, would differ too: the report names its reader with its version. A
document says when it was made, never when it was published: it was out by the time it was fetched.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any, Final

from eventlog.capture.found import Around, Taken, clean, sha256
from eventlog.capture.kinds import Kind
from eventlog.errors import EventLogError, MissingExtra
from eventlog.reports import BasisKind, PublishedBasis, Report
from eventlog.reports.page import outlet_of
from eventlog.reports.report import PAGE_END

_NOWHERE: Final = logging.NullHandler()
_TOLD: Final = 10
"""Pages without text that are told one by one."""


def read_pdf(data: bytes, around: Around) -> Iterator[Taken]:
    """The report of a PDF."""
    try:
        import pypdf
    except ImportError:
        raise MissingExtra("capture", "pypdf", "reports from PDFs") from None
    publisher = around.publisher or outlet_of(around.url)
    if publisher is None:
        yield around.refused(Kind.PDF, "a PDF does not say who published it: give a publisher, such as outlet:example")
        return
    logging.getLogger("pypdf").addHandler(_NOWHERE)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield around.refused(Kind.PDF, "the PDF is locked with a password: save it without one")
            return
        pages = [clean(one.extract_text()).replace(PAGE_END, "\n") for one in reader.pages]
        bare = [str(at) for at, one in enumerate(reader.pages, start=1) if not pages[at - 1].strip() and _drawn(one)]
        about: Any = reader.metadata or {}
        told = {name: clean(about.get(f"/{name}"), 1000) for name in ("Title", "Author", "CreationDate")}
    except pypdf.errors.DependencyError:  # a lock that any program opens, and that pypdf needs a package for
        yield around.refused(Kind.PDF, str(MissingExtra("sign", "cryptography", "PDFs that are encrypted")))
        return
    except Exception as error:  # noqa: BLE001 - the reader may fall over what strangers wrote
        why = f"the PDF can't be read ({type(error).__name__}): it may be cut off or damaged, so fetch it again"
        yield around.refused(Kind.PDF, why)
        return
    if not any(one.strip() for one in pages):
        yield around.refused(Kind.PDF, "the PDF has no text, only pictures of it perhaps: give the text itself")
        return
    some = ", ".join(bare[:_TOLD]) + (", ..." if bare[_TOLD:] else "")
    said = f"no text on page {some}, only a picture of it perhaps: nothing of that was taken" if bare else ""
    try:
        yield around.taken(Kind.PDF, _report(pages, told, publisher, around, data, f"pypdf {pypdf.__version__}"), said)
    except EventLogError as error:
        yield around.refused(Kind.PDF, str(error))


def _drawn(page: Any) -> bool:
    """Whether a picture, or a form, stands on a page."""
    held = page.get("/Resources")
    return bool(held is not None and held.get_object().get("/XObject"))


def _report(pages: list[str], told: dict[str, str], publisher: str, around: Around, data: bytes, reader: str) -> Report:
    made = f"made {told['CreationDate'].removeprefix('D:')}, as the document says" if told["CreationDate"] else ""
    come = "the document was fetched" if around.retrieved else "when it was fetched is not said"
    basis = PublishedBasis(kind=BasisKind.INFERRED, earliest=made, latest=come)
    return Report(
        publisher=publisher,
        title=told["Title"],
        authors=[told["Author"]] if told["Author"] else [],
        published_basis=basis,
        carrier=around.carrier,
        url=around.url,
        retrieved=around.retrieved,
        zone=around.zone,
        text=PAGE_END.join(pages),
        page_digest=sha256(data),
        reader=reader,
    )
