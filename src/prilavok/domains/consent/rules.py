"""When a yes holds, whose no is the stricter, and at which hours advertising may be sent, by country and day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.consent.types import NewConsent, Said
from prilavok.kit.calendars import is_day_off

OFFERS = "offers"  # advertising; every other purpose serves what the customer asked for and waits for no hour
_LONGEST_WAIT = 14  # days


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Hours of the customer's own clock within which advertising may be sent. channel: "" for each.

    since, until: the first and the last day it is held to. weekdays: not on weekends and days off of the country.
    """

    country: str
    channel: str
    opens: time
    closes: time
    weekdays: bool
    since: date
    until: date | None
    source: str


#: Where several rows fit, all of them bind.
HOURS: Sequence[OpenHours] = (
    OpenHours(
        "KZ", "", time(9), time(21), False, date(2000, 1, 1), None,
        "no unasked advertising from 22 to 6; the hours operators agree on are kept in every channel",
    ),
    OpenHours(
        "KZ", "sms", time(9), time(21), True, date(2000, 1, 1), None,
        "rules of Kazakh operators (rules.revicom.ltd): advertising by SMS on weekdays from 9 to 21",
    ),
    OpenHours(
        "RU", "", time(9), time(21), False, date(2000, 1, 1), None,
        "38-FZ, article 18, asks for consent and names no hours; 9 to 21 is the custom, held to as a rule of the house",
    ),
)  # fmt: skip


#: whole messages that end what we write, in the languages of our customers; `/stop` to a bot is one of them
STOP_WORDS = frozenset(
    {"стоп", "stop", "stopall", "unsubscribe", "отписаться", "отпишите", "отписка", "тоқта", "тоқтату"}
)


def may_send_at(
    at: datetime,
    *,
    countries: Collection[str],
    zones: Collection[str],
    channel: str,
    hours: Sequence[OpenHours] = HOURS,
) -> bool:
    """Whether advertising may be sent at this instant wherever among these zones and countries the customer is."""
    for zone in zones:
        local = at.astimezone(ZoneInfo(zone))
        for row in hours:
            if row.country not in countries or row.channel not in ("", channel):
                continue
            if local.date() < row.since or (row.until is not None and local.date() > row.until):
                continue
            if not row.opens <= local.time() < row.closes:
                return False
            # A weekend that is worked by decree is no weekday of the rule: it is not known to mean those.
            if row.weekdays and (local.weekday() >= 5 or is_day_off(row.country, local.date())):
                return False
    return True


def next_open(at: datetime, *, countries: Collection[str], zones: Collection[str], channel: str) -> datetime:
    """The instant itself where advertising may be sent, else the first one at which it may again.

    Where the zones leave no common hour it is the latest of those looked at, at which it is asked anew.
    """

    def fits(instant: datetime) -> bool:
        return may_send_at(instant, countries=countries, zones=zones, channel=channel)

    if fits(at):
        return at
    starts = sorted(
        start
        for zone in zones
        for day in range(_LONGEST_WAIT)
        for opens in {row.opens for row in HOURS}
        if (start := _start(at, zone, day, opens)) > at
    )
    return next((start for start in starts if fits(start)), starts[-1])


def _start(at: datetime, zone: str, days: int, opens: time) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=days), opens, ZoneInfo(zone)).astimezone(at.tzinfo)


def holds(said: Sequence[Said], since: Mapping[UUID, datetime]) -> bool:
    """Whether a yes holds for the person of these leaves; silence is a no.

    since: from when on each leaf is theirs. A no binds until a yes that was said while the two leaves were one person
    already: when people are found to be one, the stricter of what each had said is what counts. A no that the row of a
    list told of a contact is taken back by a later yes of the same teller, as where one leaf said both.
    """
    yes, refusals = False, set[tuple[UUID, UUID]]()
    for one in sorted(said, key=lambda word: (word.at, not word.given)):
        if not one.given:
            yes = False
            refusals.add((one.leaf, one.told_by or one.leaf))
            continue
        yes = True
        for leaf, teller in list(refusals):
            together = max((since[each] for each in (leaf, one.leaf) if each in since), default=one.at)
            if teller == one.leaf or together <= one.at:
                refusals.remove((leaf, teller))
    return yes and not refusals


def is_proven(told: NewConsent) -> bool:
    """Whether what a file tells of a consent is enough to count: when, where, and the words or a proof."""
    return told.said_at is not None and bool(told.source) and bool(told.text_version or told.proof)
