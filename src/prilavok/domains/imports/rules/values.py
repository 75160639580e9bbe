"""What a cell means: amounts and days as they are written in Russian, Kazakh and English, or a plain refusal."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from prilavok.domains.imports.rules.currencies import currency_beside, named_currency
from prilavok.kit.errors import Refused
from prilavok.kit.money import exponent, read_money

#: statuses that mean a finished sale where the shop says nothing else
FINISHED = "выполнен, завершён, завершен, доставлен, получен, успешно реализовано, сделка успешна, complete, completed"
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_AMOUNT = re.compile(r"(?P<minus>-?)(?P<before>[^0-9]*?)(?P<number>-?[0-9](?:.*[0-9])?)(?P<behind>[^0-9]*)", re.DOTALL)
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,4})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:(?P<sign>[.,' ])[0-9]{3})(?:(?P=sign)[0-9]{3})*(?P<rest>[.,][0-9]{1,4})?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,6})?)?)?\s?(Z|[+-]\d\d:?\d\d)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_WORDED = re.compile(r"(\d{1,2})\s+([а-яәғқңөұүһі]+)\.?\s+(\d{4})(?:\s*г\.?)?(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_UNIX = re.compile(r"1[0-9]{9}")
_MONTHS = (
    ("янв", "қаң"), ("фев", "ақп"), ("мар", "нау"), ("апр", "сәу"), ("май", "мая", "мам"), ("июн", "мау"),
    ("июл", "шіл"), ("авг", "там"), ("сен", "қыр"), ("окт", "қаз"), ("ноя", "қар"), ("дек", "жел"),
)  # fmt: skip
_YES = frozenset(
    {"да", "yes", "y", "true", "1", "+", "иә", "согласен", "согласна", "согласие", "подписан", "подписана"}
)
_YES |= {"subscribed", "келіседі"}
_NO = frozenset({"нет", "no", "n", "false", "0", "-", "жоқ", "не согласен", "не согласна", "отказ", "отписан"})
_NO |= {"отписана", "unsubscribed"}
#: in a column of who unsubscribed
_LEFT = frozenset({"да", "yes", "y", "true", "1", "+", "иә", "отписан", "отписана", "отписался", "отписалась", "отказ"})
_LEFT |= {"unsubscribed", "opted out"}
_STAYED = frozenset({"нет", "no", "n", "false", "0", "-", "—", "жоқ", "подписан", "подписана", "subscribed"})
_YEARS = range(1970, 2100)
_LONGEST_NAME = 200


class Unfit(ValueError):
    """A cell or row that cannot be placed; its text is the code of the reason. said: what else is told of it."""

    def __init__(self, reason: str, **said: str) -> None:
        super().__init__(reason)
        self.said = said


def fold_word(text: str) -> str:
    """A heading or status without what people write differently: case, ё, spaces, marks at the end."""
    return _SPACES.sub(" ", text.casefold().replace("ё", "е").replace("_", " ")).strip(" :*.\ufeff").removesuffix(", ₸")


def is_finished(status: str, told: str) -> bool:
    """Whether a status is one of those, separated by commas, that mean a finished sale."""
    return fold_word(status) in {fold_word(one) for one in (told or FINISHED).split(",")}


def read_amount(text: str, currency: str) -> int:
    """Minor units from "1 234,50 ₸", "1.234,50", "1,234.50" or "1234.5".

    Raises Unfit("amount_unreadable") where it is none, is finer than the currency, or could be two: "1,250"; and
    Unfit("currency_differs") where a sign or word of another currency stands beside it.
    """
    parts = _AMOUNT.fullmatch(text.strip())
    if parts is None:
        raise Unfit("amount_unreadable")
    _hold([currency_beside(parts[beside], currency) for beside in ("before", "behind")], currency, "amount_unreadable")
    compact = _SPACES.sub(" ", parts["minus"] + parts["number"])
    if match := _THOUSANDS.fullmatch(compact):
        sign, rest = match["sign"], match["rest"] or ""
        if sign in ".," and (rest.startswith(sign) or (not rest and compact.count(sign) == 1)):
            raise Unfit("amount_unreadable")
        whole = compact[: len(compact) - len(rest)].replace(sign, "")
        compact = whole + rest
    if not _PLAIN.fullmatch(compact):
        raise Unfit("amount_unreadable")
    exact = compact.replace(",", ".")
    whole, _point, fraction = exact.partition(".")
    if fraction[exponent(currency) :].strip("0"):
        raise Unfit("amount_unreadable")
    try:
        amount = read_money(exact, currency).amount
    except Refused as refused:
        raise Unfit("amount_unreadable") from refused
    if amount < 0:
        raise Unfit("negative")
    return amount


def check_currency(text: str, currency: str) -> None:
    """Nothing where a cell names this currency, or none. Raises Unfit: currency_differs, currency_unreadable."""
    _hold([named_currency(text, currency)], currency, "currency_unreadable")


def _hold(told: Iterable[str | None], currency: str, unreadable: str) -> None:
    """Nothing where all that was told is this currency or nothing; None is what could not be read."""
    for one in told:
        if one is None:
            raise Unfit(unreadable)
        if one not in ("", currency):
            raise Unfit("currency_differs", currency=one, wanted=currency)


def read_yes(text: str) -> bool:
    """A yes or no as tables write them in Russian, Kazakh and English. Raises Unfit("consent_unreadable")."""
    told = fold_word(text)
    if told not in _YES and told not in _NO:
        raise Unfit("consent_unreadable")
    return told in _YES


def read_left(text: str) -> bool | None:
    """Whether a cell of having unsubscribed says so in a word; an empty one says no, what is no word (a day) None."""
    told = fold_word(text)
    if not told or told in _STAYED:
        return False
    return True if told in _LEFT else None


def read_quantity(text: str) -> int:
    """A whole number, "2", "1 200" or "2,00". Raises Unfit; a fraction is never rounded."""
    compact = re.sub(r"[.,]0{1,2}$", "", _SPACES.sub("", text))
    if not re.fullmatch(r"-?[0-9]{1,12}", compact):
        raise Unfit("quantity_unreadable")
    if int(compact) < 0:
        raise Unfit("negative")
    return int(compact)


def read_at(text: str, zone: ZoneInfo) -> datetime:
    """An instant in the zone from "2026-02-03 10:15", "03.02.2026 10:15", "3 февраля 2026" or seconds since 1970.

    A day alone is its noon, so that no zone makes another day of it. Raises Unfit("time_unreadable").
    """
    told = text.strip().lower()
    try:
        if match := _ISO.fullmatch(told.upper()):
            read = _clock(match[1], match[2], match[3], match[4], match[5], match[6])
            offset = match[7]
            local = (
                datetime.fromisoformat(read.isoformat() + offset.replace("Z", "+00:00")).astimezone(zone)
                if offset
                else read.replace(tzinfo=zone)
            )
        elif match := _DOTTED.fullmatch(told):
            year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
            local = _clock(year, match[2], match[1], match[4], match[5], match[6]).replace(tzinfo=zone)
        elif match := _WORDED.fullmatch(told):
            month = next((nth for nth, begins in enumerate(_MONTHS, 1) if match[2].startswith(begins)), 0)
            local = _clock(match[3], str(month), match[1], match[4], match[5], match[6]).replace(tzinfo=zone)
        elif _UNIX.fullmatch(told):
            local = datetime.fromtimestamp(int(told), UTC).astimezone(zone)
        else:
            raise Unfit("time_unreadable")
    except (ValueError, OverflowError) as trouble:
        raise Unfit("time_unreadable") from trouble
    if local.year not in _YEARS:
        raise Unfit("time_unreadable")
    return local


def read_past(text: str, zone: ZoneInfo, at: datetime) -> datetime:
    """The same of what has happened; of today alone it is at the latest now. at: when it is read.

    Raises Unfit("time_unreadable"), and Unfit("time_ahead") where it is still to come.
    """
    told = read_at(text, zone)
    if _is_day(text) and told.date() == at.astimezone(zone).date():
        return min(told, at.astimezone(zone))
    if told > at:
        raise Unfit("time_ahead")
    return told


def read_said(text: str, zone: ZoneInfo, at: datetime, *, given: bool) -> datetime:
    """When a yes (given) or a no was said. Raises Unfit as read_past does.

    Of a day alone nobody knows whether it was before or after what else was said on that day, and the stricter counts:
    a yes is taken for its first word, a no for its last.
    """
    told = read_past(text, zone, at)
    if not _is_day(text):
        return told
    first, last = (datetime.combine(told.date(), clock, zone) for clock in (time.min, time.max))
    return first if given else min(last, at)


def _is_day(text: str) -> bool:
    """Whether a day is told without an hour."""
    told = text.strip().lower()
    match = _ISO.fullmatch(told.upper()) or _DOTTED.fullmatch(told) or _WORDED.fullmatch(told)
    return match is not None and match[4] is None


def read_birth(text: str, day: date) -> date:
    """A day of birth from "1990-05-17", "17.05.1990", "17.05.90" or "17 мая 1990", also with a midnight behind it.

    A midnight is that of the clock that is told, or of UTC as another clock writes it ("1990-05-17T03:00:00+03:00").
    Two digits of a year that would be still to come in this century are of the last; others could be of either and are
    refused. day: when it is read. Raises Unfit("birth_unreadable").
    """
    told = text.strip().lstrip("'").strip().lower()
    iso, dotted, worded = _ISO.fullmatch(told.upper()), _DOTTED.fullmatch(told), _WORDED.fullmatch(told)
    try:
        if iso and _is_midnight(iso[4], iso[5], iso[6], iso[7]):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted and _is_midnight(dotted[4], dotted[5], dotted[6]):
            year = int(dotted[3])
            if len(dotted[3]) == 4 or 2000 + year > day.year:
                return date(year if len(dotted[3]) == 4 else 1900 + year, int(dotted[2]), int(dotted[1]))
        if worded and _is_midnight(worded[4], worded[5], worded[6]):
            month = next((nth for nth, begins in enumerate(_MONTHS, 1) if worded[2].startswith(begins)), 0)
            return date(int(worded[3]), month, int(worded[1]))
    except ValueError as trouble:
        raise Unfit("birth_unreadable") from trouble
    raise Unfit("birth_unreadable")


def _is_midnight(hour: str | None, minute: str | None, second: str | None, offset: str | None = None) -> bool:
    """Also where no hour is told at all."""
    clock = f"{int(hour or 0):02}{minute or '00'}"
    return not int(second or 0) and (clock == "0000" or (offset or "").replace(":", "") == f"+{clock}")


def _clock(year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None) -> datetime:
    if hour is None or minute is None:
        return datetime(int(year), int(month), int(day), 12)  # noqa: DTZ001  # its zone is given by the caller
    return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001


def whole_name(name: str, last: str, first: str, middle: str) -> str:
    """One name from one column or from three. Raises Unfit("name_too_long")."""
    whole = " ".join((name or " ".join(part for part in (last, first, middle) if part)).split())
    if len(whole) > _LONGEST_NAME:
        raise Unfit("name_too_long")
    return whole


def digest_of(fields: Mapping[str, Iterable[str]]) -> str:
    """What a row says, as 32 letters: the same fields and texts give the same."""
    told = "\x1e".join(f"{field}\x1f" + "\x1f".join(texts) for field, texts in sorted(fields.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def row_key(own: str, fields: Mapping[str, Iterable[str]]) -> str:
    """By what a row is known again: its own id in the source where it has one, else what it says."""
    if not own:
        return f"#{digest_of(fields)}"
    return own if len(own) <= 59 and not own.startswith("#") else f"##{hashlib.sha256(own.encode()).hexdigest()[:32]}"
