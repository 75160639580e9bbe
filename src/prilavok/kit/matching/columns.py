"""What a column of a list of people holds, told by its heading in Russian, Kazakh or English."""

import re
from collections.abc import Mapping, Sequence

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

#: fields by which people are told apart, in the order in which they are shown
FIELDS = (
    "name", "last_name", "first_name", "middle_name", "birth_date", "phone", "email", "document", "card",
    "postcode", "region", "city", "address", "street", "house",
)  # fmt: skip
#: fields that say nothing of who somebody is
_NOT_ENOUGH = frozenset({"postcode", "region", "city", "house"})
_HEADINGS: Mapping[str, str] = {
    "name": "фио|ф и о|полное имя|имя клиента|фио клиента|клиент|контакт|покупатель|name|full name|customer name"
    "|client name|contact name|аты жөні|аты-жөні|тегі аты",
    "last_name": "фамилия|last name|lastname|surname|family name|тегі|familiya",
    "first_name": "имя|first name|firstname|given name|givenname|forename|есімі|аты|imya",
    "middle_name": "отчество|middle name|patronymic|second name|әкесінің аты",
    "birth_date": "дата рождения|день рождения|др|д р|рождение|birth date|birthdate|date of birth|dob|birthday|born"
    "|туған күні|туған жылы",
    "phone": "телефон|номер телефона|мобильный|мобильный телефон|сотовый|сотовый телефон|тел|phone|phone number"
    "|mobile|mobile phone|cell|cell phone|телефоны|телефон нөмірі|ұялы телефон|whatsapp|контактный телефон",
    "email": "email|e-mail|e mail|mail|почта|электронная почта|эл почта|имейл|мейл|email address|mail address"
    "|электрондық пошта|пошта|эл адрес|электронный адрес|адрес электронной почты|адрес эл почты|эл пошта|email клиента"
    "|e-mail клиента|почта клиента|рабочий email|личный email|адрес почты|емейл|е-мейл|эл мекенжай|электрондық мекенжай"
    "|контактный email",
    "document": "иин|инн|снилс|жсн|паспорт|номер паспорта|номер документа|iin|passport|ssn|soc sec id|national id"
    "|social security number|document|құжат нөмірі|жеке сәйкестендіру нөмірі",
    "card": "карта|номер карты|карта лояльности|бонусная карта|дисконтная карта|card|card number|loyalty card"
    "|discount card|бонус картасы|карта нөмірі",
    "postcode": "индекс|почтовый индекс|postcode|post code|zip|zip code|postal code|пошта индексі|индексі",
    "region": "область|регион|край|state|region|province|облыс|облысы|аймақ",
    "city": "город|населенный пункт|city|town|suburb|қала|қаласы|елді мекен",
    "address": "адрес|адрес доставки|address|delivery address|мекенжай|мекенжайы",
    "street": "улица|street|address 1|address line 1|көше|көшесі",
    "house": "дом|номер дома|house|house number|street number|үй|үй нөмірі",
}
#: headings of the row's own code
_IDS = ("id", "код", "код клиента", "id клиента", "customer id", "client id", "unique id", "rec id", "record id", "ид")
_MARKS = re.compile(r"[\s_.:*/()\-№#]+")


def plain_heading(text: str) -> str:
    """A heading without what people write differently: case, ё, underscores, dots, doubled spaces."""
    return _MARKS.sub(" ", text.casefold().replace("ё", "е")).strip(" \ufeff")


_BY_HEADING = {plain_heading(one): field for field, told in _HEADINGS.items() for one in told.split("|")}


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Field by field the heading that seems to hold it; of two that say the same the first."""
    words = {heading: _BY_HEADING.get(plain_heading(heading), "") for heading in headings}
    if "last_name" not in words.values():  # a lone "Имя" is the whole name
        words = {heading: "name" if field == "first_name" else field for heading, field in words.items()}
    guessed: dict[str, str] = {}
    for heading, field in words.items():
        if field:
            guessed.setdefault(field, heading)
    if {"first_name", "last_name"} & set(guessed):
        guessed.pop("name", None)
    if "street" in guessed:
        guessed.pop("address", None)
    return guessed


def guess_id(headings: Sequence[str]) -> str:
    """The heading that seems to hold the row's own code, or ""."""
    by_words = {plain_heading(heading): heading for heading in reversed(headings)}
    return next((by_words[plain_heading(one)] for one in _IDS if plain_heading(one) in by_words), "")


def read_columns(told: str, headings: Sequence[str]) -> dict[str, str]:
    """The columns named as "field=Heading,field=Heading". Raises Refused where one is none of ours or not in the file.

    A comma inside a heading cannot be told this way. An empty heading leaves a guessed field out.
    """
    known = {plain_heading(heading): heading for heading in headings}
    columns: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in told.split(","))):
        field, _sign, heading = (one.strip() for one in part.partition("="))
        if field not in FIELDS:
            raise Refused(
                "match.unknown_field",
                _("There is no field “%(field)s”. The fields are: %(fields)s."),
                field=field,
                fields=", ".join(FIELDS),
            )
        if field in columns:
            raise Refused("match.field_twice", _("The field “%(field)s” is named twice."), field=field)
        columns[field] = known.get(plain_heading(heading), "") if heading else ""
        if heading and not columns[field]:
            raise no_column(heading, headings)
    return columns


def no_column(heading: str, headings: Sequence[str]) -> Refused:
    """The refusal of a heading that the file does not have."""
    return Refused(
        "match.no_column",
        _("The file has no column “%(column)s”. It has: %(columns)s."),
        column=heading,
        columns=", ".join(headings)[:400],
    )


def check_enough(columns: Mapping[str, str]) -> None:
    """Raise Refused unless at least two fields, one of which says who somebody is, have columns."""
    if len(columns) < 2 or not set(columns) - _NOT_ENOUGH:
        raise Refused(
            "match.too_little",
            _(
                "Nobody can be told apart by these columns: %(columns)s. At least two are needed, one of them a name, "
                "a date of birth, a phone, an e-mail or a document. Name them with --columns field=Heading."
            ),
            columns=", ".join(f"{field}={heading}" for field, heading in columns.items()) or "-",
        )
