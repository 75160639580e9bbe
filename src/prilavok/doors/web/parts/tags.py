"""Tags and filters every template has: money, quantities, words, phones, times, icons, addresses of what is built."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone
from babel.numbers import format_decimal
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from prilavok.doors.web.parts.broken import tell_broken
from prilavok.doors.web.parts.drawings import drawing, qr
from prilavok.doors.web.parts.islands import asset_address, island_address
from prilavok.doors.web.parts.kept import kept
from prilavok.doors.web.parts.moments import Moment, moment_lines
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.pieces import badge, options, state
from prilavok.insights.said import units_words, weekday_words
from prilavok.kit import clock
from prilavok.kit.money import Money, format_money
from prilavok.kit.phones import mask_phone
from prilavok.kit.words import say

register = template.Library()
register.filter("broken_source", tell_broken)
register.simple_tag(kept)
register.simple_tag(badge)
register.simple_tag(options)
register.simple_tag(qr)
register.simple_tag(state)
_NOTHING = "—"
# How many of the smallest unit make the one people say, and how that is written.
# Kazakh names the year before the day.
_MOMENTS = {"kk": "y 'ж'. dd MMM, HH:mm"}


def _locale() -> str:
    return (get_language() or "ru").split("-")[0]


@register.filter
def money(amount: Money | int | None, currency: str = "") -> str:
    """An amount as the reader's language writes it: `{{ total|money }}`, `{{ order.amount|money:order.currency }}`."""
    if amount is None:
        return _NOTHING
    return format_money(amount if isinstance(amount, Money) else Money(amount, currency), _locale())


@register.filter
def money_short(amount: Money | int | None, currency: str = "") -> str:
    """The same without decimals that are all zero, for tiles."""
    if amount is None:
        return _NOTHING
    return format_money(amount if isinstance(amount, Money) else Money(amount, currency), _locale(), short=True)


@register.filter
def number(value: int | Decimal | None) -> str:
    """A whole or decimal number with the language's separators."""
    return _NOTHING if value is None else str(format_decimal(value, locale=_locale()))


@register.filter
def percent(basis_points: int | None) -> str:
    """Basis points as per cent: 1250 -> "12.5 %"."""
    if basis_points is None:
        return _NOTHING
    return f"{format_decimal(Decimal(basis_points) / 100, format='#,##0.##', locale=_locale())}\u00a0%"


@register.filter
def quantity(units: int | None, unit: str = "piece") -> str:
    """Units of the variant's smallest unit as people say them: `{{ line.quantity|quantity:line.unit }}` -> "1.5 kg"."""
    if units is None:
        return _NOTHING
    return units_words(units, unit, _locale())


@register.filter
def words(given: Mapping[str, str] | None) -> str:
    """Words in data ({ru, kk, en}) in the reader's language."""
    return say(given, _locale()) if given else ""


@register.filter
def of_set(sets: Mapping[UUID, Mapping[str, str]] | None, variant: UUID) -> str:
    """The name of the set a variant was bought in, "" where in none: `{{ sets|of_set:row.variant.id }}`."""
    return words((sets or {}).get(variant))


@register.filter
def masked_phone(e164: str | None) -> str:
    """A number as those see it who may not see it raw."""
    return mask_phone(e164) if e164 else _NOTHING


@register.filter
def local_time(at: datetime | None, zone: str = "UTC") -> SafeString | str:
    """The instant on a place's wall clock, in a <time> for machines: `{{ order.at|local_time:place.zone }}`."""
    return _time(at, zone, _MOMENTS.get(_locale(), "d MMM y, HH:mm"))


@register.filter
def local_clock(at: datetime | None, zone: str = "UTC") -> SafeString | str:
    """Hours and minutes only, where the day stands beside."""
    if at is None:
        return _NOTHING
    there = at.astimezone(ZoneInfo(zone))  # hours and minutes are written alike in all our languages
    return format_html('<time datetime="{}" title="{}">{}</time>', there.isoformat(), zone, there.strftime("%H:%M"))


@register.filter
def zone_named(zone: str) -> str:
    """A zone as people know it, with its distance from UTC now: "Almaty, UTC+5"."""
    known = get_timezone(zone)
    city = Locale.parse(_locale()).time_zones.get(zone, {}).get("city", zone.rsplit("/", 1)[-1].replace("_", " "))
    sign = clock.now().astimezone(known).strftime("%z")
    hours, minutes = int(sign[1:3]), sign[3:5]
    distance = f"{sign[0]}{hours}" + (f":{minutes}" if minutes != "00" else "") if hours or minutes != "00" else ""
    return f"{city}, UTC{distance}" if city != "UTC" else "UTC"


def _time(at: datetime | None, zone: str, pattern: str) -> SafeString | str:
    if at is None:
        return _NOTHING
    there = at.astimezone(ZoneInfo(zone))
    shown = format_datetime(there, pattern, locale=_locale())
    return format_html('<time datetime="{}" title="{}">{}</time>', there.isoformat(), zone, shown)


@register.filter
def day(value: date | datetime | None) -> str:
    """A calendar day: "3 мар. 2026 г."."""
    if value is None:
        return _NOTHING
    # One instant told by two clocks is equal and may be two days: the day itself is what is kept.
    return _day(value.date() if isinstance(value, datetime) else value, _locale())


@register.filter
def weekday_day(value: date | None) -> str:
    """A calendar day near by: "Tuesday 24 November"."""
    return _NOTHING if value is None else weekday_words(value, _locale())


@lru_cache(maxsize=4_000)
def _day(value: date, locale: str) -> str:
    """A page tells dozens of days, and the next page the same ones."""
    return str(format_date(value, "medium", locale=locale))


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
    return _NOTHING if count is None else str(format_timedelta(count, threshold=1.5, format="short", locale=_locale()))


@register.filter
def country_name(code: str) -> str:
    """A country by its two letters, in the reader's language."""
    return str(Locale.parse(_locale()).territories.get(code, code))


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
def named(code: str, kind: str) -> str:
    """What a code of a closed list is called: `{{ order.touchpoint|named:"touchpoint" }}`."""
    return str(name_of(kind, code)) if code else _NOTHING
