"""Phones of +7 and beyond are read as they are written here; what is no number, or several, is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.kit.errors import Refused
from prilavok.kit.phones import Phone, mask_phone, read_phone, read_phones

KAZAKH = Phone("+77011234567", "KZ", "mobile")


@pytest.mark.parametrize("region", ["KZ", "RU"])
@pytest.mark.parametrize(
    "text",
    [
        "8 701 123 45 67", "+7 (701) 123-45-67", "77011234567", "7011234567", "87011234567", "+77011234567",
        "+87011234567", "+8 (701) 123-45-67", "+7 8 701 123 45 67", "8-7-701-123-45-67", "007 701 123 45 67",
        "77011234567@c.us", "77011234567@s.whatsapp.net", "tel:+77011234567", "тел. 8 701 123 45 67",
        "+７ ７０１ 123 45 67", "8 7O1 123 45 67", "8 7О1 123 45 67", "8\u00a0701\u00a0123\u201145\u201167",
        "\u202a+7 (701) 123-45-67\u202c", "8701\u200b1234567\u200e", "WhatsApp: +7 701 123 45 67", " 8 701 123-45-67; ",
    ],
)  # fmt: skip
def test_one_number_in_many_spellings(text: str, region: str) -> None:
    assert read_phone(text, region) == KAZAKH


@pytest.mark.parametrize(
    ("text", "e164", "region", "kind"),
    [
        ("8 747 123 45 67", "+77471234567", "KZ", "mobile"),
        ("8 778 123 45 67", "+77781234567", "KZ", "mobile"),
        ("8 751 234 56 78", "+77512345678", "KZ", "voip"),
        ("8 (7172) 50 12 34", "+77172501234", "KZ", "landline"),
        ("8 (7272) 50 12 34", "+77272501234", "KZ", "landline"),
        ("8 977 123 45 67", "+79771234567", "RU", "mobile"),
        ("+8 916 123 45 67", "+79161234567", "RU", "mobile"),
        ("8 495 123 45 67", "+74951234567", "RU", "landline"),
        ("8 800 555 35 35", "+78005553535", "RU", "toll_free"),
        ("+8 800 555 35 35", "+78005553535", "RU", "toll_free"),
        ("+998 90 123 45 67", "+998901234567", "UZ", "mobile"),
        ("998901234567", "+998901234567", "UZ", "mobile"),
        ("+44 20 7946 0958", "+442079460958", "GB", "landline"),
        ("+84 95 123 4567", "+84951234567", "VN", "mobile"),
    ],
)
def test_country_and_kind(text: str, e164: str, region: str, kind: str) -> None:
    phone = read_phone(text, "KZ")
    assert (phone.e164, phone.region, phone.kind, phone.doubtful) == (e164, region, kind, False)


def test_satellite_870_stays_itself() -> None:
    assert read_phone("+870 773 111 632").e164 == "+870773111632"


def test_an_unknown_range_of_seven_is_doubted_not_refused() -> None:
    phone = read_phone("8 769 123 45 67")
    assert (phone.e164, phone.region, phone.doubtful) == ("+77691234567", "KZ", True)


def test_extensions() -> None:
    assert read_phone("8 (7272) 50-12-34 доб. 12") == Phone("+77272501234", "KZ", "landline", extension="12")
    assert read_phone("8 (7272) 50-12-34, ішкі 7").extension == "7"
    assert read_phone("+7 727 250 12 34 ext 105").extension == "105"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "phone.empty"),
        ("  ", "phone.empty"),
        ("нет", "phone.unreadable"),
        ("501234", "phone.unreadable"),
        ("701123456", "phone.unreadable"),
        ("8 701 123 45 678", "phone.unreadable"),
        ("8 201 123 45 67", "phone.unreadable"),
        ("87011234567 спросить Айгуль", "phone.unreadable"),
        ("+1 234", "phone.unreadable"),
        ("+999 123456789", "phone.unreadable"),
        ("8 701 123 45 67, 8 702 123 45 67", "phone.several"),
        ("8 701 123 45 67; 8 702 123 45 67", "phone.several"),
        ("++77011234567", "phone.unreadable"),
        # A trunk eight and a digit missing: neither a satellite's, nor a Russian range's, nor a doubtful one.
        ("8701234567", "phone.unreadable"),
        ("8 701 234 56 7", "phone.unreadable"),
        ("8777123456", "phone.unreadable"),
        ("8771234567", "phone.unreadable"),
        ("8747123456", "phone.unreadable"),
        ("+8701234567", "phone.unreadable"),
        ("8916123456", "phone.unreadable"),
    ],
)
def test_refusals(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_phone(text)
    assert refusal.value.code == code


def test_ten_digits_of_a_russian_range_stay_a_number() -> None:
    assert read_phone("8121234567").e164 == "+78121234567"
    assert read_phone("8772123456", "RU").e164 == "+78772123456"
    with pytest.raises(Refused):
        read_phone("8701234567", "RU")


def test_several_numbers_of_one_field() -> None:
    found = read_phones("8 701 123 45 67; 8 702 765-43-21 или нет, +77011234567")
    assert [phone.e164 for phone in found] == ["+77011234567", "+77027654321"]
    assert read_phones("") == []


@pytest.mark.parametrize("text", ["7777777777", "8 777 777 77 77", "+7 700 000 00 00", "8 701 111 11 11", "7070707070"])
def test_filler_is_flagged(text: str) -> None:
    assert read_phone(text).filler


@pytest.mark.parametrize("text", ["8 701 123 45 67", "8 777 123 77 77", "8 702 555 12 55"])
def test_a_plain_number_is_not_filler(text: str) -> None:
    assert not read_phone(text).filler


def test_fiction_is_made_up_and_its_neighbours_are_not() -> None:
    for text in ("+1 202 555 0100", "+12025550199", "+1-212-555-0142"):
        phone = read_phone(text)
        assert phone.made_up and not phone.doubtful
    assert not read_phone("+1 202 555 0200").made_up
    assert not KAZAKH.made_up
    assert read_phone("(202) 555-0123", "US").e164 == "+12025550123"


def test_the_mask_hides_the_middle() -> None:
    assert mask_phone("+77011234567") == "+7 701 *** ** 67"
    masked = mask_phone("+442079460958")
    assert masked == "+44 ******** 58"
    assert mask_phone("+1234") == "***"


@given(st.text(max_size=40), st.sampled_from(["KZ", "RU", "US", "DE", "ZZ"]))
def test_garbage_is_refused_and_never_a_crash(text: str, region: str) -> None:
    try:
        phone = read_phone(text, region)
    except Refused:
        return
    assert read_phone(phone.e164, region).e164 == phone.e164


@given(st.from_regex(r"7[0-9]{9}", fullmatch=True))
def test_every_kazakh_number_reads_the_same_however_begun(national: str) -> None:
    assert len({read_phone(start + national).e164 for start in ("", "8", "7", "+7", "+8", "+78", "78")}) == 1


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True))
def test_every_russian_mobile_reads_the_same_however_begun(national: str) -> None:
    read = [read_phone(start + national) for start in ("", "8", "7", "+7", "+8", "+78", "78")]
    assert {(one.e164, one.region) for one in read} == {("+7" + national, "RU")}


@given(st.from_regex(r"(77[36]|78[23])[0-9]{6}", fullmatch=True))
def test_a_satellite_s_number_is_never_taken_for_a_kazakh_one_nor_the_other_way(subscriber: str) -> None:
    # +870 and nine digits is Inmarsat; 8 70… and eleven digits in all is a Kazakh mobile with its trunk eight.
    try:
        assert read_phone("+870" + subscriber).e164 == "+870" + subscriber
    except Refused as refused:
        assert refused.code == "phone.unreadable"
    assert read_phone("870" + subscriber[:8]).e164 == "+770" + subscriber[:8]
    assert read_phone("+870" + subscriber[:8]).e164 == "+770" + subscriber[:8]
