"""E-mail addresses: look-alikes of Cyrillic become Latin, what stays mixed is none, one form is read once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.customers.errors import ContactUnfit
from prilavok.domains.customers.rules import read_contact
from prilavok.domains.customers.rules.mail import read_mail

TWINS = dict(zip("aeopcyxijshdqw", "аеорсухіјѕһԁԛԝ", strict=True))


@pytest.mark.parametrize(
    ("text", "mail"),
    [
        ("аigul@mail.kz", "aigul@mail.kz"),
        ("AIGUL@MAIL.KZ", "aigul@mail.kz"),
        ("ВOLAТ@mail.kz", "bolat@mail.kz"),
        ("aigul@mаil.kz", "aigul@mail.kz"),
        ("aigul@mail.сom", "aigul@mail.com"),
        ("ａigul@mail.kz", "aigul@mail.kz"),
        ("почта@пример.рф", "почта@пример.рф"),
        ("марина@mail.kz", "марина@mail.kz"),  # wholly Cyrillic: an address of its own
        ("сара@пример.рф", "сара@пример.рф"),  # nothing Latin stands beside it
        ("ivan@mail.сом", "ivan@mail.com"),
        ("IVAN@MAIL.СОМ", "ivan@mail.com"),
        ("o'neil_1/x@mail-1.example.kz", "o'neil_1/x@mail-1.example.kz"),
        ("ivan@xn--e1afmkfd.xn--p1ai", "ivan@xn--e1afmkfd.xn--p1ai"),
        ("mailto:aigul@mail.kz", "aigul@mail.kz"),
        ("MailTo:aigul@mail.kz?subject=Hi", "aigul@mail.kz"),
        ("a.b+shop@mail.example.kz", "a.b+shop@mail.example.kz"),
    ],
)
def test_one_address_however_its_letters_were_typed(text: str, mail: str) -> None:
    assert read_mail(text) == mail == read_contact("email", f"  {text} ")[0]


@pytest.mark.parametrize(
    "text",
    ["aigйl@mail.kz", "aigul@maил.kz", "αigul@mail.kz", "a\u200bigul@mail.kz", "a@b", "a..b@mail.kz", "@mail.kz",
     "a@mail..kz", "a b@mail.kz", "a@mail.kz\x00", "a\u202e@mail.kz", "x" * 65 + "@mail.kz", "", "a@" + "b." * 200,
     "сара@mail.kz", "сора@mail.ru", "ѕсаре@mail.ru", "ВМК@mail.ru", "сора1@mail.сом", "ivan@сора.com", "ivan@mail.ру", "ivan@[127.0.0.1]",
     "ivan@127.0.0.10", ".ivan@mail.ru", "ivan.@mail.ru", "ivan@mail.ru?subject=1", "ivan@mail.ru/", "ivan@-mail.ru",
     "ivan@mail-.ru", "ivan@mail_1.ru", "iv(an)@mail.ru", "ivan:1@mail.ru", "ivan@.mail.ru"],
)  # fmt: skip
def test_what_is_mixed_hidden_or_no_address_is_refused(text: str) -> None:
    assert read_mail(text) == ""
    with pytest.raises(ContactUnfit):
        read_contact("email", text)


@given(st.from_regex(r"[b-z0-9]{1,8}[bfgklmnrtuvz][a-z]{0,8}@[a-z]{2,9}\.(kz|ru|com)", fullmatch=True), st.data())
def test_any_letters_swapped_for_their_twins_are_the_same_address(mail: str, data: st.DataObject) -> None:
    typed = "".join(
        TWINS[letter] if letter in TWINS and data.draw(st.booleans()) else letter for letter in mail.partition("@")[0]
    )
    assert read_mail(typed + "@" + mail.partition("@")[2]) == mail


@given(st.text(max_size=60) | st.from_regex(r"[aаcсbбéｅ.@+]{1,20}@[aаmм.]{1,9}\.[a-zа-я]{2,3}", fullmatch=True))
def test_one_form_is_read_as_itself_and_mixes_no_scripts(text: str) -> None:
    mail = read_mail(text)
    assert read_mail(mail) == mail
    for part in mail.replace("@", ".").split("."):
        assert len({letter.isascii() for letter in part if letter.isalpha()}) <= 1
    assert not any(unicodedata.category(letter) in {"Cf", "Cc", "Zs"} for letter in mail)
