"""Words in data ({ru, kk, en}) and the register of every place where words are stored, for export and erasure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

LANGUAGES = ("ru", "kk", "en")
FALLBACKS = ("ru", "kk", "en")

Words = dict[str, str]


def check_words(given: Mapping[str, object], *, needed: Sequence[str] = (), longest: int = 20_000) -> Words:
    """Words fit to be stored: known languages, text, trimmed, empty ones left out. Refused otherwise.

    needed: languages that must be there. longest: characters allowed per language.
    """
    words: Words = {}
    for language, text in given.items():
        if language not in LANGUAGES:
            raise Refused(
                "words.language", _("There is no such language here: %(language)s"), language=str(language)[:20]
            )
        if not isinstance(text, str) or "\x00" in text:
            raise Refused("words.not_text", _("The words in %(language)s are not text."), language=language)
        if len(text) > longest:
            raise Refused("words.too_long", _("The words in %(language)s are too long."), language=language)
        if trimmed := text.strip():
            words[language] = trimmed
    for language in needed:
        if language not in words:
            raise Refused("words.missing", _("The words in %(language)s are missing."), language=language)
    return words


def say(words: Mapping[str, str], locale: str, fallbacks: Sequence[str] = FALLBACKS) -> str:
    """The words in the reader's language ("kk", "kk-KZ", "ru_RU"), else in the first fallback that has any, else ""."""
    language = locale.replace("_", "-").split("-")[0].lower()
    for candidate in (language, *fallbacks, *LANGUAGES):
        if text := words.get(candidate):
            return text
    return ""


def gaps(words: Mapping[str, str], wanted: Iterable[str] = LANGUAGES) -> tuple[str, ...]:
    """The wanted languages that have no words yet, for staff to fill."""
    return tuple(language for language in wanted if not words.get(language))


@dataclass(frozen=True)
class Person:
    """Whose words are exported or erased: the leaves in which their facts lie, and the customer or staff id if any.

    contacts: phones and mail in their normal form: what was written there is theirs, whoever asked for it.
    values: long cards and codes that are nobody else's wherever they stand, for stores that know neither leaf nor
    customer; no short ones, which in the words of others are other things. users: a messenger's user by the connection
    under which the messenger knows them so. codes: by which the source of a first filling knows them.
    """

    leaves: tuple[UUID, ...]
    customer: UUID | None = None
    staff: UUID | None = None
    values: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    users: tuple[tuple[UUID, str], ...] = ()
    codes: tuple[str, ...] = ()


Export = Callable[[Person], Iterable[Mapping[str, object]]]
Erase = Callable[[Person, datetime], int]


@dataclass(frozen=True)
class Store:
    """One table's columns that hold people's words.

    export: the person's rows, ready for JSON. erase: removes or rewrites them at an instant, gives the rows touched.
    why_kept: what the law keeps after an erasure, with its reason, or None.
    """

    table: str
    columns: tuple[str, ...]
    export: Export
    erase: Erase
    why_kept: str | None = None


@dataclass(frozen=True)
class Wordless:
    """Columns that could hold words by their type but do not hold a person's, with the reason."""

    table: str
    columns: tuple[str, ...]
    reason: str


_stores: dict[str, list[Store]] = {}
_wordless: dict[str, list[Wordless]] = {}


def store_of_words(
    table: str, columns: Sequence[str], export: Export, erase: Erase, why_kept: str | None = None
) -> Store:
    """Register columns that hold a person's words. ValueError where one of them is registered already."""
    store = Store(table, _new_columns(table, columns), export, erase, why_kept)
    _stores.setdefault(table, []).append(store)
    return store


def wordless(table: str, columns: Sequence[str], reason: str) -> Wordless:
    """State that columns hold nobody's words, and why. ValueError where one is registered or no reason given."""
    if not reason.strip():
        raise ValueError(f"{table}: a reason is needed")
    stated = Wordless(table, _new_columns(table, columns), reason)
    _wordless.setdefault(table, []).append(stated)
    return stated


def _new_columns(table: str, columns: Sequence[str]) -> tuple[str, ...]:
    if isinstance(columns, str) or not columns:
        raise ValueError(f"{table}: columns are a list of names")
    if twice := set(columns) & registered_columns(table):
        raise ValueError(f"{table}: registered twice: {', '.join(sorted(twice))}")
    return tuple(columns)


def registered_columns(table: str) -> set[str]:
    """The columns of a table that are registered either way; the house test compares them with the real ones."""
    stated: list[Store | Wordless] = [*_stores.get(table, ()), *_wordless.get(table, ())]
    return {column for entry in stated for column in entry.columns}


def stores() -> tuple[Store, ...]:
    """Every store of words, by table, in the order in which export and erasure visit them."""
    return tuple(store for table in sorted(_stores) for store in _stores[table])


def wordless_columns() -> tuple[Wordless, ...]:
    """Every statement that columns hold nobody's words."""
    return tuple(stated for table in sorted(_wordless) for stated in _wordless[table])
