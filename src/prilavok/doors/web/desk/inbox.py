"""The inbox beside one conversation: the thread, and who speaks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prilavok.domains.conversations.queries import read_conversation
from prilavok.domains.conversations.types import ConversationView
from prilavok.doors.web.parts.lists import Empty
from prilavok.doors.web.parts.order_rights import CHANGE
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.photos import send_file
from prilavok.doors.web.parts.rights import actor_here, needs, scope_of, staff_of
from prilavok.doors.web.parts.swapped import page_or_part
from prilavok.flows.given_files import MOST_BYTES
from prilavok.flows.note_looks import note_looks
from prilavok.flows.show_read import show_read
from prilavok.insights.answer_ways import answer_ways
from prilavok.insights.desk_page import Thread, read_desk_basket, read_person, read_thread
from prilavok.insights.inbox import list_inbox
from prilavok.kit import clock
from prilavok.kit.errors import NotFound
from prilavok.kit.ids import new_id

_NOTHING = Empty(
    _("Nobody is waiting"),
    _(
        "When somebody writes in the chat of the shop or in a messenger, the conversation stands here at once,"
        " with who it is and what is in their basket."
    ),
    "message",
)


@needs("conversations.see")
@require_GET
def inbox(request: HttpRequest) -> HttpResponseBase:
    """The open conversations; with a state, the resolved ones. The list alone where the live screen asks again."""
    shown = _listed(request, _id(request.GET.get("current", "")))
    return page_or_part(request, "desk/inbox.html", shown, {"inbox": "desk/list.html"})


@needs("conversations.see")
@require_GET
def conversation(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """One conversation in the middle of the desk. Whoever looks is written down once the page is read."""
    actor, at = staff_of(request), clock.now()
    found = read_thread(conversation)
    person = read_person(found.conversation, actor=actor)
    shown = (
        _listed(request, conversation)
        | ways_shown(found.conversation, "")
        | {
            "thread": found,
            "person": person,
            "at_hand": read_desk_basket(person.leaves, at),
            "key": new_id(at),
            "may_answer": scope_of(request, "conversations.answer"),
            "may_sell": scope_of(request, "baskets.change"),
            "may_place": scope_of(request, "orders.place"),
            "may_cancel": scope_of(request, CHANGE) == "company",
        }
    )
    response = render(request, "desk/conversation.html", shown)
    _mark_read(request, found)
    if person.page:
        note_looks([person.page.customer.id], "desk.conversation", actor=actor, at=at)
    return response


@needs("conversations.see")
@require_GET
def thread(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """The messages alone: what a live screen asks for again."""
    found = read_thread(conversation)
    _mark_read(request, found)
    shown = {"thread": found, "may_answer": scope_of(request, "conversations.answer")}
    return render(request, "desk/thread.html", shown)


@needs("conversations.answer")
@require_GET
def ways(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """By which ways they can be answered, alone: a window shuts, or they write elsewhere, while one types."""
    found = read_conversation(conversation)
    return render(request, "desk/ways.html", ways_shown(found, request.GET.get("by", "")))


@needs("conversations.see")
@require_GET
def brought(request: HttpRequest, conversation: UUID, file: UUID) -> HttpResponseBase:
    """A file that was sent in this conversation, either way, as a file: never run, never shown as a page."""
    kept = {one.file for said in read_thread(conversation).said for one in said.files}
    if file not in kept:
        raise NotFound("file.absent", _("There is no such file."))
    return send_file(file, clock.now())


@needs("conversations.see")
@require_GET
def person(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Who it is, alone: known from one moment to the next when they prove a contact."""
    actor = staff_of(request)
    found = read_thread(conversation)
    shown = {
        "thread": found,
        "person": read_person(found.conversation, actor=actor),
        "may_answer": scope_of(request, "conversations.answer"),
        "may_cancel": scope_of(request, CHANGE) == "company",
    }
    return render(request, "desk/person_again.html", shown)


def _mark_read(request: HttpRequest, found: Thread) -> None:
    """Whoever leads the conversation has now read what stands there."""
    unread = any(one.message.direction == "in" and one.message.state == "received" for one in found.said)
    if unread and found.conversation.staff == staff_of(request).id and scope_of(request, "conversations.answer"):
        show_read(found.conversation.id, actor=actor_here(request), at=clock.now())


def ways_shown(found: ConversationView, by: str) -> dict[str, object]:
    """What the answer's form shows of its ways. by: the one that was chosen, kept as long as it is open."""
    at = clock.now()
    all_ways = answer_ways(found.id, found.leaf, at)
    names = [one.name for one in all_ways if not one.why]
    chosen = by if by in names else next(iter(names), "")
    return {"ways": all_ways, "chosen": chosen, "now": int(at.timestamp() * 1000), "most_bytes": MOST_BYTES}


def _listed(request: HttpRequest, current: UUID | None = None) -> dict[str, object]:
    """current: the conversation in the middle of the desk, marked in the list."""
    chosen = asked(request, "desk:inbox", filters=("state", "current"), sorts=(), sort="-last")
    state = "resolved" if chosen["state"] == "resolved" else "open"
    page = list_inbox(state=state, after=chosen.after, at=clock.now())
    return {"rows": page.rows, "state": state, "next": chosen.cursor(page), "empty": _NOTHING, "current": current}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
