"""Tags and filters every template has: money, quantities, words, phones, times, icons, addresses of what is built."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta, get_timezone
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from prilavok.domains.catalog.types import SaidView
from prilavok.doors.web.parts.broken import tell_broken
from prilavok.doors.web.parts.drawings import drawing, qr
from prilavok.doors.web.parts.figures import (
    day,
    locale_now,
    money,
    money_short,
    number,
    percent,
    quantity,
    weekday_day,
    words,
)
from prilavok.doors.web.parts.islands import asset_address, island_address
from prilavok.doors.web.parts.kept import kept
from prilavok.doors.web.parts.moments import Moment, moment_lines
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.offer_lines import (
    coming_line,
    elsewhere_lines,
    heart,
    offer_lines,
    shown_price,
    shown_stock,
)
from prilavok.doors.web.parts.pieces import badge, options, state
from prilavok.doors.web.parts.shop_bar import shop_badge, shop_bar, shop_chat
from prilavok.insights.said_goods import number_words, value_words
from prilavok.kit import clock

register = template.Library()
for figure in (day, money, money_short, number, percent, quantity, weekday_day, words):
    register.filter(figure.__name__, figure)
register.filter("broken_source", tell_broken)
register.simple_tag(kept)
register.simple_tag(badge)
register.simple_tag(options)
register.simple_tag(coming_line)
register.simple_tag(elsewhere_lines, takes_context=True)
register.simple_tag(heart, takes_context=True)
register.simple_tag(offer_lines, takes_context=True)
for drawn in (shop_badge, shop_bar, shop_chat):
    register.simple_tag(drawn, takes_context=True)
register.simple_tag(shown_price)
register.simple_tag(shown_stock)
register.simple_tag(qr)
register.simple_tag(state)
_NOTHING = "—"
# Kazakh names the year before the day.
_MOMENTS = {"kk": "y 'ж'. dd MMM, HH:mm"}


@register.filter
def of_set(sets: Mapping[UUID, Mapping[str, str]] | None, variant: UUID) -> str:
    """The name of the set a variant was bought in, "" where in none: `{{ sets|of_set:row.variant.id }}`."""
    return words((sets or {}).get(variant))


@register.filter
def local_time(at: datetime | None, zone: str) -> SafeString | str:
    """The instant on a place's wall clock, in a <time> for machines: `{{ order.at|local_time:place.zone }}`."""
    return _time(at, zone, _MOMENTS.get(locale_now(), "d MMM y, HH:mm"))


@register.filter
def local_day(at: datetime | None, zone: str) -> str:
    """The day of an instant by a place's clock: what holds from a midnight on holds since that very day."""
    return _NOTHING if at is None else day(at.astimezone(ZoneInfo(zone)).date())


@register.filter
def last_day(end: datetime | None, zone: str) -> str:
    """The last day before an end, by a place's clock: what ends at a midnight is good until the day before it."""
    return _NOTHING if end is None else local_day(end - timedelta(microseconds=1), zone)


@register.filter
def local_clock(at: datetime | None, zone: str) -> SafeString | str:
    """Hours and minutes only, where the day stands beside."""
    if at is None:
        return _NOTHING
    there = at.astimezone(ZoneInfo(zone))  # hours and minutes are written alike in all our languages
    return format_html('<time datetime="{}" title="{}">{}</time>', there.isoformat(), zone, there.strftime("%H:%M"))


@register.filter
def zone_named(zone: str) -> str:
    """A zone as people know it, with its distance from UTC now: "Almaty, UTC+5"."""
    known = get_timezone(zone)
    city = Locale.parse(locale_now()).time_zones.get(zone, {}).get("city", zone.rsplit("/", 1)[-1].replace("_", " "))
    sign = clock.now().astimezone(known).strftime("%z")
    hours, minutes = int(sign[1:3]), sign[3:5]
    distance = f"{sign[0]}{hours}" + (f":{minutes}" if minutes != "00" else "") if hours or minutes != "00" else ""
    return f"{city}, UTC{distance}" if city != "UTC" else "UTC"


def _time(at: datetime | None, zone: str, pattern: str) -> SafeString | str:
    if at is None:
        return _NOTHING
    there = at.astimezone(ZoneInfo(zone))
    shown = format_datetime(there, pattern, locale=locale_now())
    return format_html('<time datetime="{}" title="{}">{}</time>', there.isoformat(), zone, shown)


@register.simple_tag
def moment_days(days: Iterable[tuple[date, Sequence[Moment]]]) -> SafeString:
    """The days of a timeline, each with its moments."""
    return SafeString(
        "".join(
            [
                f'<li class="timeline-day"><h3>{escape(day(one))}</h3><ol>\n{moment_lines(moments)}</ol></li>'
                for one, moments in days
            ]
        )
    )


@register.filter
def seconds(count: int | None) -> str:
    """A length of time as the language shortens it: 130 -> "2 min"."""
    return (
        _NOTHING if count is None else str(format_timedelta(count, threshold=1.5, format="short", locale=locale_now()))
    )


@register.filter
def country_name(code: str) -> str:
    """A country by its two letters, in the reader's language."""
    return str(Locale.parse(locale_now()).territories.get(code, code))


@register.filter
def heat(value: int | None, most: int = 10_000) -> str:
    """Class of a cell coloured by its share of the most: `class="{{ cell|heat }}"` for basis points."""
    if value is None or most <= 0:
        return "heat-none"
    return f"heat-{min(max(round(Decimal(value) * 10 / most), 0), 10)}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of `static/icons.svg`; without a label it is hidden from readers of the screen."""
    return drawing(name, str(label))


@register.simple_tag
def asset(name: str) -> str:
    """The address of a plain file of `static/`."""
    return asset_address(name)


@register.simple_tag
def island(entry: str) -> SafeString:
    """The script of an island; IslandsNotBuilt where the browser's part was not built."""
    return format_html('<script type="module" src="{}"></script>', island_address(entry))


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """This page's address with parts of its query changed; an empty value takes a part away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@cache
def _initials_of(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()


@register.filter
def initials(name: str) -> str:
    """Up to two first letters, for the mark of a person."""
    return _initials_of(name)


@register.filter
def said_value(said: SaidView) -> str:
    """What goods say of an attribute: `{{ one|said_value }}`."""
    return value_words(said, locale_now())


@register.filter
def measure(thousandths: int, unit: Mapping[str, str]) -> str:
    """A number of an attribute with its unit: `{{ facet.low|measure:facet.attribute.unit }}`."""
    return number_words(thousandths, dict(unit), locale_now())


@register.filter
def at_code(said: Mapping[str, SaidView], code: str) -> SaidView | None:
    """What is said of the attribute of a code: `{{ column.said|at_code:trait.code }}`."""
    return said.get(code)


@register.filter
def named(code: str, kind: str) -> str:
    """What a code of a closed list is called: `{{ order.touchpoint|named:"touchpoint" }}`."""
    return str(name_of(kind, code)) if code else _NOTHING


@register.filter
def named_all(codes: Iterable[str], kind: str) -> str:
    """What several codes of a closed list are called: `{{ contacts.channels|named_all:"channel" }}`."""
    return ", ".join(str(name_of(kind, code)) for code in codes)
