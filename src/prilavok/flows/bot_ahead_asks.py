"""A part of ordering ahead in a messenger: the bot asks where, on which day, at what time and how many, by buttons."""

from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.customers.queries import leaves_with
from prilavok.domains.places.types import PlaceView
from prilavok.flows.bot import Heard, language_heard_in
from prilavok.flows.bot_ahead_count import ask_by_buttons, ask_count
from prilavok.flows.bot_ahead_deal import AheadGone
from prilavok.insights import bot_ahead as offered
from prilavok.insights.bot_ahead import AheadPress
from prilavok.insights.said import weekday_words
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import say

needs = None  # a part of another story


def ask_where(heard: Heard, conversation: UUID | None, press: AheadPress, *, actor: Actor) -> None:
    """At which store. Raises AheadGone where nothing of it can be ordered ahead."""
    goods, places = offered.ahead_places(leaves_with(heard.leaf), press.variant, heard.at)
    if goods is None or not places:
        raise AheadGone
    said = language_heard_in(heard)
    rows = [
        (f"{say(one.place.name, said)} · {weekday_words(one.day, said)}", replace(press, place=one.place.id))
        for one in places
    ]
    ask_by_buttons(heard, conversation, "bot.ahead.where", {"name": goods.name}, rows, actor)


def ask_when(
    heard: Heard, conversation: UUID | None, press: AheadPress, goods: VariantView, place: PlaceView, *, actor: Actor
) -> None:
    """On which day, then at what time of it; then, or where the store has no slots, how many. Raises AheadGone."""
    comes = offered.ahead_day(place, goods.id, offered.units_of(goods, 1), heard.at)
    if comes is None:
        raise AheadGone
    times, said = offered.ahead_times(place, comes, heard.at), language_heard_in(heard)
    facts: dict[str, object] = {"name": goods.name, "place": place.name, "comes": weekday_words(comes, said)}
    if press.minute is not None or not times.days:
        agreed = press if press.minute is not None else replace(press, day=comes)
        ask_count(heard, conversation, agreed, goods, place, facts, actor=actor)
    elif press.day is None:
        days = [(weekday_words(one.day, said), replace(press, day=one.day)) for one in times.days[: offered.MOST_DAYS]]
        ask_by_buttons(heard, conversation, "bot.ahead.day", facts, days, actor)
    else:
        slots = [one.starts_at for day in times.days if day.day == press.day for one in day.slots]
        zone, facts["day"] = ZoneInfo(place.zone), weekday_words(press.day, said)
        hours = [
            (format_datetime(at.astimezone(zone), "HH:mm", locale=said),
             replace(press, day=None, minute=int(at.timestamp()) // 60))
            for at in slots[: offered.MOST_TIMES]
        ]  # fmt: skip
        ask_by_buttons(heard, conversation, "bot.ahead.time", facts, hours, actor)
