"""What changes places."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.places.errors import DayUnfit, SendingUnfit
from prilavok.domains.places.models import LegalEntity, Place, PlaceDay, Sending, TaxStanding
from prilavok.domains.places.queries import code_of_entity, read_place
from prilavok.domains.places.types import NewLegalEntity, NewPlace, SaidDay, Sends
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.open_hours import fit_hours
from prilavok.kit.words import check_words, wordless

#: of one act: the days off of a year of any country are fewer
MOST_DAYS = 62
MOST_NAME = 120


def put_legal_entities(entities: Sequence[NewLegalEntity]) -> dict[str, UUID]:
    """Add the legal entities whose codes are new; return the ids of all of them by code."""
    LegalEntity.objects.bulk_create(
        [
            LegalEntity(
                id=new_id(),
                code=e.code,
                name=dict(e.name),
                kind=e.kind,
                country=e.country,
                tax_number=e.tax_number,
                generated=e.generated,
            )
            for e in entities
        ],
        ignore_conflicts=True,
    )
    codes = [entity.code for entity in entities]
    return dict(LegalEntity.objects.filter(code__in=codes).values_list("code", "id"))


def put_places(places: Sequence[NewPlace]) -> dict[str, UUID]:
    """Add the places whose codes are new (their legal entities must stand); return the ids of all by code."""
    entities = dict(LegalEntity.objects.values_list("code", "id"))
    Place.objects.bulk_create(
        [
            Place(
                id=new_id(),
                code=p.code,
                name=dict(p.name),
                kind=p.kind,
                zone=p.zone,
                hours=dict(p.hours),
                address=dict(p.address),
                currency=p.currency,
                legal_entity_id=entities[p.legal_entity],
                generated=list(p.generated),
            )
            for p in places
        ],
        ignore_conflicts=True,
    )
    return dict(Place.objects.filter(code__in=[place.code for place in places]).values_list("code", "id"))


def state_tax_standing(entity: UUID, *, owes: bool, since: date, actor: Actor, at: datetime) -> None:
    """Say whether a legal entity owes value added tax from a calendar day on; said again for a day, it is as said last.

    What was sold keeps what it was sold with. Raises NotFound.
    """
    code_of_entity(entity)
    said = {"owes": owes, "set_by": actor.id, "set_at": at}
    TaxStanding.objects.update_or_create(
        legal_entity_id=entity, since=since, defaults=said, create_defaults={"id": new_id(at), **said}
    )


def keep_sending(place: UUID, told: Sends, *, version: int | None = None, actor: Actor, at: datetime) -> None:
    """Say whether and how a place sends orders home. version: as it was looked at, 0 where nothing was said before.

    Raises NotFound, and SendingUnfit where it cannot be or somebody changed it meanwhile.
    """
    read_place(place)
    known = Sending.objects.select_for_update().filter(place=place).first()
    if version is not None and version != (known.version if known else 0):
        raise SendingUnfit("version")
    spots = ((told.latitude, 90_000_000), (told.longitude, 180_000_000))
    if (told.latitude is None) != (told.longitude is None) or any(abs(spot or 0) > most for spot, most in spots):
        raise SendingUnfit("point")
    if not 0 <= told.handling <= 10**12 or not 0 < (told.most_waiting or 1) <= 100_000:
        raise SendingUnfit("amount")
    said = {
        "sends": told.sends, "latitude": told.latitude, "longitude": told.longitude, "handling": told.handling,
        "most_waiting": told.most_waiting, "ahead": told.ahead, "set_by": actor.id, "set_at": at,
    }  # fmt: skip
    if known is None:
        Sending.objects.create(id=new_id(at), place_id=place, **said)
    else:
        Sending.objects.filter(id=known.id).update(**said, version=known.version + 1)


def say_days(places: Sequence[UUID], days: Sequence[SaidDay], *, over: bool, actor: Actor, at: datetime) -> int:
    """Say of days when these places are open; what was said of them before is replaced if `over`, else it stays.

    How many days of places were said anew. Raises DayUnfit.
    """
    told = {one.day: one for one in days}
    if not 0 < len(told) <= MOST_DAYS or any(not fit_hours(one.spans or ()) for one in told.values()):
        raise DayUnfit("day")
    names = {day: check_words(one.name, longest=MOST_NAME) for day, one in told.items()}
    known = PlaceDay.objects.filter(place__in=places, day__in=told)
    if over:
        known.delete()
    stay = set(known.values_list("place_id", "day"))
    made = PlaceDay.objects.bulk_create(
        [
            PlaceDay(
                id=new_id(at),
                place_id=place,
                day=day,
                spans=None if told[day].spans is None else [list(span) for span in told[day].spans or ()],
                name=names[day],
                set_by=actor.id,
                set_at=at,
            )
            for place in sorted(set(places))
            for day in sorted(told)
            if (place, day) not in stay
        ],
        ignore_conflicts=True,
    )
    return len(made)


def unsay_days(place: UUID, days: Sequence[date]) -> None:
    """Nothing is said of these days any more: they are as the week of the place has them."""
    PlaceDay.objects.filter(place=place, day__in=days).delete()


wordless("places_legal_entity", ["name"], "our own firms")
wordless("places_day", ["name", "spans"], "our own days off")
wordless("places_place", ["name", "hours", "address", "generated"], "our own places")
