"""Money keeps every unit: shares add up, halves go away from zero, text is exact, currencies never mix."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.kit.errors import Refused
from prilavok.kit.money import (
    CurrencyMismatch,
    Money,
    exact_text,
    exponent,
    format_money,
    percent_of,
    read_money,
    round_half_away,
    share_units,
    total,
)

units = st.integers(-(10**15), 10**15)
currencies = st.sampled_from(["KZT", "RUB", "USD", "JPY", "KWD", "CLF"])


def test_exponents_are_those_of_the_standard() -> None:
    assert [exponent(code) for code in ("KZT", "RUB", "USD", "JPY", "KRW", "KWD", "IQD", "CLF")] == [
        2, 2, 2, 0, 0, 3, 3, 4,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="not a currency code"):
        exponent("KZ")


@given(units, st.integers(1, 10**9) | st.integers(-(10**9), -1))
def test_rounding_goes_half_away_from_zero(numerator: int, denominator: int) -> None:
    # Decimal calls half away from zero ROUND_HALF_UP; sixty digits make the division exact enough to see a half.
    with localcontext(prec=60):
        expected = (Decimal(numerator) / Decimal(denominator)).to_integral_value(ROUND_HALF_UP)
    assert round_half_away(numerator, denominator) == int(expected)


def test_rounding_at_the_halves() -> None:
    assert [round_half_away(number, 2) for number in (-5, -3, -1, 1, 3, 5)] == [-3, -2, -1, 1, 2, 3]
    assert percent_of(999, 1250) == 125
    assert percent_of(-1000, 5) == -1
    with pytest.raises(ZeroDivisionError):
        round_half_away(1, 0)


@given(units, st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_shares_lose_nothing_and_stay_within_one_unit(amount: int, weights: list[int]) -> None:
    parts = share_units(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < sum(weights)
        assert weight or part == 0
    assert share_units(-amount, weights) == [-part for part in parts]


def test_equal_remainders_go_in_the_given_order() -> None:
    assert share_units(100, [1, 1, 1]) == [34, 33, 33]
    assert share_units(5, [2, 2, 2, 2]) == [2, 1, 1, 1]
    assert share_units(10, [1, 6, 3]) == [1, 6, 3]
    assert share_units(-100, [1, 1, 1]) == [-34, -33, -33]
    assert Money(101, "KZT").share([50, 50]) == [Money(51, "KZT"), Money(50, "KZT")]
    with pytest.raises(ValueError, match="zero"):
        share_units(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        share_units(1, [2, -1])


def test_currencies_never_mix_and_floats_never_enter() -> None:
    tenge, rouble = Money(100, "KZT"), Money(100, "RUB")
    assert tenge + tenge == Money(200, "KZT")
    assert tenge - Money(150, "KZT") == -Money(50, "KZT")
    assert tenge.times(3) == Money(300, "KZT")
    assert tenge.percent(1500) == Money(15, "KZT")
    assert tenge != rouble
    assert Money(1, "KZT") < tenge <= tenge and not Money(0, "KZT")
    for broken in (
        lambda: tenge + rouble,
        lambda: tenge - rouble,
        lambda: tenge < rouble,
        lambda: total([rouble], "KZT"),
    ):
        with pytest.raises(CurrencyMismatch):
            broken()
    for wrong in (1.0, True, "1", Decimal(1)):
        with pytest.raises(TypeError):
            Money(wrong, "KZT")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        tenge.times(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        tenge + 1  # type: ignore[operator]
    with pytest.raises(OverflowError):
        Money(2**63, "KZT")
    assert total([], "KZT") == Money(0, "KZT")


@given(units, currencies)
def test_exact_text_is_read_back(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert read_money(exact_text(money), currency) == money


def test_reading_refuses_what_is_not_exact() -> None:
    assert read_money("1234.5", "KZT") == Money(123450, "KZT")
    assert read_money("-0.05", "USD") == Money(-5, "USD")
    assert read_money("1500.000", "KZT") == Money(150000, "KZT")
    assert read_money("7", "JPY") == Money(7, "JPY")
    for text in ("", "1,5", "1 000", "1e3", "+1", ".5", "5.", "NaN", "١٢", "1_0", "9" * 18):
        with pytest.raises(Refused) as refusal:
            read_money(text, "KZT")
        assert refusal.value.code == "money.unreadable"
    for text, currency in (("0.005", "KZT"), ("0.1", "JPY")):
        with pytest.raises(Refused) as refusal:
            read_money(text, currency)
        assert refusal.value.code == "money.too_fine"
    with pytest.raises(TypeError):
        read_money(1.5, "KZT")  # type: ignore[arg-type]


def test_shown_as_each_language_writes_it() -> None:
    def shown(amount: int, currency: str, locale: str, short: bool = False) -> str:
        return format_money(Money(amount, currency), locale, short=short).replace("\u00a0", " ").replace("\u202f", " ")

    assert shown(123450, "KZT", "ru") == "1 234,50 ₸"
    assert shown(123450, "KZT", "kk") == "1 234,50 ₸"
    assert shown(123450, "USD", "en") == "$1,234.50"
    assert shown(-5, "USD", "en-US") == "-$0.05"
    assert shown(1234, "JPY", "ru") == "1 234 ¥"
    assert shown(1234, "KWD", "en").endswith("1.234")
    assert shown(123400, "KZT", "ru", short=True) == "1 234 ₸"
    assert shown(123401, "KZT", "ru", short=True) == "1 234,01 ₸"
    # Nineteen digits: a float on the way would have changed the last ones.
    assert shown(9007199254740993_07, "RUB", "en").endswith("9,007,199,254,740,993.07")


@given(amount=st.integers(-(2**62), 2**62), currency=currencies, language=st.sampled_from(["ru", "kk", "en"]))
def test_shown_as_the_library_of_locales_writes_it(amount: int, currency: str, language: str) -> None:
    from babel import Locale
    from babel.numbers import parse_pattern

    locale, decimals = Locale.parse(language), exponent(currency)
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    pattern.frac_prec = (decimals, decimals)
    value = Decimal(exact_text(Money(amount, currency)))
    written = str(pattern.apply(value, locale, currency=currency, currency_digits=False))
    signs = {"KZT": "₸", "RUB": "₽", "USD": "$"}
    assert format_money(Money(amount, currency), language) == written.replace(currency, signs.get(currency, currency))
