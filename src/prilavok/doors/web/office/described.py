"""What the page of a product asks and says of its attributes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from prilavok.domains.catalog.errors import SaidUnfit
from prilavok.domains.catalog.queries import attributes_of, read_exact, read_product, said_of, write_exact
from prilavok.domains.catalog.types import AttributeView, CardSays, ChoiceView, ProductView, SaidOf, SaidView, Says
from prilavok.doors.web.office.typed import whole
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.describe_goods import describe_goods
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused

_CHANGE = "catalog.change"


@dataclass(frozen=True, slots=True)
class SaidField:
    """An attribute as a field. said: what is said now; number: as typed. choices: with whether each is chosen."""

    attribute: AttributeView
    said: SaidView | None
    number: str
    choices: Sequence[tuple[ChoiceView, bool]]


def said_fields(product: ProductView, variant: UUID | None) -> list[SaidField]:
    """The fields of a card, or of what a variant says of its own."""
    said = said_of([product.id]).get(product.id, SaidOf())
    told = {one.attribute.id: one for one in (said.of(variant) if variant else said.card) if one.own or not variant}
    return [_field(one, told.get(one.id)) for one in attributes_of(product.category_path)]


@needs(_CHANGE)
@require_POST
def describe(request: HttpRequest, product: UUID) -> HttpResponseBase:
    """Say of a card, or of one variant of it, all that its fields hold."""
    back = reverse("office:product", args=[product])
    try:
        variant = UUID(request.POST["variant"]) if request.POST.get("variant") else None
        fields = said_fields(read_product(product), variant)
        says = {one.attribute.id: _says(request, one.attribute) for one in fields}
        describe_goods(
            [CardSays(product, says, variant)],
            seen=whole(request.POST.get("seen", "")),
            actor=actor_here(request),
            at=clock.now(),
        )
    except ValueError:
        variant = None
        messages.error(request, gettext("There is no such product."))
    except (Refused, NotFound) as refused:
        messages.error(request, refused.say(gettext))
    else:
        messages.success(request, gettext("Kept. The shop shows it at once."))
    response = HttpResponseRedirect(f"{back}{f'?of={variant}' if variant else ''}#said")
    response.status_code = 303
    return response


def _field(attribute: AttributeView, said: SaidView | None) -> SaidField:
    chosen = {one.id for one in said.choices} if said else set()
    number = write_exact(said.number) if said and said.number is not None else ""
    choices = [(one, one.id in chosen) for one in attribute.choices if not one.archived or one.id in chosen]
    return SaidField(attribute, said, number, choices)


def _says(request: HttpRequest, attribute: AttributeView) -> Says:
    texts = [one for one in request.POST.getlist(f"said-{attribute.id}")[:200] if one.strip()]
    if attribute.kind == "choice":
        return Says(tuple(one.id for one in attribute.choices if str(one.id) in texts))
    if attribute.kind == "yes_no":
        return Says(yes={"yes": True, "no": False}.get(texts[0])) if texts else Says()
    number = read_exact(texts[0]) if texts else None
    if texts and number is None:
        raise SaidUnfit("kind", attribute.code)
    return Says(number=number)
