"""Fields of lists, and the headings by which shops in Russian, Kazakh and English call them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from prilavok.domains.imports.rules.values import fold_word

#: the fields a list of each kind may have, in the order in which they are offered
FIELDS: Mapping[str, tuple[str, ...]] = {
    "customers": (
        "code",
        "name",
        "last_name",
        "first_name",
        "middle_name",
        "phone",
        "email",
        "card",
        "iin",
        "birth_date",
        "address",
        "language",
        "consent_sms",
        "consent_mail",
        "consent_at",
        "consent_source",
        "consent_text",
        "unsubscribed_at",
        "unsubscribed_sms",
    ),
    "contacts": ("code", "phone", "email", "card", "iin"),
    "orders": (
        "number",
        "at",
        "amount",
        "currency",
        "code",
        "name",
        "phone",
        "email",
        "card",
        "place",
        "product",
        "quantity",
        "method",
        "status",
    ),
    "goods": ("product",),
}
#: with it the fields of a list of goods begin that hold an attribute; its code stands behind it
ATTRIBUTE = "attribute:"
#: of each of these groups one field at least must have a column
_NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "customers": (("code", "phone", "email", "card"),),
    "contacts": (("code",), ("phone", "email", "card")),
    "orders": (("number",), ("at",), ("amount",)),
    "goods": (("product",),),
}
_HEADINGS: Mapping[str, str] = {
    "code": "код|код клиента|id|id клиента|ид|ид клиента|номер клиента|внешний id|внешний код|customer id|client id"
    "|customer code|client code|external id|contact id|id контакта|customer|client|customerid|клиент id|клиент коды"
    "|тұтынушы коды|контакт: id|customer.id|customer.externalid",
    "name": "имя|фио|ф и о|клиент|имя клиента|фио клиента|полное имя|полное имя контакта|контакт|покупатель|заказчик"
    "|name|full name|customer name|client name|contact name|аты|аты-жөні|аты жөні|тегі аты|тұтынушы|клиент аты"
    "|основной контакт",
    "last_name": "фамилия|last name|lastname|surname|family name|тегі|customer.lastname",
    "first_name": "имя|first name|firstname|given name|есімі|customer.firstname",
    "middle_name": "отчество|middle name|patronymic|second name|әкесінің аты|customer.patronymic",
    "phone": "телефон|телефон 2|номер телефона|мобильный|мобильный телефон|сотовый|сотовый телефон|рабочий телефон"
    "|рабочий прямой телефон|домашний телефон|другой телефон|тел|тел.|phone|phone number|mobile|mobile phone"
    "|cell phone|work phone|home phone|телефоны|телефон нөмірі|ұялы телефон|ұялы|whatsapp|контактный телефон"
    "|телефон клиента|phones|customer.phones|сот. тел|сот тел|сот|моб. тел|моб тел|моб|тел. моб|тел. сот|раб. тел"
    "|дом. тел|тел. номер|№ телефона|№ тел|конт. тел|контактный номер|контактные телефоны|вацап|ватсап|вотсап"
    "|номер whatsapp|whatsapp номер|mobile number|mobile no|phone no|tel|tel. no|telephone|telephone number|cell"
    "|cellphone|contact number|contact phone|whatsapp number|ұялы нөмір|ұялы тел|ұялы телефон нөмірі|байланыс телефоны"
    "|байланыс нөмірі|тел. нөмірі|үй телефоны|жұмыс телефоны",
    "email": "email|e-mail|почта|электронная почта|эл. почта|эл почта|имейл|рабочий email|рабочий e-mail|личный email"
    "|частный e-mail|домашний e-mail|другой email|другой e-mail|mail|email address|электрондық пошта|пошта"
    "|email клиента|customer.email|e-mail клиента|адрес эл. почты|адрес электронной почты|эл. адрес|электронный адрес"
    "|мейл|эл. пошта|электрондық мекенжай|почта клиента|e mail|mail address|адрес почты|емейл|е-мейл|эл. мекенжай"
    "|контактный email|контактный e-mail",
    "card": "карта|номер карты|карта лояльности|бонусная карта|дисконтная карта|штрихкод карты|card|card number"
    "|loyalty card|discount card|бонус картасы|карта нөмірі",
    "iin": "иин|жсн|iin|иин клиента|жеке сәйкестендіру нөмірі",
    "birth_date": "дата рождения|день рождения|рождение|дата рожд|др|д.р|д. р|д/р|дата рождения клиента|birth date"
    "|birthdate|date of birth|dob|birthday|born|туған күні|туған күн|туған жылы|туылған күні|туған күні, айы, жылы"
    "|customer.birthday",
    "address": "адрес|адрес доставки|домашний адрес|адрес клиента|адрес проживания|адрес фактического проживания"
    "|фактический адрес|почтовый адрес|адрес места жительства|место жительства|полный адрес|адрес контакта|address"
    "|home address|delivery address|shipping address|postal address|full address|street address|customer address"
    "|address.text|customer.address.text|мекенжай|мекенжайы|мекен-жайы|мекен жайы|үй мекенжайы|тұрғылықты мекенжайы"
    "|тұратын мекенжайы|жеткізу мекенжайы|улица|улица, дом|street|address 1|address line 1|көше|көшесі",
    "language": "язык|language|lang|тіл|тілі",
    "consent_sms": "согласие на sms|согласие на смс|sms рассылка|смс рассылка|sms-рассылка|смс-рассылка|sms consent"
    "|sms opt in|sms келісімі|согласие на рассылку sms|согласие на рассылку смс|согласие на sms рассылку"
    "|согласие на sms-рассылку|согласие на смс рассылку|согласие на смс-рассылку|согласен на sms|согласен на смс"
    "|рассылка sms|рассылка смс|подписан на sms|подписан на смс|подписка на sms|подписка на смс|sms marketing"
    "|accepts sms|sms subscription|consent to sms|sms subscribed|sms-ке келісім|смс келісімі|sms таратуға келісім"
    "|sms жіберуге келісім",
    "consent_mail": "согласие на рассылку|подписан на рассылку|подписка на рассылку|email рассылка|e-mail рассылка"
    "|согласие на email|email consent|email opt in|newsletter|хат келісімі|согласие на рассылку email"
    "|согласие на рассылку e-mail|согласие на e-mail|согласие на email рассылку|согласие на email-рассылку"
    "|согласие на e-mail рассылку|согласие на почтовую рассылку|подписан на email|подписка на email|рассылка email"
    "|согласие на рассылку по почте|подписан на рассылки|подписка на рассылки"
    "|accepts email|accepts marketing|email marketing|email subscription|consent to email"
    "|email subscribed|таратуға келісім|email келісімі|хат таратуға келісім",
    "consent_at": "дата согласия|согласие получено|consent date|consent at|opt in date|келісім күні",
    "consent_source": "источник согласия|где получено согласие|consent source|opt in source|келісім көзі",
    "consent_text": "текст согласия|версия согласия|редакция согласия|consent text|consent version|келісім мәтіні",
    "unsubscribed_at": "дата отписки|отписался|отписан от рассылки|unsubscribed at|opt out date"
    "|emailmarketingunsubscribedat|customer.emailmarketingunsubscribedat|бас тартқан күні|бас тартты",
    "unsubscribed_sms": "отписан от sms|отписан от смс|unsubscribed from sms|sms-тен бас тартқан күні",
    "number": "номер|номер заказа|№|№ заказа|заказ|номер чека|чек|id заказа|id сделки|order|order number|order no"
    "|order id|number|receipt|тапсырыс|тапсырыс нөмірі|нөмірі|deal id",
    "at": "дата|дата заказа|дата и время|дата оформления|дата создания|дата сделки|дата продажи|создан|date|order date"
    "|created|created at|placed at|createdat|күні|тапсырыс күні|уақыты|дата завершения",
    "amount": "сумма|итого|всего|сумма заказа|сумма со скидкой|стоимость|бюджет|бюджет ₸|бюджет руб|к оплате|amount"
    "|total|total amount|sum|summ|totalsumm|order total|сома|сомасы|барлығы|жиыны|сумма строки|стоимость товара",
    "currency": "валюта|валюта заказа|валюта сделки|валюта суммы|код валюты|валюта платежа|currency|currency code"
    "|order currency|валютасы|тапсырыс валютасы|ақша бірлігі|валюта коды",
    "place": "магазин|точка|точка продаж|склад|филиал|код магазина|место|store|shop|place|branch|дүкен|нүкте",
    "product": "артикул|код товара|sku|штрихкод товара|product code|product|item|offer|өнім коды|артикулі",
    "quantity": "количество|кол-во|кол во|штук|quantity|qty|саны",
    "method": "способ оплаты|тип оплаты|оплата|payment|payment method|төлем түрі|төлем",
    "status": "статус|статус заказа|стадия|стадия сделки|этап|этап сделки|состояние|status|stage|state|күйі|мәртебесі",
}
_FOLDED = {field: dict.fromkeys(map(fold_word, told.split("|"))) for field, told in _HEADINGS.items()}
_BY_HEADING: Mapping[str, tuple[str, ...]] = {
    heading: tuple(field for field, told in _FOLDED.items() if heading in told)
    for all_of_them in _FOLDED.values()
    for heading in all_of_them
}
#: the same with nothing where people shorten words: "Моб.тел", "сот тел"
_BY_SHORTENED: Mapping[str, tuple[str, ...]] = {
    " ".join(heading.replace(".", " ").split()): fields for heading, fields in _BY_HEADING.items()
}
#: what is read though nothing was said of its column: to leave it out would write to a no, or take dollars for tenge
_ALWAYS = ("unsubscribed_at", "unsubscribed_sms", "currency")
#: parts of an address in columns of their own; alone none of them is one
_PARTS = (
    "город|населенный пункт|город проживания|дом|номер дома|корпус|строение|квартира|кв|номер квартиры|офис"
    "|квартира, офис|city|town|house|house number|building|flat|apartment|unit|address 2|address line 2|қала|қаласы"
    "|елді мекен|үй|үй нөмірі|пәтер|пәтері|address.city|customer.address.city"
)
_PARTS_OF_ADDRESS = frozenset(map(fold_word, _PARTS.split("|")))
#: fields that several columns may hold; of these an address is one, told in parts
_MANY = frozenset({"phone", "email", "card", "address"})
_MANY_GUESSED = _MANY - {"address"}
#: beginnings of words by which headings speak of unsubscribing, however they go on; those that name no day of it
_LEAVING = re.compile(
    r"отпис|\bunsub|\bopt(?:ed)?[ -]?out"
    r"|(?:жазыл(?:ым|у)\w*|таратудан|хаттан|хабарламадан|рассылкадан)\s+(?:бас тарт|шы[қғ])"
)
_NOT_A_DAY = re.compile(r"причин|ссылк|источник|коммент|способ|канал|reason|link|url|source|comment|себеб|сілтеме")
_BY_SMS = re.compile(r"sms|смс")
#: the same of anything that may tell of being written to
_CONSENT = re.compile(
    r"отпис|подпис|соглас|рассыл|unsub|subscri|\bopt(?:ed)?[ -]?(?:in|out)|consent|newsletter|marketing|маркетинг"
    r"|реклам|келіс|жазыл|тарат|бас тарт|не беспокоить|не писать|не звонить|\bdo not\b|\bdnd\b|спам|spam"
    r"|стоп-лист|черный список"
)
_ID_OF_ROW = {"id", "ид", "код"}


def guess_fields(subject: str, columns: Sequence[str]) -> dict[str, str]:
    """What the columns seem to hold, by their headings; of two that say the same the first, but for contacts."""
    guessed: dict[str, str] = {}
    words = [fold_word(column) for column in columns]
    for column, heading in zip(columns, words, strict=True):
        if subject == "goods" and heading.startswith(ATTRIBUTE):
            guessed[column] = ATTRIBUTE + column.partition(":")[2].strip().lower()
            continue
        fields = _BY_HEADING.get(heading) or _BY_SHORTENED.get(" ".join(heading.replace(".", " ").split()), ())
        if not fields and _LEAVING.search(heading) and not _NOT_A_DAY.search(heading):
            fields = ("unsubscribed_sms" if _BY_SMS.search(heading) else "unsubscribed_at",)
        if heading in _ID_OF_ROW and subject == "orders":
            fields = ("number",)  # a bare ID is the row's own
        if heading == "имя" and not {"фамилия", "last name"} & set(words):
            fields = ("name",)
        elif heading == "имя":
            fields = ("first_name",)
        for field in fields:
            if field in FIELDS[subject] and (field in _MANY_GUESSED or field not in guessed.values()):
                guessed[column] = field
                break
    if "address" in guessed.values():
        for column, heading in zip(columns, words, strict=True):
            if heading in _PARTS_OF_ADDRESS:
                guessed.setdefault(column, "address")
    return guessed


def with_leaving(guessed: Mapping[str, str], told: Mapping[str, str], said: Collection[str]) -> dict[str, str]:
    """What is told of the columns, and of those that nothing was said of the guess that they hold who unsubscribed.

    So it is with the currency of orders.
    """
    fields = dict(told)
    for column, field in guessed.items():
        if field in _ALWAYS and column not in {*said, *fields} and field not in fields.values():
            fields[column] = field
    return fields


def asks_consent(subject: str, heading: str) -> bool:
    """Whether a column that is left out seems to say who may be written to: to leave it out could write to a no."""
    return subject == "customers" and _CONSENT.search(fold_word(heading)) is not None


def check_mapping(subject: str, fields: Iterable[str]) -> str:
    """The field that such a list cannot do without and that no column holds; "" where all are there.

    A field that is none of the list's, or that two columns hold where one must, is answered as well.
    """
    told = list(fields)
    for field in told:
        if subject == "goods" and field.startswith(ATTRIBUTE) and told.count(field) == 1:
            continue
        if field not in FIELDS[subject] or (field not in _MANY and told.count(field) > 1):
            return field
    if subject == "goods" and "product" in told and len(told) == 1:
        return ATTRIBUTE  # a list that says nothing of its goods
    return next((group[0] for group in _NEEDED[subject] if not set(group) & set(told)), "")


def name_cells(columns: Sequence[str], mapping: Mapping[str, str], cells: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The texts of each field in the order of the columns, empty ones left out."""
    named: dict[str, tuple[str, ...]] = {}
    for column, cell in zip(columns, cells, strict=True):
        field = mapping.get(column)
        if field and cell:
            named[field] = (*named.get(field, ()), cell)
    return named
