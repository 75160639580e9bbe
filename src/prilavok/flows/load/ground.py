"""The ground of a load: legal entities, places, price lists and the points programme."""

from zoneinfo import ZoneInfo

from prilavok.domains.loyalty.actions import put_programme
from prilavok.domains.loyalty.types import ProgrammeRule
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.queries import read_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.pricing.actions import put_price_lists
from prilavok.flows.load.slices import Loading
from prilavok.kit.db.connections import story
from prilavok.kit.ids import new_id
from prilavok.kit.search.entries import write_entries

needs = "imports.load"

#: the points programme of a source that has none: one point for every whole unit of its currency
POINTS = {"USD": (1, 100), "KZT": (1, 10_000)}


def load_ground(loading: Loading) -> None:
    """Put the entities, places, one price list per place (and one for all), and the generated points programme."""
    feed = loading.feed
    entities = [NewLegalEntity(e.code, e.name, e.kind, e.country, e.tax_number, e.generated) for e in feed.entities()]
    places = list(feed.places())
    for place in places:
        ZoneInfo(place.zone)
    with story():
        put_legal_entities(entities)
        loading.places.update(
            put_places(
                [
                    NewPlace(p.code, p.name, p.kind, p.zone, p.currency, p.entity, p.hours, p.address, p.generated)
                    for p in places
                ]
            )
        )
        # By the names they are kept under: a place that stood already keeps its own.
        write_entries(
            "place",
            [
                (place.id, field, text)
                for place in read_places(list(loading.places.values())).values()
                for field, texts in (("name", place.name.values()), ("code", (place.code,)))
                for text in texts
            ],
        )
        loading.zones.update({place.code: place.zone for place in places})
        names = {f"{feed.name}:{place.code}": place for place in places}
        lists = put_price_lists(
            [(code, place.name, feed.currency, loading.places[place.code]) for code, place in names.items()]
            + [(f"{feed.name}:", {"en": "All places", "ru": "Все точки", "kk": "Барлық нүкте"}, feed.currency, None)]
        )
        loading.price_lists.update({code.partition(":")[2]: price_list for code, price_list in lists.items()})
        points, per_amount = POINTS.get(feed.currency, (1, 100))
        put_programme(
            ProgrammeRule(
                new_id(),
                f"points-{feed.currency.lower()}",
                {"en": "Points", "ru": "Баллы", "kk": "Ұпайлар"},
                feed.currency,
                points,
                per_amount,
                generated=True,
            )
        )
