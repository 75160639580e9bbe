"""What may be said of preferences, and which of one person's words hold."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from prilavok.domains.customers.types.preferences import NewPreference, PreferenceWord

REACHES = ("write", "call", "either")
CHANNELS = ("telegram", "sms", "mail")
SIZES = ("clothes", "trousers", "shoes", "headwear", "gloves", "ring")
SEALED_AS = "customers.address"  # for what addresses are sealed
MOST_ADDRESSES = 10  # of one person, when another is named
LONGEST_NAME = 40  # letters, also of a size
LONGEST_ADDRESS = 300  # letters
_NEXT = timedelta(microseconds=1)


def standing(words: Iterable[PreferenceWord]) -> list[PreferenceWord]:
    """What holds by these words, by kind and name: of each the last word, whichever leaf said it, or nothing.

    So what one leaf takes back of another's is there again when the two turn out to be two people.
    """
    last: dict[tuple[str, str], PreferenceWord] = {}
    for one in sorted(words, key=lambda word: (word.said_at, word.id)):
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
        return not new.name and new.value in ("", *(REACHES if new.kind == "reach" else CHANNELS))
    if new.kind == "size":
        return new.name in SIZES and len(new.value) <= LONGEST_NAME
    if new.kind == "default":
        return not new.name and len(new.value) <= LONGEST_NAME
    return new.kind == "address" and 0 < len(new.name) <= LONGEST_NAME and len(new.value) <= LONGEST_ADDRESS
