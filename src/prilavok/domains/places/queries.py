"""Questions to the room of places."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.places.types import EntityView, PlaceName, PlaceView, SaidDay, Sends, SendsView, TaxStandings
from prilavok.kit.db.asking import ask
from prilavok.kit.errors import NotFound
from prilavok.kit.pages import (
    Condition,
    Mark,
    Page,
    Sort,
    among,
    count_some,
    read_page,
    read_rows,
)
from prilavok.kit.words import Words

_STANDINGS = """e.country,
    ARRAY(SELECT t.since FROM places_tax_standing t WHERE t.legal_entity_id = e.id ORDER BY t.since),
    ARRAY(SELECT t.owes FROM places_tax_standing t WHERE t.legal_entity_id = e.id ORDER BY t.since)"""
_OTHER = """(SELECT jsonb_object_agg(d.day::text, jsonb_build_array(d.spans, d.name))
    FROM places_day d WHERE d.place_id = p.id)"""
_ENTITY = f"e.id, e.code, e.name, e.kind, e.tax_number, {_STANDINGS}"
_COLUMNS = f"""p.id, p.code, p.name, p.kind, p.zone, p.hours, p.address, p.currency, p.legal_entity_id, e.name,
    p.generated, p.version, {_OTHER}, {_STANDINGS}"""
_SOURCE = "places_place p JOIN places_legal_entity e ON e.id = p.legal_entity_id"
_ZONE = """SELECT coalesce((SELECT zone FROM places_place WHERE id = %(place)s::uuid),
    (SELECT zone FROM (
        SELECT zone, id, generated ? 'zone' AS made FROM places_place WHERE kind = 'store') AS store
        GROUP BY made, zone
        ORDER BY made, CASE WHEN made THEN 0 ELSE count(*) END DESC, CASE WHEN made THEN min(id::text) END, zone
        LIMIT 1), 'UTC')"""
PLACE_SORTS: Mapping[str, Sort] = {
    "code": Sort((("p.code", "text"),)),
    "-code": Sort((("p.code", "text"),), descending=True),
    "zone": Sort((("p.zone", "text"), ("p.code", "text"))),
}


def list_places(
    *,
    text: str = "",
    kind: str = "",
    zone: str = "",
    only: UUID | None = None,
    among: Sequence[UUID] | None = None,
    sort: str = "code",
    after: Mark | None = None,
    limit: int = 50,
) -> Page[PlaceView]:
    """Places that are open, by code. text: part of code, name or address in any language. only: this place alone.

    among: none but these.
    """
    return read_page(
        _COLUMNS,
        _SOURCE,
        row=_place,
        where=[*_conditions(text, kind, zone, only), *_among(among)],
        sort=PLACE_SORTS.get(sort, PLACE_SORTS["code"]),
        after=after,
        limit=limit,
    )


def count_places(*, text: str = "", kind: str = "", zone: str = "", only: UUID | None = None) -> int:
    """How many places the same filters leave; see kit.pages.count_some."""
    return count_some(_SOURCE, _conditions(text, kind, zone, only))


def read_place(place: UUID) -> PlaceView:
    """One place, also an archived one. Raises NotFound."""
    for found in read_places([place]).values():
        return found
    raise NotFound("place.unknown", _("There is no such place."))


def read_places(places: Sequence[UUID]) -> dict[UUID, PlaceView]:
    """Those of the places that there are, by id."""
    if not places:
        return {}
    asked = [among("p.id", places)]
    return {place.id: place for place in read_rows(_COLUMNS, _SOURCE, row=_place, where=asked)}


def name_places(only: Collection[UUID] | None = None) -> dict[UUID, PlaceName]:
    """Every place by id, archived ones too, by code: for choosing one and for naming those in a list.

    only: these and no others, for a page that names a few of a thousand.
    """
    if only is not None and not only:
        return {}
    asked = [] if only is None else [Condition("p.id = ANY(%s::uuid[])", list(set(only)))]
    columns = f"p.id, p.code, p.name, p.kind, p.zone, p.currency, {_STANDINGS}"
    rows = read_rows(columns, _SOURCE, row=_named, where=asked, rest="ORDER BY p.code")
    return {place.id: place for place in rows}


def zone_of(place: UUID | None) -> str:
    """The clock of a place; of none, or of one that is unknown, that of most of the shop's own stores.

    Stores of a sample, whose zone a rule made, have no say beside own ones, however many they are; of samples alone the
    clock is that of the one loaded first. "UTC" before the first store.
    """
    [[zone]], _types = ask(_ZONE, {"place": place})
    return str(zone)


def list_said_days(place: UUID, since: date, until: date) -> list[SaidDay]:
    """What the shop said of the days of a place between two, both included, in order."""
    asked = [Condition("place_id = %s::uuid", place), Condition("day BETWEEN %s AND %s", since, until)]
    return read_rows("day, spans, name", "places_day", row=_said, where=asked, rest="ORDER BY day")


def list_entities() -> list[EntityView]:
    """Every legal entity, by code."""
    return read_rows(_ENTITY, "places_legal_entity e", row=_entity, rest="ORDER BY e.code")


def _conditions(text: str, kind: str, zone: str, only: UUID | None) -> list[Condition]:
    asked = [Condition("p.archived_at IS NULL")]
    if text:
        like = f"%{_plain(text)}%"
        asked.append(
            Condition("p.code ILIKE %s OR p.name::text ILIKE %s OR p.address::text ILIKE %s", like, like, like)
        )
    if kind:
        asked.append(Condition("p.kind = %s", kind))
    if zone:
        asked.append(Condition("p.zone = %s", zone))
    if only:
        asked.append(Condition("p.id = %s::uuid", only))
    return asked


def _among(places: Sequence[UUID] | None) -> list[Condition]:
    return [] if places is None else [Condition("p.id = ANY(%s::uuid[])", list(places))]


def _plain(text: str) -> str:
    return text.strip()[:80].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _place(*row: Any) -> PlaceView:
    *head, generated, version, other, country, days, owes = row
    said: dict[str, Any] = other or {}
    head[5] = head[5] | {day: spans for day, (spans, _name) in said.items() if spans is not None}
    names = {day: name for day, (_spans, name) in said.items() if name}
    whole: list[Any] = [*head, tuple(generated), version, TaxStandings(country, tuple(days), tuple(owes)), names]
    return PlaceView(*whole)


def _said(day: date, spans: list[list[str]] | None, name: Words) -> SaidDay:
    told = None if spans is None else tuple((begins, ends) for begins, ends in spans)
    return SaidDay(day, told, name)


def _named(*row: Any) -> PlaceName:
    *head, country, days, owes = row
    whole: list[Any] = [*head, TaxStandings(country, tuple(days), tuple(owes))]
    return PlaceName(*whole)


def _entity(*row: Any) -> EntityView:
    *head, tax_number, country, days, owes = row
    whole: list[Any] = [*head, country, tax_number, TaxStandings(country, tuple(days), tuple(owes))]
    return EntityView(*whole)


def code_of_entity(entity: UUID) -> str:
    """What a legal entity is called by programs and in numbers of receipts. Raises NotFound."""
    for code in read_rows("code", "places_legal_entity", row=_alone, where=[Condition("id = %s::uuid", entity)]):
        return code
    raise NotFound("entity.unknown", _("There is no such legal entity."))


def read_entity(entity: UUID) -> EntityView:
    """One legal entity. Raises NotFound."""
    for found in read_entities([entity]).values():
        return found
    raise NotFound("entity.unknown", _("There is no such legal entity."))


def read_entities(entities: Sequence[UUID]) -> dict[UUID, EntityView]:
    """Those of the legal entities that there are, by id."""
    if not entities:
        return {}
    asked = [Condition("e.id = ANY(%s::uuid[])", list(set(entities)))]
    return {row.id: row for row in read_rows(_ENTITY, "places_legal_entity e", row=_entity, where=asked)}


def _alone(value: str) -> str:
    return value


def read_sending(places: Sequence[UUID]) -> dict[UUID, SendsView]:
    """Of each of these places whether and how it sends orders home; one nobody has said anything of does not."""
    if not places:
        return {}
    rows = read_rows(
        "place_id, sends, latitude, longitude, handling, most_waiting, ahead, version",
        "places_sending",
        row=_sends,
        where=[Condition("place_id = ANY(%s::uuid[])", list(set(places)))],
    )
    return {place: SendsView(place, Sends(False), 0) for place in places} | {row.place: row for row in rows}


def list_ahead_senders() -> list[UUID]:
    """Places that send orders home and where such an order may wait for goods that are expected."""
    rest = "ORDER BY s.place_id"
    asked = [Condition("s.sends AND s.ahead AND p.archived_at IS NULL")]
    source = "places_sending s JOIN places_place p ON p.id = s.place_id"
    return read_rows("s.place_id", source, row=_id, where=asked, rest=rest)


def _id(value: UUID) -> UUID:
    return value


def _sends(place: UUID, *row: Any) -> SendsView:
    *told, version = row
    return SendsView(place, Sends(*told), version)
