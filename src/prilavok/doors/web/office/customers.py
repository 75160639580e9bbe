"""The list of customers."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.domains.customers.queries import CUSTOMER_SORTS, count_customers
from prilavok.doors.guessing import slow_guesses
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import Asked, asked, csv_file
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.flows.note_looks import note_looks
from prilavok.insights.lists.customers import CustomerRow, list_customer_rows, may_browse
from prilavok.insights.lists.found import MOST_FOUND
from prilavok.kit.money import Money, exact_text
from prilavok.kit.pages import Mark, Page

_COLUMNS = (
    Column(pgettext_lazy("person", "Name"), sort="name"),
    Column(_("Phone")),
    Column(_("Loyalty card")),
    Column(_("Orders"), "number"),
    Column(_("Paid"), "number"),
    Column(_("Last order"), "time"),
    Column(_("Known since"), "time", "since"),
)
_HEADS = (
    _("Code"),
    pgettext_lazy("person", "Name"),
    _("Made up"),
    _("Phone"),
    _("Loyalty card"),
    _("Orders"),
    _("Paid"),
    _("Currency"),
    _("Last order"),
    _("Known since"),
)
_MADE_UP = {"yes": True, "no": False}


@needs("customers.see")
def customers(request: HttpRequest) -> HttpResponseBase:
    """Every customer; those whose right ends at their place find the one before them by name, phone or card."""
    chosen = asked(request, "customers", filters=("q", "made_up"), sorts=CUSTOMER_SORTS, sort="-since")
    actor = staff_of(request)
    made_up = _MADE_UP.get(chosen["made_up"])
    slow_guesses(actor, chosen["q"])

    def read(after: Mark | None, limit: int = 1000) -> Page[CustomerRow]:
        return list_customer_rows(actor, text=chosen["q"], made_up=made_up, sort=chosen.sort, after=after, limit=limit)

    sees_raw = scope_of(request, "customers.see_raw") is not None

    def noted(after: Mark | None, limit: int = 1000) -> Page[CustomerRow]:
        page = read(after, limit)
        if sees_raw:  # a list with whole numbers is a look at each of them
            screen = "customers.file" if chosen.as_file else "customers.list"
            note_looks([row.customer.id for row in page.rows], screen, actor=actor, at=chosen.at)
        return page

    if chosen.as_file:
        return csv_file("customers", _HEADS, noted, _cells)
    page = noted(chosen.after, MOST_FOUND if chosen["q"] else 50)
    browses = may_browse(actor)
    count = len(page.rows) if chosen["q"] or not browses else count_customers(made_up=made_up)
    return show_list(request, "office/list.html", _listing(chosen, page, count, browses))


def _listing(chosen: Asked, page: Page[CustomerRow], count: int, browses: bool) -> Listing:
    nobody = Empty(
        _("No customers yet"),
        _("A customer appears when somebody leaves a phone, a card or a message, or with a load."),
        "customers",
        (_("To the imports"), reverse("office:imports")),
    )
    finder = Empty(
        _("Who is before you?"), _("Type a name, a phone or a card: your role finds one customer at a time."), "search"
    )
    return Listing(
        title=_("Customers"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/customer.html",
        sort=chosen.sort,
        next=chosen.cursor(page),
        count=count,
        filters=(
            Filter("q", _("Name, phone or card"), value=chosen["q"]),
            Filter(
                "made_up",
                _("Real and made up"),
                "choice",
                chosen["made_up"],
                (Choice("no", _("Not made up")), Choice("yes", _("Made up"))),
            ),
        ),
        note=_("The likest hundred at most, the best first. Typos and the other keyboard layout are forgiven.")
        if chosen["q"]
        else "",
        empty=nobody if browses else finder,
    )


def _cells(row: CustomerRow, language: str) -> Sequence[object]:
    person, bought = row.customer, row.bought
    paid = bought.paid_amount if bought else None
    return (
        person.code,
        person.name,
        "1" if person.made_up else "",
        row.phone.value if row.phone else "",
        row.card.value if row.card else "",
        bought.orders if bought else "",
        exact_text(Money(paid, bought.currency)) if bought and paid is not None else "",
        bought.currency if bought else "",
        bought.last_at if bought else "",
        person.created_at,
    )
