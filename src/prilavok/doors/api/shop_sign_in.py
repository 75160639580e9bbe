"""A guest signs in by a one-time code to a phone, an e-mail or a messenger, as on the site."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router
from pydantic import ConfigDict, Field, SecretStr

from prilavok.domains.customers.types import CodeSent
from prilavok.doors.api.repeats import CallKey
from prilavok.doors.api.shapes import Instant, Shape
from prilavok.doors.api.shop_guests import acting, for_guests, guest_of, json_of, once_repeatable
from prilavok.doors.web.entrance import address_of
from prilavok.flows.make_sign_in_link import make_sign_in_link
from prilavok.flows.messages import sign_in_link
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.kit import clock
from prilavok.kit.channels import Messenger

router = Router(tags=["shop"])


class ShopCodeAsked(Shape):
    """contact: a phone or an e-mail. by: to the contact itself, or to whoever has it in a messenger of ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: Annotated[str, Field(min_length=1, max_length=254)]
    by: Literal["contact", Messenger] = "contact"


class ShopCode(Shape):
    """A code on its way, the same for contacts known and unknown. masked: the contact. resend_after: seconds."""

    code: UUID
    kind: Literal["phone", "email"]
    masked: str
    by: Literal["contact", Messenger]
    expires_at: Instant
    resend_after: int


class ShopBotAsked(Shape):
    """by: the messenger whose bot is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Messenger = "telegram"


class ShopBotLink(Shape):
    """link: opens the shop's bot, once and until then; it answers with six digits that count for this guest alone."""

    code: UUID
    link: str
    expires_at: Instant


class ShopCodeTold(Shape):
    """digits: the six that were sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: UUID
    digits: Annotated[SecretStr, Field(min_length=1, max_length=20)]


class ShopSignedIn(Shape):
    """token: send it from now on in the place of the guest's, who is somebody else; null: the guest keeps theirs."""

    token: str | None


@for_guests(router, "POST", "/shop/sign-in", gives=ShopCode)
def ask_shop_code(request: HttpRequest, asked: ShopCodeAsked, idempotency_key: CallKey = None) -> HttpResponse:
    """Have six digits sent. 429 with Retry-After where too many were asked for, by contact, guest or address."""
    return once_repeatable(request, idempotency_key, lambda: (200, _sent(request, asked)), sealed=True)


def _sent(request: HttpRequest, asked: ShopCodeAsked) -> ShopCode:
    leaf = guest_of(request)
    sent = send_code(
        leaf,
        asked.contact,
        by="" if asked.by == "contact" else asked.by,
        actor=acting(leaf),
        language=get_language() or "ru",
        address=address_of(request),
        at=clock.now(),
    )
    return code_shape(sent)


def code_shape(sent: CodeSent) -> ShopCode:
    """A code as programs read it."""
    told = {
        "code": sent.code,
        "kind": sent.kind,
        "masked": sent.masked,
        "by": sent.by or "contact",
        "expires_at": sent.expires_at,
        "resend_after": sent.resend_after,
    }
    return ShopCode.model_validate(told)


@for_guests(router, "POST", "/shop/sign-in/bot", gives=ShopBotLink)
def ask_shop_bot(request: HttpRequest, asked: ShopBotAsked, idempotency_key: CallKey = None) -> HttpResponse:
    """Have a link into our bot made; the digits it answers are entered as those of a code."""
    leaf = guest_of(request)

    def story() -> tuple[int, ShopBotLink]:
        made = make_sign_in_link(leaf, asked.by, actor=acting(leaf), address=address_of(request), at=clock.now())
        return 200, ShopBotLink(code=made.code, link=sign_in_link(made), expires_at=made.expires_at)

    return once_repeatable(request, idempotency_key, story, sealed=True)


# No key names this call: digits are good once and for ten minutes, and a kept answer would have them open for months.
@for_guests(router, "POST", "/shop/sign-in/enter", gives=ShopSignedIn)
def enter_shop_code(request: HttpRequest, told: ShopCodeTold) -> HttpResponse:
    """Enter them: the guest is whoever was sent them, or whom our bot told them. Five wrong tries end a code."""
    leaf = guest_of(request)
    proved = prove_code(leaf, told.code, told.digits.get_secret_value(), actor=acting(leaf), at=clock.now())
    return json_of(ShopSignedIn(token=proved.token).model_dump_json().encode())
