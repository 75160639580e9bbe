"""A guest says what is wrong with goods they have, with photos, and follows what becomes of it."""

import base64
import binascii
import io
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.customers.queries import leaves_shown
from prilavok.domains.orders.errors import ClaimUnknown, PhotoUnfit
from prilavok.domains.orders.queries import claims_of
from prilavok.domains.orders.types.claiming import ClaimView, NewClaim, Wanted, WrongUnits
from prilavok.doors.api.claim_shapes import WrongLine
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.returns import MOST_LINES
from prilavok.doors.api.shapes import Instant, Shape
from prilavok.doors.api.shop_basket import NoWords
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, once_repeatable
from prilavok.doors.api.shop_orders import own_order
from prilavok.flows.open_claim import MOST_PHOTOS
from prilavok.flows.own_claim import Photo, open_own_claim, withdraw_own_claim
from prilavok.insights.claim_page import claim_code, claimable, with_photos
from prilavok.kit import clock
from prilavok.kit.ids import new_id

router = Router(tags=["shop"])


class ShopWrongLine(WrongLine):
    """Units of a line of the order, in the variant's smallest unit, and what is wrong with them."""


class ShopClaimSaid(Shape):
    """What is wrong and what is wanted. photos: JPEG, PNG, WebP or HEIC in base64, as large as the body may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[list[ShopWrongLine], Field(min_length=1, max_length=MOST_LINES)]
    wanted: Wanted
    words: Annotated[str, StringConstraints(max_length=2000)] = ""
    photos: Annotated[list[str], Field(max_length=MOST_PHOTOS)] = []


class ShopClaimLine(Shape):
    """Units of a line that are claimed, and what is wrong with them."""

    line: UUID
    variant: UUID
    quantity: int
    reason: str


class ShopClaim(Shape):
    """A claim and how it stands. state: open, waiting (decided, the goods still to be had) or closed.

    due_at: when it is answered at the latest. outcome: "" while nobody decided; why: in our words. until: by which day
    it is repaired. ready_at: since when it can be collected. code: the pickup code of what is given instead, "" where
    nothing is collected. photos: how many came along.
    """

    id: UUID
    state: str
    wanted: str
    words: str
    opened_at: Instant
    due_at: Instant
    outcome: str
    why: str
    decided_at: Instant | None
    until: date | None
    ready_at: Instant | None
    closed_at: Instant | None
    code: str
    photos: int
    lines: list[ShopClaimLine]


class ShopClaimable(Shape):
    """A line of which so many units are with the guest and not claimed yet."""

    line: UUID
    variant: UUID
    quantity: int


class ShopClaims(Shape):
    """What was claimed of the order, the first first, and what still can be."""

    claims: list[ShopClaim]
    claimable: list[ShopClaimable]


@for_guests(router, "GET", "/shop/orders/{order}/claims", gives=ShopClaims)
def shop_claims(request: HttpRequest, order: UUID) -> ShopClaims:
    """The claims of an order of the guest, and the lines that can be claimed."""
    own_order(order, guest_of(request))
    left = [
        ShopClaimable(line=row.line.id, variant=row.variant.id, quantity=row.left) for row in claimable(order)
    ]  # fmt: skip
    return ShopClaims(claims=[_shape(*one) for one in with_photos(claims_of([order]), clock.now())], claimable=left)


@for_guests(router, "POST", "/shop/orders/{order}/claims", gives=ShopClaim, also=201)
def open_shop_claim(
    request: HttpRequest, order: UUID, said: ShopClaimSaid, idempotency_key: CallKey = None
) -> HttpResponse:  # fmt: skip
    """Say what is wrong with goods of the order that were handed over, with photos."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopClaim]:
        at = clock.now()
        wrong = tuple(WrongUnits(one.line, one.quantity, one.reason) for one in said.lines)
        photos = [_photo(nth, text) for nth, text in enumerate(said.photos)]
        made = open_own_claim(
            order, NewClaim(wrong, said.wanted, said.words), photos,
            leaves=_leaves(leaf), key=f"guest:{idempotency_key or new_id(at)}", actor=acting(leaf), at=at,
        )  # fmt: skip
        return 201, _shape(made, len(photos))

    return once_repeatable(request, idempotency_key, story)


@for_guests(router, "POST", "/shop/orders/{order}/claims/{claim}/withdraw", gives=ShopClaims)
def withdraw_shop_claim(
    request: HttpRequest, order: UUID, claim: UUID, nothing: NoWords, idempotency_key: CallKey = None
) -> HttpResponse:
    """Take it back before anybody has decided."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopClaims]:
        own_order(order, leaf)
        if claim not in [one.id for one in claims_of([order])]:
            raise ClaimUnknown
        withdraw_own_claim(claim, leaves=_leaves(leaf), actor=acting(leaf), at=clock.now())
        return 200, shop_claims(request, order)

    return once_repeatable(request, idempotency_key, story)


def _leaves(leaf: UUID) -> list[UUID]:
    return [leaf, *leaves_shown(leaf)]


def _photo(nth: int, text: str) -> Photo:
    try:
        return Photo(f"photo-{nth + 1}", io.BytesIO(base64.b64decode(text, validate=True)))
    except (binascii.Error, ValueError) as unreadable:
        raise PhotoUnfit(MOST_PHOTOS) from unreadable


def _shape(one: ClaimView, photos: int) -> ShopClaim:
    plain = [name for name in ShopClaim.model_fields if name not in ("code", "photos", "lines")]
    return ShopClaim.model_validate(
        {name: getattr(one, name) for name in plain}
        | {
            "code": claim_code(one),
            "photos": photos,
            "lines": [
                ShopClaimLine(line=line.line, variant=line.variant, quantity=line.quantity, reason=line.reason)
                for line in one.lines
            ],
        }
    )
