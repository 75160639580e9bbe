"""Whom a row of a list tells of: names, every contact of its cells, birth, address and consents, or why not."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from prilavok.domains.customers.actions import read_listed, read_listed_address, sealed_number
from prilavok.domains.customers.errors import NumberOff, PreferenceUnfit
from prilavok.domains.customers.queries import could_be_born
from prilavok.domains.customers.types import ListedPerson
from prilavok.domains.imports.queries import Unfit, read_at, read_birth, read_yes, whole_name
from prilavok.domains.imports.types import ListRow, ToldConsent
from prilavok.domains.places.queries import name_places
from prilavok.kit.errors import Refused

CONTACTS = ("phone", "email", "card")
_LANGUAGES = {"русский": "ru", "рус": "ru", "казахский": "kk", "каз": "kk", "қазақша": "kk", "kz": "kk", "қазақ": "kk"}
_LANGUAGES |= {"английский": "en", "english": "en", "ағылшын": "en", "орыс": "ru", "орысша": "ru", "": ""}
#: field of a list -> kind of contact it is about, and the channel
_FIELDS = (("consent_sms", "phone", "sms"), ("consent_mail", "email", "mail"))
_LONGEST = 40  # characters of a source and of the name of a text


def read_person(source: str, row: ListRow) -> ListedPerson:
    """Whom a row tells of. Raises Unfit where it tells of nobody, or one of its cells cannot be read."""
    if row.problem:
        raise Unfit(row.problem)
    contacts = []
    for kind in CONTACTS:
        for text in row.all(kind):
            try:
                contacts += read_listed(kind, text)
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
    zones = sorted({place.zone for place in name_places().values()})
    zone = ZoneInfo(zones[0] if zones else "UTC")
    said_at = read_at(row.get("consent_at"), zone) if row.get("consent_at") else None
    source, text = row.get("consent_source"), row.get("consent_text")
    if (said_at is not None and said_at > at) or max(len(source), len(text)) > _LONGEST:
        raise Unfit("consent_unreadable")
    told = [
        ToldConsent(kind, channel, read_yes(row.get(field)), said_at, source, text)
        for field, kind, channel in _FIELDS
        if row.get(field)
    ]
    if row.get("unsubscribed_at"):
        left = read_at(row.get("unsubscribed_at"), zone)
        if left > at:
            raise Unfit("consent_unreadable")
        told.append(ToldConsent("email", "mail", False, left, source, text))
    return tuple(told)
