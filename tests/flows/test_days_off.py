"""Days off of the country are taken for a year, said otherwise by day (prilavok.flows.keep_days_off), and asked by hours,
slots of collecting and days of delivery alike."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests import make
from tests.flows.test_collecting_slots import ZONE, collecting
from tests.flows.test_door_promises import TERMS, town_with_days
from tests.make import AT
from tests.shop_world import open_counter

from prilavok.domains.places.actions import say_days
from prilavok.domains.places.errors import DayUnfit
from prilavok.domains.places.queries import list_said_days, read_place
from prilavok.domains.places.types import SaidDay
from prilavok.domains.shipments.queries import collecting_slots, opens_in, ready_after, when_at_door
from prilavok.domains.shipments.types import Span
from prilavok.flows.keep_collecting import keep_collecting_days
from prilavok.flows.keep_days_off import say_day, take_days_off
from prilavok.insights.days_off import days_off_page
from prilavok.insights.home_way import sends_from
from prilavok.insights.shop_stores import hours_today
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("rolled_back")
HOLIDAY, MONDAY, TUESDAY = date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 10)


def _at(nth: int, hour: int) -> datetime:
    """An instant of March in Almaty."""
    return datetime(2026, 3, nth, tzinfo=UTC) + timedelta(hours=hour - 5)


def _take(place: UUID, year: int = 2026, everywhere: bool = False) -> int:
    return take_days_off(place, year, everywhere=everywhere, actor=SYSTEM, at=AT)


def test_a_year_is_taken_once_from_today_on_and_named_in_three_languages() -> None:
    place = make.place()
    assert _take(place) == 16, "AT is 2 March: the three days of January are gone"
    assert _take(place) == 0, "what is said already stays"
    said = list_said_days(place, date(2026, 1, 1), date(2026, 12, 31))
    assert said[0] == SaidDay(
        HOLIDAY,
        (),
        {
            "ru": "Международный женский день",
            "kk": "Халықаралық әйелдер күні",
            "en": "International Women's Day",
        },
    )
    assert said[1].day == MONDAY and said[1].name["en"] == "International Women's Day, day off instead of the weekend"
    page = days_off_page(place, 2026, AT)
    assert (page.country, page.known, page.decreed, page.left, len(page.rows)) == ("KZ", True, True, 0, 19)
    later = days_off_page(place, 2027, AT)
    assert (later.decreed, later.left, later.worked) == (False, 19, ())


def test_a_day_is_said_otherwise_and_taking_the_year_again_leaves_it() -> None:
    place = make.place()
    say_day(place, MONDAY, SaidDay(MONDAY, None, {}), actor=SYSTEM, at=AT)
    say_day(place, HOLIDAY, SaidDay(HOLIDAY, (("10:00", "16:00"),), {"ru": "8 Марта"}), actor=SYSTEM, at=AT)
    assert _take(place) == 14
    hours = read_place(place).hours
    assert "2026-03-09" not in hours and hours["2026-03-08"] == [["10:00", "16:00"]] and hours["2026-03-21"] == []
    say_day(place, HOLIDAY, None, actor=SYSTEM, at=AT)
    assert "2026-03-08" not in read_place(place).hours and days_off_page(place, 2026, AT).left == 1
    for wrong in ((("16:00", "10:00"),), (("x", "10:00"),)):
        with pytest.raises(DayUnfit):
            say_day(place, HOLIDAY, SaidDay(HOLIDAY, wrong, {}), actor=SYSTEM, at=AT)
    with pytest.raises(DayUnfit):
        say_days([place], [], over=False, actor=SYSTEM, at=AT)


def test_all_places_of_the_country_at_once_and_no_other() -> None:
    one, other = make.place(), make.place()
    abroad = make.place(currency="RUB", zone="Europe/Moscow")
    make.ask(
        """WITH e AS (INSERT INTO places_legal_entity (id, code, name, kind, country, generated, version)
                      VALUES (gen_random_uuid(), 'abroad', '{}', 'ooo', 'RU', false, 1) RETURNING id)
           UPDATE places_place SET legal_entity_id = e.id FROM e WHERE places_place.id = %s RETURNING 1""",
        abroad,
    )
    say_day(other, MONDAY, SaidDay(MONDAY, None, {}), actor=SYSTEM, at=AT)
    assert _take(one, everywhere=True) >= 31
    assert len(list_said_days(one, HOLIDAY, date(2026, 12, 31))) == 16
    assert list_said_days(other, MONDAY, MONDAY) == [SaidDay(MONDAY, None, {})]
    assert list_said_days(abroad, HOLIDAY, date(2027, 12, 31)) == []
    assert _take(abroad) > 0
    assert [row.said is not None for row in days_off_page(abroad, 2026, AT).rows if row.day.month == 6] == [True]
    make.ask("UPDATE places_legal_entity SET country = 'US' WHERE code = 'abroad' RETURNING 1")
    page = days_off_page(abroad, 2027, AT)
    assert (page.known, page.decreed, page.rows) == (False, False, ()) and _take(abroad, 2027) == 0


def test_a_closed_day_is_closed_for_hours_routing_and_picking() -> None:
    place = make.place()
    week = '{"1": [["09:00", "18:00"]], "2": [["09:00", "18:00"]], "7": [["09:00", "18:00"]]}'
    make.ask("UPDATE places_place SET hours = %s::jsonb WHERE id = %s RETURNING 1", week, place)
    before, asked = read_place(place), _at(8, 10)
    assert (hours_today(before, asked).open_until, opens_in(before.hours, asked.replace(hour=10))) == ("18:00", 0)
    assert ready_after(place, ZONE, before.hours, asked)[0] == _at(8, 12)
    _take(place)
    found = read_place(place)
    told = hours_today(found, asked)
    assert (told.spans, told.known, told.open_until, told.name["kk"]) == ((), True, "", "Халықаралық әйелдер күні")
    assert ready_after(place, ZONE, found.hours, asked)[0] == _at(10, 11), "two hours of picking, on Tuesday"
    assert opens_in(found.hours, asked.replace(hour=10)) == 2 * 1440 - 60
    say_day(place, MONDAY, SaidDay(MONDAY, (("12:00", "13:00"),), {}), actor=SYSTEM, at=AT)
    assert ready_after(place, ZONE, read_place(place).hours, asked)[0] == _at(10, 10), "an hour of it on Monday"


def test_a_store_whose_week_nobody_told_is_closed_on_the_days_it_took_alone() -> None:
    place = make.place()
    _take(place)
    found = read_place(place)
    told = hours_today(found, _at(8, 10))
    assert (told.spans, told.known, told.name["ru"]) == ((), True, "Международный женский день")
    assert hours_today(found, _at(7, 10)).known is False and hours_today(found, _at(7, 10)).spans == ()
    assert ready_after(place, ZONE, found.hours, _at(7, 23))[0] == _at(10, 1)


def test_slots_of_collecting_keep_the_days_of_the_place_unless_they_say_otherwise() -> None:
    counter, at = open_counter(5), _at(7, 20)
    collecting(counter.place, ahead=3)

    def offered() -> list[tuple[int, float]]:
        found = read_place(counter.place)
        slots = collecting_slots(counter.place, zone=ZONE, hours=found.hours, at=at)
        starts = [one.starts_at + timedelta(hours=5) for one in slots]
        return [(one.day, one.hour + one.minute / 60) for one in starts]

    each = [10, 10.5, 11, 11.5, 18, 18.5]
    assert offered() == [(day, hour) for day in (8, 9, 10) for hour in each]
    _take(counter.place)
    assert offered() == [(10, hour) for hour in each]
    say_day(counter.place, MONDAY, SaidDay(MONDAY, (("11:00", "18:40"),), {}), actor=SYSTEM, at=AT)
    assert offered() == [(9, 11), (9, 11.5), (9, 18), *((10, hour) for hour in each)]
    keep_collecting_days(counter.place, [HOLIDAY], [Span(900, 960)], actor=SYSTEM, at=at)
    assert offered()[:3] == [(8, 15), (8, 15.5), (9, 11)], "collecting's own word of the very day goes first"


def test_nothing_is_brought_on_a_day_on_which_the_sender_is_closed() -> None:
    town = town_with_days((9,), terms=TERMS)
    place = town.store

    def latest(at: datetime) -> date:
        plan = when_at_door([sends_from(read_place(place), at)], None, at)[place]
        assert plan is not None
        return plan.latest

    asked = _at(6, 10)  # a Friday: it goes today and is there on Monday
    assert latest(asked) == MONDAY
    _take(place)
    assert latest(asked) == TUESDAY
    say_day(place, MONDAY, SaidDay(MONDAY, None, {}), actor=SYSTEM, at=AT)
    assert latest(asked) == MONDAY
