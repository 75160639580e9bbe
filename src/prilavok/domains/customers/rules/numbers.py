"""National numbers: the check sum of the Kazakh IIN, and which country's law lets a shop take which number.

Sources: research of the ecosystem, 7.2 (form and check sum of the IIN) and 7.4 (laws of personal data).
"""

import re
from datetime import date, timedelta

from prilavok.domains.customers.errors import NumberUnfit
from prilavok.domains.customers.types.documents import NumberLaw

IIN = "iin"
#: documents that staff may look at; what stands in them is not written down
DOCUMENTS = ("id_card", "passport", "residence", "driving", "other")
#: for so long a checked document opens to who looked at it
CHECK_STANDS = timedelta(minutes=15)
#: where an agreement is the ground, it is kept with the shop; where a law is, the law asks for the number itself
_CONSENT, _LAW, _CONTRACT = "consent", "law", "contract"

NUMBER_LAWS: tuple[NumberLaw, ...] = (
    NumberLaw("KZ", IIN, date(2013, 11, 26), (_CONSENT, _CONTRACT, _LAW), "Law of Kazakhstan No. 94-V of 21 May 2013"),
    # There is no IIN in Russia, and its tax number (INN) is not taken in its place.
    NumberLaw("RU", "", date(2007, 1, 26), (), "Federal law of Russia No. 152-FZ of 27 July 2006"),
)
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_FIRST = tuple(range(1, 12))
_SECOND = (*range(3, 12), 1, 2)
_OLDEST = 125  # years


def law_of_numbers(country: str, day: date) -> NumberLaw | None:
    """What the country's law said of national numbers on that day; None where nothing is known of it."""
    told = [law for law in NUMBER_LAWS if law.country == country and law.since <= day]
    return max(told, key=lambda law: law.since, default=None)


def read_iin(text: str, day: date) -> str:
    """The twelve digits. Raises NumberUnfit where the check sum is wrong, or nobody could have been born so."""
    digits = re.sub(r"[\s-]", "", text)
    if not (len(digits) == 12 and digits.isascii() and digits.isdigit()) or check_digit(digits) != int(digits[11]):
        raise NumberUnfit
    born = _born(digits)
    if born is None or born > day or day.year - born.year > _OLDEST:
        raise NumberUnfit
    return digits


def check_digit(digits: str) -> int | None:
    """The twelfth digit that the first eleven want; None where no number with them is given out."""
    for weights in (_FIRST, _SECOND):
        rest: int = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11
        if rest < 10:
            return rest
    return None


def _born(digits: str) -> date | None:
    century = _CENTURIES.get(digits[6])
    if century is None:
        return None
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None
