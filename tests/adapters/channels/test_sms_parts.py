"""How many SMS a text costs, by rule: the lengths of the standard, characters counted double, nothing cut or lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.adapters.channels.port.sms import heard_phone, is_plain, parts_of_sms, phone_of

PLAIN = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCÄÖÑÜ§¿abcäöñüà"
DOUBLE = "\f^{}\\[~]|€"
plain_texts = st.text(st.sampled_from(PLAIN + DOUBLE), max_size=700)
texts = st.one_of(plain_texts, st.text(st.sampled_from("абвә🙂a€\n"), max_size=300), st.text(max_size=300))


def septets(text: str) -> int:
    return sum(2 if character in DOUBLE else 1 for character in text)


def units(text: str) -> int:
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def fits(text: str, whole: str, alone: int, joined: int) -> tuple[int, int]:
    """The length of one part, and how much one may hold."""
    size = septets(text) if is_plain(whole) else units(text)
    return size, alone if text == whole else joined


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # 153 is odd: the last place of a part is left empty where a double one would be cut.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("a" * 69 + "ә", 1),
        ("a" * 70 + "ә", 2),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("🙂" * 66, 2),
        ("🙂" * 67, 3),
        ("`" * 71, 2),  # the grave accent is of no alphabet of GSM
        ("Ваш код: 123456", 1),
    ],
)
def test_so_many_sms(text: str, parts: int) -> None:
    assert len(parts_of_sms(text)) == parts


def test_the_alphabet_is_the_standards() -> None:
    alphabet = [chr(number) for number in range(0x2_0000) if is_plain(chr(number))]
    assert len(alphabet) == 127 + len(DOUBLE), "128 places, of which one says that the next is of the other table"
    assert all(is_plain(character) for character in PLAIN + DOUBLE)
    assert not any(is_plain(character) for character in "`ç\tяәґ–—«»’№🙂\x1b\x00\u00a0")


@given(texts)
def test_parts_lose_nothing_and_each_fits(text: str) -> None:
    parts = parts_of_sms(text)
    assert "".join(parts) == text and all(parts)
    limits = (160, 153) if is_plain(text) else (70, 67)
    for part in parts:
        size, most = fits(part, text, *limits)
        assert 0 < size <= most
    assert len(parts) != 1 or fits(text, text, *limits)[0] <= limits[0]


@given(texts)
def test_a_part_is_ended_only_where_the_next_character_would_not_fit(text: str) -> None:
    parts = parts_of_sms(text)
    joined = 153 if is_plain(text) else 67
    for part, following in zip(parts, parts[1:], strict=False):
        assert fits(part + following[0], text, 0, joined)[0] > joined


@given(plain_texts, st.sampled_from(PLAIN + DOUBLE + "яә🙂"))
def test_one_character_more_never_costs_less(text: str, more: str) -> None:
    assert len(parts_of_sms(text + more)) >= len(parts_of_sms(text))


@given(texts)
def test_the_estimate_lies_between_what_arithmetic_says(text: str) -> None:
    plain, size = is_plain(text), septets(text) if is_plain(text) else units(text)
    joined = 153 if plain else 67
    count = len(parts_of_sms(text))
    if count > 1:
        # A part may leave one place empty, never more.
        assert -(-size // joined) <= count <= -(-size // (joined - 1))


def test_phones_are_digits_with_their_country() -> None:
    assert phone_of("77011234567") == "77011234567"
    for wrong in ("", "+77011234567", "87", "0123456789", "1" * 16, "7701 123", "٧٧٠١١٢٣٤٥٦٧"):
        with pytest.raises(ValueError, match="phone"):
            phone_of(wrong)
    assert heard_phone(" +77011234567 ") == heard_phone("77011234567") == "77011234567"
    assert heard_phone("Kaspi Bank") == heard_phone("") == heard_phone("++7701123456") == ""
