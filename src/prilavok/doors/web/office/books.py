"""Do the books add up? When they were last compared with their moves, how much of them, and what differs."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.doors.web.parts.rights import needs, scope_of
from prilavok.insights.drift_page import read_books_page


@needs("stock.see")
@require_GET
def books(request: HttpRequest) -> HttpResponseBase:
    """The rounds of the reconciliation; each difference with the moves behind it."""
    return render(
        request, "office/books.html", {"books": read_books_page(), "may_imports": scope_of(request, "imports.see")}
    )
