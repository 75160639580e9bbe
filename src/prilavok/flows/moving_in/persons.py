"""Whom a row of a list tells of: names from one column or three, every contact of its cells, or why nobody."""

from prilavok.domains.customers.actions import read_listed
from prilavok.domains.customers.types import ListedPerson
from prilavok.domains.imports.queries import Unfit, whole_name
from prilavok.domains.imports.types import ListRow
from prilavok.kit.errors import Refused

CONTACTS = ("phone", "email", "card")
_LANGUAGES = {"русский": "ru", "рус": "ru", "казахский": "kk", "каз": "kk", "қазақша": "kk", "kz": "kk", "қазақ": "kk"}
_LANGUAGES |= {"английский": "en", "english": "en", "ағылшын": "en", "орыс": "ru", "орысша": "ru", "": ""}


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
