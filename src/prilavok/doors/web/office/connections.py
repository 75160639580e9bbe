"""Our own logins with messengers: connected, set otherwise, switched off; and how each was found a minute ago."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from prilavok.adapters.channels.port import Offered, offered_channels
from prilavok.domains.connections.queries import list_connections, list_health, read_connection
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.rights import needs, staff_of
from prilavok.flows.keep_channel import add_channel, change_channel, switch_channel
from prilavok.flows.messages import hook_of
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.settings import where
from prilavok.kit.words import say


@needs("staff.manage")
def connections(request: HttpRequest) -> HttpResponseBase:
    """What is connected and how it goes, and what may be connected."""
    health, language = list_health(), get_language() or ""
    rows = [
        {
            "of": one,
            "name": say(one.name, language),
            "channel": name_of("channel", one.kind),
            "health": health.get(one.id),
            "trouble": str(name_of("trouble", health[one.id].trouble)) if one.id in health else "",
        }
        for one in list_connections()
        if one.provider in offered_channels()
    ]
    may = sorted(offered_channels().values(), key=lambda one: (str(name_of("channel", one.channel)), one.title))
    return render(
        request, "office/connections.html", {"rows": rows, "may": may, "sandbox": where().outside == "sandbox"}
    )


@needs("staff.manage")
def connect(request: HttpRequest, provider: str) -> HttpResponseBase:
    """What a provider needs to be connected, and the connecting."""
    offered = offered_channels().get(provider)
    if offered is None:
        raise Http404
    if request.method != "POST":
        return _form(request, offered, {}, {})
    try:
        add_channel(
            provider,
            request.POST.get("name", ""),
            _given(request),
            actor=Actor("staff", staff_of(request).id),
            at=clock.now(),
        )
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return _form(request, offered, _open(offered, request), {}, status=422)
    messages.success(request, gettext("Connected. Whether the provider tells us is seen here within a minute."))
    return _back()


@needs("staff.manage")
def change(request: HttpRequest, connection: UUID) -> HttpResponseBase:
    """A login set otherwise; its secrets are not shown, and stay where nothing is put in their place."""
    try:
        found = read_connection(connection)
        offered = offered_channels()[found.provider]
    except (NotFound, KeyError):
        raise Http404 from None
    known = {"of": found, "name": say(found.name, get_language() or ""), "hook": hook_of(found)}
    if request.method != "POST":
        return _form(request, offered, found.settings, known)
    try:
        change_channel(
            connection,
            request.POST.get("name", ""),
            _given(request),
            version=_version(request),
            actor=Actor("staff", staff_of(request).id),
            at=clock.now(),
        )
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return _form(request, offered, _open(offered, request), known, status=422)
    messages.success(request, gettext("Saved. The provider is asked to tell us from now on."))
    return _back()


@needs("staff.manage")
@require_POST
def switch(request: HttpRequest, connection: UUID) -> HttpResponseBase:
    """Use a login, or do not use it any more."""
    on = request.POST.get("on") == "yes"
    try:
        switch_channel(
            connection, on, version=_version(request), actor=Actor("staff", staff_of(request).id), at=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        said = (
            gettext("It is used from now on.")
            if on
            else gettext("It is not used any more: nobody is written to by it.")
        )
        messages.success(request, said)
    return _back()


def _form(
    request: HttpRequest, offered: Offered, given: object, known: dict[str, object], status: int = 200
) -> HttpResponseBase:
    kept = dict(given) if isinstance(given, dict) else {}
    fields = [
        {"name": one.name, "title": say(one.title, get_language() or ""), "value": kept.get(one.name, ""), "of": one}
        for one in offered.fields
    ]
    return render(request, "office/connection.html", {"offered": offered, "fields": fields, **known}, status=status)


def _given(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("field-"): str(value) for name, value in request.POST.items() if name.startswith("field-")
    }


def _open(offered: Offered, request: HttpRequest) -> dict[str, str]:
    """What was put in and is no secret, to be shown again."""
    given = _given(request)
    return {one.name: given.get(one.name, "") for one in offered.fields if not one.secret}


def _version(request: HttpRequest) -> int:
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0


def _back() -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("office:connections"))
    response.status_code = 303
    return response
