"""Which outlet an address belongs to."""

from __future__ import annotations

import pytest

from eventlog.reports.page import outlet_of


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        ("https://www.Example.org:8080/a", "outlet:example.org"),
        ("https://münchen.example", "outlet:xn--mnchen-3ya.example"),
        ("https://xn--mnchen-3ya.example", "outlet:xn--mnchen-3ya.example"),
        ("https://faß.example", "outlet:xn--fa-hia.example"),
        ("https://приклад.com", "outlet:xn--80aikifvh.com"),
        ("https://ПРИКЛАД.com/x", "outlet:xn--80aikifvh.com"),
        ("mailto:a@example.org", None),
        ("https://www.", None),
    ],
)
def test_hosts_that_differ_are_outlets_that_differ(address: str, outlet: str | None) -> None:
    """In whatever letters they are written: two newspapers that count as one would not be independent."""
    assert outlet_of(address) == outlet
