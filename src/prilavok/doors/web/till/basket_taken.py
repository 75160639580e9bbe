"""A customer's basket is taken over on the counter without its code, or taken off the sale again."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from prilavok.domains.payments.types import AttemptView
from prilavok.doors.web.parts.rights import actor_here, needs, staff_of
from prilavok.doors.web.parts.standing import place_of
from prilavok.doors.web.till.brought_basket import part_of, waits_for, with_basket_of
from prilavok.doors.web.till.counter import SELL, answer
from prilavok.doors.web.till.drafts import Draft, keep_draft, read_draft
from prilavok.flows.keep_basket import keep_basket, let_basket_go
from prilavok.kit import clock
from prilavok.kit.errors import Refused


@needs(SELL)
@require_POST
def take(request: HttpRequest) -> HttpResponseBase:
    """The goods of the basket that waits for this customer come on the counter, where the way they arrived opens it."""
    here = place_of(request, SELL)
    draft = read_draft(request, here.id)
    if (leaf := waits_for(draft, staff_of(request).id, clock.now())) is not None:
        keep_draft(request, here.id, with_basket_of(draft, leaf))
    return answer(request, here)


@needs(SELL)
@require_POST
def off(request: HttpRequest) -> HttpResponseBase:
    """Its goods are off the counter and stay in the basket, which the customer goes on with."""
    here = place_of(request, SELL)
    draft = read_draft(request, here.id)
    free_basket(request, draft)
    keep_draft(request, here.id, draft.without_basket())
    return answer(request, here)


def free_basket(request: HttpRequest, draft: Draft) -> None:
    """The sale is not being paid any more: the basket its goods are of may be changed and ordered again."""
    if draft.basket:
        let_basket_go(UUID(draft.basket), UUID(draft.order), actor=actor_here(request), at=clock.now())


@contextmanager
def kept_basket(request: HttpRequest, draft: Draft) -> Iterator[list[AttemptView]]:
    """While a card is charged or a page of the bank waits, nobody else orders the basket whose goods are being paid.

    Put the attempt that was made into the list: one that was refused, or none, lets the basket go. Raises BasketPaying,
    BasketBought; then no money is taken.
    """
    part, made = part_of(draft), list[AttemptView]()
    if part is not None:
        keep_basket(part, UUID(draft.order), actor=actor_here(request), at=clock.now())
    try:
        yield made
    except Refused:
        free_basket(request, draft)
        raise
    if not made or made[-1].state == "refused":
        free_basket(request, draft)
