"""What staff do with a person's data as the law has it: give it out, erase it, and see who looked at it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.http.response import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prilavok.domains.customers.errors import NotAlike
from prilavok.domains.customers.queries import list_erasures, read_customer, read_erasure_of
from prilavok.domains.staff.queries import list_looks, read_staff
from prilavok.doors.web.parts.lists import Column, Empty, Listing, show_list
from prilavok.doors.web.parts.pages import asked
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.flows.erase_person import LATE, erase_person
from prilavok.flows.export_person import export_person
from prilavok.flows.note_looks import note_looks
from prilavok.insights.erasure_preview import preview_erasure
from prilavok.insights.person_archive import ARCHIVE
from prilavok.insights.person_page import title_of
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.events.actor import Actor
from prilavok.kit.files import file_link, file_of_link, files_owned, open_file, show_file

_LINK_LASTS = timedelta(minutes=15)
_LOOK_COLUMNS = (Column(_("Time"), "time"), Column(_("Who looked")), Column(_("What they saw")))
_ERASURE_COLUMNS = (
    Column(_("Time"), "time"),
    Column(_("Proof")),
    Column(_("Rows erased"), "number"),
    Column(_("Who erased")),
)


@needs("customers.export")
def archives(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The archives that were made of a customer, each with a link that is good for a quarter of an hour."""
    found, at = read_customer(customer), clock.now()
    until = at + _LINK_LASTS
    made = [(one, file_link(one.id, until)) for one in files_owned(customer, ARCHIVE, at)]
    return render(request, "customer/archives.html", {"customer": found, "archives": made})


@needs("customers.export")
@require_POST
def export(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """Have an archive made; whoever asked has looked at all of it."""
    actor, at = staff_of(request), clock.now()
    export_person(customer, language=request.POST.get("language", "")[:2], actor=Actor("staff", actor.id), at=at)
    note_looks([customer], "customer.export", actor=actor, at=at)
    messages.success(request, gettext("The archive is being made. It will stand here in a moment, for seven days."))
    return _see_other("office:archives", customer)


@needs("customers.export")
def archive(request: HttpRequest, customer: UUID, token: str) -> HttpResponseBase:
    """One archive as a file. Refused where the link is not ours, has ended, or opens something else."""
    at = clock.now()
    file = file_of_link(token, at)
    stored = show_file(file, at)
    if (stored.owner_kind, stored.owner) != (ARCHIVE, customer):
        raise NotFound("file.absent", _("There is no such file."))
    note_looks([customer], "customer.archive", actor=staff_of(request), at=at)
    response = FileResponse(open_file(file, at), as_attachment=True, filename=stored.name, content_type=stored.kind)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@needs("customers.erase")
def erase(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """What would go, what stays and why; and, where it is said for certain, the erasure itself."""
    if request.method == "POST":
        return _erase(request, customer)
    found = preview_erasure(customer)
    goes = [(title_of(table), len(rows)) for table, rows in found.words.items()]
    stays = [(title_of(one.store), one) for one in found.kept]
    shown = {"customer": read_customer(customer), "found": found, "goes": goes, "stays": stays}
    return render(request, "customer/erase.html", shown)


def _erase(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    if request.POST.get("sure") != "yes":
        messages.error(request, gettext("Nothing was erased: say that you are sure."))
        return _see_other("office:erase", customer)
    try:
        along = _ids(request.POST.getlist("along"))
        erase_person(customer, along=along, actor=actor_here(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.say(gettext))
        return _see_other("office:erase", customer)
    return _see_other("office:erased", customer)


def _ids(texts: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise NotAlike from None


@needs("customers.erase")
def erased(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The proof that somebody was erased."""
    proof = read_erasure_of(customer)
    by = read_staff([proof.actor]).get(proof.actor) if proof.actor else None
    went = [(title_of(table), rows) for table, rows in sorted(proof.counts.items())]
    stays = [(title_of(one.store), one) for one in proof.kept]
    shown = {"proof": proof, "by": by, "went": went, "stays": stays, "late": (proof.again_at or proof.erased_at) + LATE}
    return render(request, "customer/erased.html", shown)


@needs("customers.erase")
def erasures(request: HttpRequest) -> HttpResponseBase:
    """Every proof of an erasure, the latest first."""
    chosen = asked(request, "erasures", filters=(), sorts=(), sort="-time")
    page = list_erasures(after=chosen.after)
    staff = read_staff([one.actor for one in page.rows if one.actor])
    rows = [(one, sum(one.counts.values()), staff.get(one.actor) if one.actor else None) for one in page.rows]
    listing = Listing(
        title=_("Erased people"),
        columns=_ERASURE_COLUMNS,
        rows=rows,
        row="customer/erasure_row.html",
        next=chosen.cursor(page),
        empty=Empty(
            _("Nobody was erased yet"),
            _("Whoever asks to be forgotten is erased on their page; what was done stays here, without a name."),
            "customers",
        ),
    )
    return show_list(request, "customer/erasures.html", listing)


@needs("customers.audit")
def looks(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """Who looked at this person's data, when, and on which screen."""
    found = read_customer(customer)
    chosen = asked(request, f"looks:{customer}", filters=(), sorts=(), sort="-time")
    page = list_looks(customer, after=chosen.after)
    staff = read_staff([one.staff for one in page.rows])
    listing = Listing(
        title=_("Who looked at this person"),
        columns=_LOOK_COLUMNS,
        rows=[(one, staff.get(one.staff)) for one in page.rows],
        row="customer/look_row.html",
        next=chosen.cursor(page),
        empty=Empty(
            _("Nobody looked yet"), _("Every opening of this person's page or numbers is written down here."), "eye"
        ),
    )
    return show_list(request, "customer/looks.html", listing, customer=found)


def _see_other(name: str, customer: UUID) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(name, args=[customer]))
    response.status_code = 303
    return response
