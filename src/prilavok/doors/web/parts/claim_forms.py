"""What a form says of a claim: units and what is wrong with them, what is wanted, photos; and what is decided."""

from collections.abc import Sequence
from typing import BinaryIO, cast

from django.http import HttpRequest

from prilavok.domains.orders.errors import ClaimUnfit
from prilavok.domains.orders.types.claiming import (
    OUTCOMES,
    WANTED,
    WRONGS,
    Answered,
    Decision,
    NewClaim,
    Outcome,
    Wanted,
    Wrong,
    WrongUnits,
)
from prilavok.domains.orders.types.returning import CONDITIONS, GROUNDS, Condition, Ground
from prilavok.doors.web.parts.days import day_said
from prilavok.doors.web.till.typed import read_amount, read_pieces, units_typed
from prilavok.flows.open_claim import Photo
from prilavok.insights.claim_page import Claimable, ClaimPage


def read_new_claim(request: HttpRequest, rows: Sequence[Claimable]) -> NewClaim:
    """What is claimed. Raises ClaimUnfit, NoSuchQuantity."""
    post, lines = request.POST, list[WrongUnits]()
    for row in rows:
        units, reason = post.get(f"units-{row.line.id}", ""), post.get(f"reason-{row.line.id}", "")
        if units.strip() and (count := units_typed(units, row.variant.unit)):
            if reason not in WRONGS:
                raise ClaimUnfit("reason")
            lines.append(WrongUnits(row.line.id, count, cast(Wrong, reason)))
    wanted = post.get("wanted", "")
    if wanted not in WANTED or not lines:
        raise ClaimUnfit("wanted" if lines else "lines")
    return NewClaim(tuple(lines), cast(Wanted, wanted), post.get("words", ""))


def read_photos(request: HttpRequest) -> list[Photo]:
    """The photos that came along; a field that was left empty is none."""
    return [
        Photo(one.name or "photo", cast(BinaryIO, one.file))
        for one in request.FILES.getlist("photos")
        if one.size and one.file
    ]


def read_decision(request: HttpRequest, page: ClaimPage) -> Decision:
    """What is decided. Raises ClaimUnfit, NoSuchQuantity, and what read_money does."""
    post = request.POST
    outcome, ground = post.get("outcome", ""), post.get("ground", "")
    if outcome not in OUTCOMES:
        raise ClaimUnfit("outcome")
    units: list[Answered] = []
    for line, variant in page.row.lines if outcome != "refused" else ():
        typed, condition = post.get(f"units-{line.line}", ""), post.get(f"condition-{line.line}", "")
        if typed.strip() and (count := units_typed(typed, variant.unit)):
            known = condition in CONDITIONS and outcome in ("money", "replacement")
            pieces = read_pieces(post.get(f"pieces-{line.line}", ""))
            units.append(Answered(line.line, count, cast(Condition, condition) if known else "not_taken", pieces))
    return Decision(
        cast(Outcome, outcome),
        tuple(units),
        post.get("why", ""),
        amount=(read_amount(post.get("amount", ""), page.row.order.currency) or 0) if outcome == "reduction" else 0,
        until=day_said(post.get("until", "")) if outcome == "repair" else None,
        home=outcome == "replacement" and post.get("home") == "1",
        ground=cast(Ground, ground) if ground in GROUNDS else None,
        version=_whole(post.get("version", "")),
        money=_whole(post.get("money", "")),
        other_piece=post.get("other_piece") == "1",
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None
