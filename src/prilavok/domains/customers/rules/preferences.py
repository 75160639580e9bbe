"""What may be said of preferences, and which of one person's words hold."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from prilavok.domains.customers.types.preferences import NewPreference, PreferenceWord
from prilavok.kit.channels import WRITTEN

REACHES = ("write", "call", "either")
SIZES = ("clothes", "trousers", "shoes", "headwear", "gloves", "ring")
SEALED_AS = "customers.address"  # for what addresses and days of birth are sealed
#: kinds whose values are kept sealed
SEALED = frozenset({"address", "born"})
#: what the address of a list is called, in the language of the person
HOME: Mapping[str, str] = {"ru": "дом", "kk": "үй", "en": "home"}
MOST_ADDRESSES = 10  # of one person, when another is named
LONGEST_NAME = 40  # letters, also of a size
LONGEST_ADDRESS = 300  # letters
FIRST_BORN = date(1900, 1, 1)  # who would be born before lives no more
_AHEAD = timedelta(hours=14)  # of UTC is the clock whose day begins first
_NEXT = timedelta(microseconds=1)


def standing(words: Iterable[PreferenceWord]) -> list[PreferenceWord]:
    """What holds by these words, by kind and name: of each the last word, whichever leaf said it, or nothing.

    So what one leaf takes back of another's is there again when the two turn out to be two people. What a list said
    gives way to whatever the person or staff said, also before: so it does where two people are found to be one.
    """
    last: dict[tuple[str, str], PreferenceWord] = {}
    for one in sorted(words, key=lambda word: (word.source != "list", word.said_at, word.id)):
        last[one.kind, one.name] = one
    return [last[key] for key in sorted(last) if last[key].value]


def said_after(words: Iterable[PreferenceWord], new: NewPreference, at: datetime) -> datetime:
    """The instant of a new word: after all that were said of the same, whatever their clocks said."""
    return max([at, *(one.said_at + _NEXT for one in words if (one.kind, one.name) == (new.kind, new.name))])


def is_fit(new: NewPreference) -> bool:
    """Whether it can be kept: of the closed lists, and no longer than there is room for; a value may be ""."""
    if not all(sign.isprintable() for sign in new.name + new.value):
        return False
    if new.kind in ("reach", "channel"):
        return not new.name and new.value in ("", *(REACHES if new.kind == "reach" else WRITTEN))
    if new.kind == "size":
        return new.name in SIZES and len(new.value) <= LONGEST_NAME
    if new.kind == "default":
        return not new.name and len(new.value) <= LONGEST_NAME
    if new.kind == "born":
        return not new.name and (not new.value or _is_day(new.value))
    return new.kind == "address" and 0 < len(new.name) <= LONGEST_NAME and len(new.value) <= LONGEST_ADDRESS


def could_be_born(day: date, at: datetime) -> bool:
    """Whether somebody who lives can have been born then: in 1900 or later, and not on a day that is nowhere yet."""
    return FIRST_BORN <= day <= (at.astimezone(UTC) + _AHEAD).date()


def name_of_listed(words: Iterable[PreferenceWord], language: str) -> str:
    """What the address of a list is called: as the one is that a list told before, else home in their language."""
    before = sorted(one.name for one in words if one.kind == "address" and one.source == "list")
    return before[0] if before else HOME.get(language, HOME["ru"])


def list_may_say(words: Iterable[PreferenceWord], new: NewPreference) -> bool:
    """Whether a list's word is kept beside a person's words: not where they or staff spoke of the same, nor said again.

    An address is of the same where it bears any name of home, is proposed first by their own choice, or reads the same;
    nor is there room for one more where they keep as many as anybody may.
    """
    words = list(words)
    own = [one for one in words if one.source != "list"]
    holds = standing(words)
    if new.kind != "address":
        said = any((one.kind, one.name) == (new.kind, new.name) for one in own)
        return not said and not any((one.kind, one.value) == (new.kind, new.value) for one in holds)
    named, addresses = {new.name, *HOME.values()}, [one for one in holds if one.kind == "address"]
    said = any(one.kind == "address" and one.name.casefold() in named for one in own)
    chosen = any((one.kind, one.value) == ("default", new.name) for one in holds)
    known = any(one.value.casefold() == new.value.casefold() for one in addresses)
    return not (said or chosen or known) and len({one.name for one in addresses} - {new.name}) < MOST_ADDRESSES


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
