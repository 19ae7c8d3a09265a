"""Documents as files: read as the text that they are, and written back in the encoding and with the line ends they had.

UTF-8 is read with and without a byte order mark, UTF-16 and UTF-32 with one. Whatever would not come out again as the
same bytes is refused, so nothing but a mark is ever changed in a file.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH116

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path
from typing import Final

import attrs

from eventlog.claims.fields import check_type
from eventlog.errors import ReadOnly, StoreError
from eventlog.files.letters import text_of
from eventlog.files.names import check_name, file_errors, opened, told
from eventlog.files.outputs import beside

__all__ = ["MOST_BYTES", "Document", "read", "write"]

MOST_BYTES: Final = 32 << 20
"""The size of the largest document that is read."""

_PAGES: Final = (".html", ".htm", ".xhtml")
_WIDE: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@attrs.frozen(kw_only=True)
class Document:
    """A file that was read: its bytes, its text, and whether it is HTML (by the ending of its name) or Markdown."""

    path: str
    raw: bytes = attrs.field(repr=False)
    mark: bytes
    encoding: str
    text: str = attrs.field(repr=False)
    html: bool

    def bytes_of(self, text: str) -> bytes:
        """Another text as this document would hold it. Raises InvalidValue for what is no text."""
        check_type(text, str, "the text of a document")
        return self.mark + text.encode(self.encoding, "surrogatepass")


def read(path: str | os.PathLike[str]) -> Document:
    """Read a document. Raises StoreError for what can't be read, is a folder, is no text or is too large; InvalidValue
    for what is no name of a file.
    """
    name = check_name(path)
    with file_errors(name, reading=True):
        held = os.stat(name)
    if stat.S_ISDIR(held.st_mode):
        raise StoreError(f"{told(name)} is a folder: name the documents in it")
    if not stat.S_ISREG(held.st_mode):
        raise StoreError(f"{told(name)} is no file but a pipe or a device: name a document")
    with opened(name) as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise StoreError(f"{told(name)} is larger than {MOST_BYTES >> 20} MB, and no document is: name another file")
    mark, encoding = next(((mark, name) for mark, name in _WIDE if raw.startswith(mark)), (b"", "utf-8"))
    if mark:
        try:
            text = raw[len(mark) :].decode(encoding)
        except UnicodeDecodeError as error:
            reason = f"this is not {encoding.upper()[:6]} (byte {error.start + len(mark)}): save it as UTF-8"
            raise StoreError(f"{told(name)}: {reason}") from None
    else:
        text = text_of(raw, lambda line, why: StoreError(f"{told(name)}, line {line}: {why}"), keep_mark=True)
        if text.startswith("\ufeff"):
            mark, text = codecs.BOM_UTF8, text[1:]
    html = os.path.splitext(name)[1].lower() in _PAGES  # noqa: PTH122 - as above
    found = Document(path=name, raw=raw, mark=mark, encoding=encoding, text=text, html=html)
    if found.bytes_of(text) != raw:
        raise StoreError(f"{told(name)} would not be written as it was read: save it as UTF-8")
    return found


def write(document: Document, text: str) -> None:
    """Put another text in the place of a document, whole or not at all; a link stays one, and so do permissions.

    Raises StoreError where the file is another one than was read, or may not be written.
    """
    check_type(document, Document, "what is written over")
    check_type(text, str, "the text of a document")
    name = os.path.realpath(document.path)
    if not os.access(name, os.W_OK):
        raise ReadOnly(f"{told(document.path)} can't be written by this user: change the permissions of the file")
    with beside(name, replace=True, how="") as place:
        place.write_bytes(document.bytes_of(text))
        with file_errors(name, reading=True):
            now = Path(name).read_bytes()
        if now != document.raw:
            raise StoreError(
                f"{told(document.path)} was changed meanwhile by another program: nothing was written, retry"
            )
