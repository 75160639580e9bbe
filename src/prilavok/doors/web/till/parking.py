"""Sales are laid aside at the till for the next customer, and taken back."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from prilavok.doors.web.parts.rights import needs
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.counter import SELL, answer
from prilavok.doors.web.till.drafts import Draft, keep_draft, keep_parked, parked_drafts, read_draft


@needs(SELL)
@require_POST
def park(request: HttpRequest) -> HttpResponseBase:
    """Lay the sale aside for the next customer."""
    here = place_of(request, SELL)
    draft = read_draft(request, here.id)
    if not draft.empty:
        keep_parked(request, here.id, (*parked_drafts(request, here.id), draft))
        keep_draft(request, here.id, Draft())
    return answer(request, here)


@needs(SELL)
@require_POST
def resume(request: HttpRequest) -> HttpResponseBase:
    """Take a sale that was laid aside back on the counter; what lies there now is laid aside instead."""
    here = place_of(request, SELL)
    key, parked, now = request.POST.get("key", ""), parked_drafts(request, here.id), read_draft(request, here.id)
    wanted = next((one for one in parked if one.key == key), None)
    if wanted is not None:
        rest = tuple(one for one in parked if one.key != key)
        keep_parked(request, here.id, rest if now.empty else (*rest, now))
        keep_draft(request, here.id, wanted)
    return answer(request, here)
