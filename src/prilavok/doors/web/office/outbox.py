"""What the sandbox "sent" by SMS and mail: read here, since nothing leaves this machine."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.domains.conversations.queries import list_out
from prilavok.domains.conversations.types import MessageView
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import needs
from prilavok.kit import clock
from prilavok.kit.pages import Mark, Page
from prilavok.kit.settings import where

CHANNELS = ("sms", "mail")
_PAGE = 50
_COLUMNS = (
    Column(pgettext_lazy("address", "To")),
    Column(_("What it says")),
    Column(_("By")),
    Column(_("What became of it")),
    Column(_("When"), "time"),
)


@needs("outbox.see")
def outbox(request: HttpRequest) -> HttpResponseBase:
    """Messages that would have gone out by SMS and mail, the newest first; only in the sandbox is there such a page."""
    if where().outside != "sandbox":
        raise Http404
    chosen = asked(request, "outbox", filters=("channel",), sorts=(), sort="-sent")
    channel = chosen["channel"] if chosen["channel"] in CHANNELS else ""

    def read(after: Mark | None, limit: int = _PAGE) -> Page[MessageView]:
        return list_out(channels=(channel,) if channel else CHANNELS, after=after, limit=limit)

    page = read(chosen.after)
    listing = Listing(
        title=_("Outbox of the sandbox"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/outbox.html",
        next=chosen.cursor(page),
        filters=(
            Filter("channel", _("By"), "choice", channel, [Choice(one, name_of("channel", one)) for one in CHANNELS]),
        ),
        empty=Empty(
            _("Nothing was written yet"),
            _(
                "This installation is a sandbox: SMS and mail leave nobody's machine and are read here, one-time codes"
                " and pickup codes among them. Ask for a code in the shop and it appears."
            ),
            "message",
        ),
        note=_("A sandbox: none of this was really sent."),
    )
    return show_list(request, "office/outbox.html", listing, now=clock.now())
