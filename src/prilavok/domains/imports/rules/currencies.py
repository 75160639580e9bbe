"""Which currency a text names: by its sign, its code or its words in Russian, Kazakh and English."""

import re
from collections.abc import Collection

from babel.numbers import list_currencies

#: what may stand for each currency; a word that stands for several is told by the others beside it, or by what is meant
_TOLD = {
    "KZT": "₸ тенге теңге тг тнг tenge kzt казахстанский казахстанских қазақстан қазақстандық kazakhstani kazakhstan",
    "RUB": "₽ рубль рубля рублей рубли рублях руб р rub rur ruble rubles rouble roubles российский российских россии"
    " ресей russian",
    "BYN": "рубль рубля рублей рубли рублях руб р ruble rubles byn белорусский белорусских belarusian",
    "USD": "$ доллар доллара долларов доллары долл dollar dollars usd us сша ақш америки американский американских",
    "CAD": "$ доллар доллара долларов dollar dollars cad канадский канадских canadian",
    "AUD": "$ доллар доллара долларов dollar dollars aud австралийский австралийских australian",
    "EUR": "€ евро еуро euro euros eur",
    "GBP": "£ фунт фунта фунтов фунты pound pounds gbp стерлингов sterling",
    "KGS": "сом сома сомов som kgs киргизский киргизских қырғыз",
    "UZS": "сум сума сумов сўм sum uzs узбекский узбекских өзбек",
    "CNY": "¥ юань юаня юаней yuan cny rmb китайский китайских қытай юані",
    "JPY": "¥ иена иены иен йена йены йен yen jpy",
    "UAH": "₴ гривна гривны гривен грн hryvnia uah",
    "TRY": "₺ лира лиры лир lira try турецкая турецких түрік",
    "GEL": "₾ лари lari gel",
    "AMD": "֏ драм драма драмов dram amd",
    "AED": "дирхам дирхама дирхамов dirham dirhams aed",
    "AZN": "₼ манат маната манатов manat azn",
}
_BY_WORD: dict[str, frozenset[str]] = {
    word: frozenset(code for code, words in _TOLD.items() if word in words.split())
    for all_of_them in _TOLD.values()
    for word in all_of_them.split()
}
#: as accounting programs number them
_NUMBERED = {"398": "KZT", "643": "RUB", "810": "RUB", "933": "BYN", "840": "USD", "978": "EUR", "417": "KGS"}
_NUMBERED |= {"860": "UZS", "156": "CNY", "826": "GBP"}
#: what a heading may say of something else: "Сум." is a sum as well, "try" and "us" are English words
_NOT_IN_HEADINGS = frozenset({"сум", "сума", "sum", "сом", "сома", "som", "us", "try", "pound", "р"})
_SIGNS = "₸₽$€£¥₴₺₾֏₼"
_WORDS = re.compile(rf"[^\W\d_]+|[{_SIGNS}]")
#: what may stand beside an amount besides a currency
_BESIDE = re.compile(rf"(?:[^\W\d_]|[\s.|(){_SIGNS}])*")


def named_currency(text: str, meant: str) -> str | None:
    """The code of the currency that a cell names, "" where the cell is empty, None where it cannot be told.

    meant: the currency that a word for several of them stands for where it is one of these ("рубль" where the shop
    sells in BYN).
    """
    told = text.strip()
    if not told or told in _NUMBERED:
        return _NUMBERED.get(told, "")
    return _one_of(_WORDS.findall(told), meant)


def currency_beside(text: str, meant: str) -> str | None:
    """The same of what stands beside a number in its cell: words and signs of a currency alone, with a dot or a bar."""
    if not text.strip():
        return ""
    return _one_of(_WORDS.findall(text), meant) if _BESIDE.fullmatch(text) else None


def currency_in_heading(heading: str) -> str:
    """The words of currencies that a heading has among others, as "руб" of "Сумма, руб."; "" where it has none."""
    words = [word.casefold() for word in _WORDS.findall(heading)]
    return " ".join(word for word in words if word in _BY_WORD and word not in _NOT_IN_HEADINGS)


def _one_of(words: Collection[str], meant: str) -> str | None:
    """The one currency that all of the words may stand for; None without a word or where one stands for none."""
    found: frozenset[str] | None = None
    for word in words:
        stands = _BY_WORD.get(word.casefold()) or frozenset({word.upper()} & list_currencies())
        found = stands if found is None else found & stands
    if not found:
        return None
    return meant if meant in found else next(code for code in [*_TOLD, *sorted(found)] if code in found)
