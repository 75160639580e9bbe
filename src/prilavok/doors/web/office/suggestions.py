"""Who may be one person: what waits for a decision, the evidence beside it, and the yes or no."""

from math import floor
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.customers.queries import count_suggestions
from prilavok.domains.customers.types.identity import SuggestionView
from prilavok.domains.tasks.queries import list_tasks
from prilavok.doors.web.customer_why import sentence_of
from prilavok.doors.web.parts.lists import Choice, Column, Empty, Filter, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.decide_suggestion import decide_suggestion
from prilavok.flows.note_looks import note_looks
from prilavok.flows.quarantine_person import KIND
from prilavok.insights.suggested_people import list_suggested, read_to_decide
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_COLUMNS = (
    Column(_("One")),
    Column(_("The other")),
    Column(_("Why"), "mark"),
    Column(_("Suggested"), "time"),
    Column(_("Decided"), "mark"),
)
_EMPTY = Empty(
    _("Nobody to decide about"),
    _(
        "When somebody names a phone or e-mail of a known customer without proving it, or proves one that the rules"
        " keep apart, the two stand here with the evidence. Nothing is joined before a person says so."
    ),
    "check",
)


@needs("customers.join")
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """The suggestions that wait, the longest waiting first; on demand those decided."""
    chosen = asked(request, "suggestions", filters=("decided",), sorts=(), sort="")
    decided = chosen["decided"] == "yes"
    page = list_suggested(actor=staff_of(request), decided=decided, after=chosen.after)
    listing = Listing(
        title=_("Who may be one person"),
        columns=_COLUMNS,
        rows=page.rows,
        row="office/rows/suggestion.html",
        next=chosen.cursor(page),
        count=None if decided else count_suggestions(),
        filters=(Filter("decided", _("Waiting"), "choice", chosen["decided"], (Choice("yes", _("Decided")),)),),
        note=_("A suggestion opens nothing to anybody and joins nobody. A yes can be undone on the customer's page."),
        empty=_EMPTY,
    )
    return show_list(request, "office/suggestions.html", listing, too_large=list_tasks(kind=KIND))


@needs("customers.join")
def suggestion(request: HttpRequest, suggestion: UUID) -> HttpResponseBase:
    """One suggestion: both sides beside each other, the evidence, and two buttons."""
    actor = staff_of(request)
    found = read_to_decide(suggestion, actor=actor)
    seen = [one.side.customer.id for one in found.sides if one.side.customer]
    shown = {
        "about": found,
        "because": sentence_of(found.tie) if found.tie else "",
        "alike": _alike(found.told.suggestion),
    }
    response = render(request, "office/suggestion.html", shown)
    note_looks(seen, "customer.suggestion", actor=actor, at=clock.now())
    return response


@needs("customers.join")
@require_POST
def decide(request: HttpRequest, suggestion: UUID) -> HttpResponseBase:
    """Write the decision down and go on to the next that waits."""
    answer = request.POST.get("answer", "")
    back = reverse("office:suggestions")
    if answer not in ("yes", "no"):
        messages.error(request, gettext("Choose one of the two. Nothing was changed."))
        back = reverse("office:suggestion", args=[suggestion])
    else:
        actor = actor_here(request)
        try:
            decide_suggestion(suggestion, answer == "yes", actor=actor, at=clock.now())
        except NotFound:
            raise
        except Refused as refused:
            messages.error(request, refused.say(gettext))
        else:
            messages.success(
                request,
                gettext("They are one customer now. It can be undone on the customer's page.")
                if answer == "yes"
                else gettext("They stay two. Nobody will be asked about these two again."),
            )
    response = HttpResponseRedirect(back)
    response.status_code = 303
    return response


def _alike(suggestion: SuggestionView) -> dict[str, object] | None:
    if suggestion.alike is None:
        return None
    share = floor(suggestion.alike["confidence"] * 1000) / 10  # never rounded up to a certainty
    parts = [(column, level, f"{bits:+.1f}") for column, level, bits in suggestion.alike["parts"]]
    return {"share": localize(share), "parts": parts}
