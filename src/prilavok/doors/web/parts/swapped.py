"""A page, or the part of it that htmx swaps in: one address gives both, and says so to whoever keeps answers."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_or_part(
    request: HttpRequest, page: str, shown: Mapping[str, object], parts: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    """The template of the page, or that of the part asked for. parts: templates by the id of the element they fill."""
    template = parts.get(request.headers.get("HX-Target", ""), page)
    response = render(request, template, shown, status=status)
    response.headers["Vary"] = "HX-Request, HX-Target"
    return response
