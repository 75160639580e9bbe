"""Telephone numbers as people, tills and marketplaces write them, read into one form by the rules of the +7 plan.

Ranges come from the phonenumbers library, which goes stale: for +7 an unknown range is doubted, never refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

Kind = Literal["mobile", "landline", "either", "toll_free", "personal", "voip", "other"]

_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "either",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.VOIP: "voip",
}
_PLUS_SEVEN = frozenset({"KZ", "RU"})
_SEVEN = re.compile(r"[346789][0-9]{9}")
# Fictional use by the North American plan: 555-0100 to 555-0199 in every area.
_MADE_UP = re.compile(r"\+1[2-9][0-9]{2}55501[0-9]{2}")
_EXTENSION = re.compile(r"(?:,|;)?\s*(?:доб\w*|вн\w*|ішкі|ext\w*|x|#)[.:]?\s*([0-9]{1,6})\s*\)?\s*$", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:tel|phone|mob|моб|тел|сот|whatsapp|ва[цт]+с?ап|вотсап|wa|т)\w*[.:]*\s*(?=[+0-9(])", re.IGNORECASE
)
_MESSENGER = re.compile(r"^\+?([0-9]{7,15})(?::[0-9]+)?@(?:c\.us|s\.whatsapp\.net)$", re.IGNORECASE)
_LETTERS_FOR_DIGITS = str.maketrans("OoОо", "0000")
_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
_RUNS = ("0123456789", "1234567890", "9876543210")


@dataclass(frozen=True, slots=True)
class Phone:
    """One number.

    e164: "+77011234567". region: ISO country, "" for numbers of no country. kind: what the range is for.
    doubtful: a +7 number in a range the library does not know. filler: typed to fill a field; never proves a person.
    made_up: from a range set aside for fiction; never written to. extension: what to dial after, or "".
    """

    e164: str
    region: str
    kind: Kind
    doubtful: bool = False
    filler: bool = False
    made_up: bool = False
    extension: str = ""


def read_phone(text: str, region: str = "KZ") -> Phone:
    """Read one number as typed in that country. Refused where it is empty, several, or no number.

    In the +7 plan "8 701…", "7701…", ten bare digits (as Kaspi sends) and "+8 701…" (as slips happen) all mean +7 701….
    Marks that nobody sees, as they come along when a number is copied from a page, are no part of it.
    One digit short ("8 701 234 56 7") it is no number, and never one of another range.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    cleaned = _LABEL.sub("", seen.strip().removeprefix("tel:"))
    if not cleaned:
        raise Refused("phone.empty", _("The phone number is empty."))
    if match := _MESSENGER.match(cleaned):
        return _described(_dialled("+" + match[1], region, text), "")
    extension = ""
    if match := _EXTENSION.search(cleaned):
        extension, cleaned = match[1], cleaned[: match.start()]
    if re.search(r"[;,|\n]", cleaned.strip(" ;,")):
        raise Refused("phone.several", _("There is more than one phone number here."))
    compact = _SEPARATORS.sub("", _letters_repaired(cleaned.strip(" ;,")))
    if not re.fullmatch(r"\+?[0-9]+", compact):
        raise _unreadable(text)
    return _described(_dialled(compact, region, text), extension)


def read_phones(text: str, region: str = "KZ") -> list[Phone]:
    """Every readable number of a field that may hold several, in order, without repeats; the rest is passed over."""
    found: dict[str, Phone] = {}
    for part in re.split(r"[;,|\n]|\s+(?:и|және|or|или|немесе)\s+", text):
        try:
            phone = read_phone(part, region)
        except Refused:
            continue
        found.setdefault(phone.e164, phone)
    return list(found.values())


def mask_phone(e164: str) -> str:
    """What staff without the right to raw numbers see: "+7 701 *** ** 67"."""
    if re.fullmatch(r"\+7[0-9]{10}", e164):
        return f"+7 {e164[2:5]} *** ** {e164[-2:]}"
    return f"{e164[:3]} {'*' * max(len(e164) - 5, 0)} {e164[-2:]}" if len(e164) > 6 else "***"


def _unreadable(text: str) -> Refused:
    return Refused("phone.unreadable", _("This is not a phone number: %(text)s"), text=text.strip()[:40])


def _letters_repaired(text: str) -> str:
    # The letter O, Latin or Cyrillic, stands for zero only inside a number; words stay words and are refused.
    return re.sub(r"(?<=[0-9])[OoОо]+|[OoОо]+(?=[0-9])", lambda match: match[0].translate(_LETTERS_FOR_DIGITS), text)


def _dialled(compact: str, region: str, text: str) -> phonenumbers.PhoneNumber:
    """The number meant by digits with or without a plus."""
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    national = _seven(compact, region)
    if national:
        return phonenumbers.PhoneNumber(country_code=7, national_number=int(national))
    for candidate in (compact, "+" + compact if len(compact) >= 11 and compact[0] != "+" else ""):
        number = _parsed(candidate, region)
        if number is not None and number.country_code != 7 and _acceptable(number):
            return number
    raise _unreadable(text)


def _seven(compact: str, region: str) -> str:
    """The ten digits after +7 where the +7 plan is meant, else ""."""
    digits = compact.lstrip("+")
    if compact.startswith("+"):
        if digits.startswith("7"):
            # "+7 8 701…": the trunk eight left standing after the country code.
            rest = digits[2:] if len(digits) == 12 and digits[1] == "8" else digits[1:]
        elif digits.startswith("8") and len(digits) == 11 and _slipped_eight(compact, digits):
            rest = digits[1:]
        else:
            return ""
    elif region in _PLUS_SEVEN and len(digits) == 10:
        rest = "" if _one_short(digits, region) else digits
    elif region in _PLUS_SEVEN and len(digits) == 11 and digits[0] in "78":
        rest = digits[1:]
    elif region in _PLUS_SEVEN and len(digits) == 12 and digits[:2] in {"78", "87"}:
        rest = digits[2:]
    else:
        return ""
    return rest if _SEVEN.fullmatch(rest) else ""


def _one_short(digits: str, region: str) -> bool:
    # "8 701 234 56 7": a trunk eight and nine digits, not the ten that some senders give. Ranges that begin with an
    # eight are Russian; in Kazakhstan "87" begins its own mobiles, and nobody writes Makhachkala without a plus or 8.
    if digits[0] != "8":
        return False
    number = phonenumbers.PhoneNumber(country_code=7, national_number=int(digits))
    return (region == "KZ" and digits[1] == "7") or not phonenumbers.is_valid_number(number)


def _slipped_eight(compact: str, digits: str) -> bool:
    # +87… and +89… with ten more digits are nobody's country (870 has nine after it); other +8… may be Vietnam.
    number = _parsed(compact, "ZZ")
    return digits[1] in "79" or number is None or not phonenumbers.is_valid_number(number)


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region) if text else None
    except phonenumbers.NumberParseException:
        return None


def _acceptable(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number) or bool(_MADE_UP.fullmatch(_e164(number)))


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _described(number: phonenumbers.PhoneNumber, extension: str) -> Phone:
    e164 = _e164(number)
    digits = e164.removeprefix(f"+{number.country_code}")
    if number.country_code == 7:
        region = "KZ" if digits[0] in "67" else "RU"
    else:
        region = phonenumbers.region_code_for_number(number) or ""
        region = "" if region == "001" else region
    return Phone(
        e164=e164,
        region=region,
        kind=_KINDS.get(phonenumbers.number_type(number), "other"),
        doubtful=number.country_code == 7 and not phonenumbers.is_valid_number(number),
        filler=_is_filler(digits),
        made_up=bool(_MADE_UP.fullmatch(e164)),
        extension=extension,
    )


def _is_filler(digits: str) -> bool:
    # Only what nobody owns by chance: fewer than three different digits, seven alike at the end, or one plain run.
    return len(set(digits)) <= 2 or len(set(digits[-7:])) == 1 or digits in _RUNS
