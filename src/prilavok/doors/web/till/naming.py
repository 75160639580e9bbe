"""Which piece is it: a serial number or lot is typed for a line of the sale, or taken off it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from prilavok.domains.stock.errors import LotUnfit
from prilavok.domains.stock.types import LotSaid
from prilavok.doors.web.parts.rights import needs
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.counter import answer
from prilavok.doors.web.till.drafts import read_draft
from prilavok.doors.web.till.pieces import asked_pieces, keep_pieces, name_piece, named_pieces

_LONGEST = 60


@needs("sales.record")
@require_POST
def piece(request: HttpRequest, variant: UUID) -> HttpResponseBase:
    """The piece of the line is this one; of a lot all units that are not named yet."""
    here = place_of(request, "sales.record")
    draft = read_draft(request, here.id)
    code = request.POST.get("code", "").replace("\x00", "").strip()[:200]
    asked = asked_pieces(request, draft).get(variant)
    if request.POST.get("act") == "out":
        rest = [one for one in named_pieces(request, draft) if (one.variant, one.code) != (variant, code)]
        keep_pieces(request, draft, rest)
    elif asked is not None:
        if not code or len(code) > _LONGEST or not code.isprintable():
            raise LotUnfit("code")
        if not asked.left:
            raise LotUnfit("units")
        units = 1 if asked.way == "serial" else asked.left
        name_piece(request, draft, LotSaid(variant=variant, code=code, units=units))
    return answer(request, here)
