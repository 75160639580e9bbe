"""What an operator does in a conversation: takes it, answers, settles it; has said once more what did not arrive."""

from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.doors.web.desk.inbox import ways_shown
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.answer_message import answer as answer_message
from prilavok.flows.given_files import Given
from prilavok.flows.name_contact import name_contact
from prilavok.flows.resolve_conversation import resolve_conversation
from prilavok.flows.say_again import say_again
from prilavok.flows.show_typing import show_typing
from prilavok.flows.take_conversation import take_conversation
from prilavok.insights.desk_page import read_thread
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id

_ANSWER = "conversations.answer"
_LONGEST = 254  # characters of a contact


class FormWithoutKey(Refused):
    """The form does not say which answer it is, so that a second click could not be told from a second answer."""

    def __init__(self) -> None:
        super().__init__("page.no_key", _("This form is not whole. Open the conversation again."))


@needs(_ANSWER)
@require_POST
def answer(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Say something; sent twice it is said once."""
    key = request.POST.get("key", "")[:64]
    if not key:
        raise FormWithoutKey
    by, at = request.POST.get("by", "")[:80], clock.now()
    files = [Given(one.name or "file", cast(BinaryIO, one.file)) for one in request.FILES.getlist("files") if one.size]
    text = request.POST.get("text", "")
    answer_message(conversation, text, by=by, files=files, key=key, actor=actor_here(request), at=at)
    if request.headers.get("HX-Request") == "true":
        found = read_thread(conversation)
        shown = {"thread": found, "key": new_id(at), "may_answer": True, **ways_shown(found.conversation, by)}
        return render(request, "desk/said.html", shown)
    return _back(conversation)


@needs(_ANSWER)
@require_POST
def typing(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Somebody writes an answer: the customer sees it, where their messenger shows such a thing."""
    show_typing(conversation, by=request.POST.get("by", "")[:80], actor=actor_here(request), at=clock.now())
    return HttpResponse(status=204)


@needs(_ANSWER)
@require_POST
def again(request: HttpRequest, conversation: UUID, message: UUID) -> HttpResponseBase:
    """Have what did not arrive said once more; pressed twice it is one try."""
    sure = request.POST.get("sure") == "yes"
    if say_again(conversation, message, sure=sure, actor=actor_here(request), at=clock.now()):
        messages.success(request, gettext("It is sent once more."))
    else:
        messages.info(request, gettext("It is on its way already."))
    return _back(conversation)


@needs(_ANSWER)
@require_POST
def take(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Take the conversation: colleagues see whose it is."""
    take_conversation(conversation, actor=actor_here(request), at=clock.now())
    return _back(conversation)


@needs(_ANSWER)
@require_POST
def name(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """Write down a phone or e-mail that the customer named."""
    named = request.POST.get("contact", "")[:_LONGEST]
    name_contact(conversation, named, actor=actor_here(request), at=clock.now())
    messages.success(
        request,
        gettext("Written down. It proves nothing: if it is a customer's, the office decides whether both are one."),
    )
    return _back(conversation)


@needs(_ANSWER)
@require_POST
def resolve(request: HttpRequest, conversation: UUID) -> HttpResponseBase:
    """The need is settled; the next words of the customer open a new conversation."""
    resolve_conversation(conversation, actor=actor_here(request), at=clock.now())
    return HttpResponseRedirect(reverse("desk:inbox"))


def _back(conversation: UUID) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("desk:conversation", args=[conversation]))
