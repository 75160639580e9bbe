"""Whom a row of a list tells of: names, every contact of its cells, birth, address and consents, or why not."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from prilavok.domains.customers.actions import read_listed, read_listed_address, sealed_number
from prilavok.domains.customers.errors import NumberOff, PreferenceUnfit
from prilavok.domains.customers.queries import could_be_born
from prilavok.domains.customers.types import ListedPerson
from prilavok.domains.imports.queries import Unfit, read_birth, read_left, read_said, read_yes, whole_name
from prilavok.domains.imports.types import ListRow, ToldConsent
from prilavok.domains.places.queries import zone_of
from prilavok.kit.errors import Refused
from prilavok.kit.sheets import lost_digits, whole_digits

CONTACTS = ("phone", "email", "card")
#: what may be a number that a table keeps fifteen digits of at the most
_NUMBERS = ("code", "phone", "card", "iin")
_LANGUAGES = {"русский": "ru", "рус": "ru", "казахский": "kk", "каз": "kk", "қазақша": "kk", "kz": "kk", "қазақ": "kk"}
_LANGUAGES |= {"английский": "en", "english": "en", "ағылшын": "en", "орыс": "ru", "орысша": "ru", "": ""}
#: field of a list, the one of having unsubscribed, the kind of contact they are about, and the channel
_FIELDS = (
    ("consent_sms", "unsubscribed_sms", "phone", "sms"),
    ("consent_mail", "unsubscribed_at", "email", "mail"),
)
_LONGEST = 40  # characters of a source and of the name of a text


def read_person(source: str, row: ListRow) -> ListedPerson:
    """Whom a row tells of. Raises Unfit where it tells of nobody, or one of its cells cannot be read."""
    if row.problem:
        raise Unfit(row.problem)
    contacts = []
    if any(lost_digits(text) for kind in _NUMBERS for text in row.all(kind)):
        raise Unfit("digits_lost")
    for kind in CONTACTS:
        for text in row.all(kind):
            try:
                contacts += read_listed(kind, whole_digits(text))
            except Refused as refused:
                filler = refused.code == "contact.filler"
                raise Unfit("phone_filler" if filler else f"{kind}_unreadable") from refused
    language = row.get("language").lower()
    if language not in {*_LANGUAGES, "ru", "kk", "en"}:
        raise Unfit("language_unreadable")
    code = row.get("code")
    if len(code) > 100:
        raise Unfit("code_too_long")
    if not code and not contacts:
        raise Unfit("nobody")
    name = whole_name(row.get("name"), row.get("last_name"), row.get("first_name"), row.get("middle_name"))
    once = {(one.kind, one.value): one for one in contacts}
    return ListedPerson(
        f"{source}:{code}" if code else "", tuple(once.values()), name, _LANGUAGES.get(language, language)
    )


def read_number(row: ListRow, person: ListedPerson, at: datetime) -> ListedPerson:
    """The same person with the national number that the row tells, sealed. Raises Unfit where none may be taken."""
    if not row.get("iin"):
        return person
    try:
        number = sealed_number(row.get("iin").lstrip("'"), at)
    except NumberOff as off:
        raise Unfit("number_off") from off
    except Refused as refused:
        raise Unfit("number_unreadable") from refused
    return replace(person, contacts=(*person.contacts, number))


def read_life(row: ListRow, person: ListedPerson, at: datetime) -> ListedPerson:
    """The same person with the day of birth and the address that the row tells; empty cells say nothing.

    Raises Unfit where the day cannot be read or nobody who lives was born on it, or the address is too long.
    """
    born = read_birth(row.get("birth_date"), at.date()) if row.get("birth_date") else None
    if born is not None and not could_be_born(born, at):
        raise Unfit("birth_impossible")
    try:
        address = read_listed_address(row.all("address"))
    except PreferenceUnfit as unfit:
        raise Unfit("address_too_long") from unfit
    return replace(person, born=born, address=address)


def read_consents(row: ListRow, at: datetime) -> tuple[ToldConsent, ...]:
    """What the row says of SMS and mail; nothing where it says nothing.

    Raises Unfit where a yes or no cannot be read, its day cannot or is still to come, or a source or text is too long.
    """
    zone = ZoneInfo(zone_of(None))
    source, text = row.get("consent_source"), row.get("consent_text")
    if max(len(source), len(text)) > _LONGEST:
        raise Unfit("consent_unreadable")
    days = {given: _said(row.get("consent_at"), zone, at, given=given) for given in (True, False)}
    told = []
    for field, left, kind, channel in _FIELDS:
        if row.get(field):
            given = read_yes(row.get(field))
            told.append(ToldConsent(kind, channel, given, days[given], source, text))
        if (gone := read_left(row.get(left))) is not False:  # a day is no word, and says that they left
            said_at = None if gone else _said(row.get(left), zone, at, given=False)
            told.append(ToldConsent(kind, channel, False, said_at, source, text))
    return tuple(told)


def _said(text: str, zone: ZoneInfo, at: datetime, *, given: bool) -> datetime | None:
    try:
        return read_said(text, zone, at, given=given) if text else None
    except Unfit as unfit:
        raise Unfit("consent_unreadable" if str(unfit) == "time_ahead" else str(unfit)) from unfit
