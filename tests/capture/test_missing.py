"""A package that is not installed stops nothing but the files that need it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from capture_samples import mail, page
from eventlog.capture import take

NEED = {
    "a document": (b"%PDF-1.4\n%%EOF\n", "pypdf"),
    "a feed": (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "feedparser"),
    "a page": (page(title="Quay"), "trafilatura"),
    "an archive": (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "warcio"),
}


@pytest.mark.parametrize("which", NEED)
def test_a_file_whose_package_is_missing_says_so_and_the_others_are_taken(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts as damaged, with what to install; what stands before and after it is a report as ever."""
    data, package = NEED[which]
    (tmp_path / "a").write_bytes(mail(1).as_bytes())
    (tmp_path / "b").write_bytes(data)
    (tmp_path / "c").write_bytes(mail(2).as_bytes())
    for name in [name for name in sys.modules if name.partition(".")[0] == package] + [package]:
        monkeypatch.setitem(sys.modules, name, None)
    first, missed, last = take(tmp_path)
    assert first.report is not None
    assert last.report is not None
    assert (missed.report, missed.damaged) == (None, True)
    assert package in missed.said
    assert "pip install" in missed.said
