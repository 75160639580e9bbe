"""Drawings of `static/icons.svg` on a page."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from prilavok.doors.web.parts.islands import asset_address


def drawing(name: str, label: str = "") -> SafeString:
    """One drawing; without a label it is hidden from readers of the screen."""
    return _drawn(asset_address("icons.svg"), name, label)


@lru_cache(maxsize=2_000)
def _drawn(address: str, name: str, label: str) -> SafeString:
    """A page has a hundred icons of twenty kinds."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, address, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name)
