"""Drawings on a page: those of `static/icons.svg`, and QR codes."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from prilavok.doors.web.parts.islands import asset_address
from prilavok.kit.qr import qr_of


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


def qr(text: str, label: str = "") -> SafeString | str:
    """The QR code of a text; without a label it is hidden from readers of the screen. "" where there is none."""
    code = qr_of(text)
    if code is None:
        return ""
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" {1}><path class="qr-paper" d="M0 0h{0}v{0}H0z"/><path d="{2}"/></svg>',
        code.modules,
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        code.path,
    )
