"""Parts of pages drawn once and kept: never those of another language, role, screen or theme, and never of a person."""

import re
from collections.abc import Callable
from typing import Any

import pytest

_SCREENS = re.compile(r'<nav class="screens".*?</nav>', re.DOTALL)
_LINKS = re.compile(r'href="([^"]+)"')


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    from prilavok.doors.web.parts import kept

    kept._draw_once.cache_clear()


def _page(client: Any, address: str = "/search") -> str:
    return str(client.get(address).content.decode())


def _screens(page: str) -> list[str]:
    found = _SCREENS.search(page)
    assert found
    return _LINKS.findall(found[0])


def test_each_language_is_drawn_in_its_own_words(signed_in: Callable[..., Any]) -> None:
    people = {code: signed_in("owner", login=f"owner-{code}", language=code) for code in ("ru", "kk", "en")}
    titles = {"ru": "Заказы", "kk": "Тапсырыстар", "en": "Orders"}
    for _again in range(2):
        for code, client in people.items():
            page = _page(client, "/office/orders")
            assert f'<html lang="{code}"' in page
            assert f"<span>{titles[code]}</span>" in page
            assert not any(f"<span>{title}</span>" in page for other, title in titles.items() if other != code)
            assert f'value="{code}" lang="{code}"' in page
            pressed = re.findall(r'<button name="language" value="(\w+)"[^>]* aria-pressed="true"', page)
            assert pressed == [code]


def test_a_role_is_shown_its_own_screens_whoever_asked_before(signed_in: Callable[..., Any]) -> None:
    owner, cashier = signed_in("owner"), signed_in("cashier")
    of_owner, of_cashier = _screens(_page(owner, "/office/orders")), _screens(_page(cashier, "/office/orders"))
    assert "/office/imports" in of_owner and "/office/imports" not in of_cashier
    assert set(of_cashier) < set(of_owner)
    assert _screens(_page(owner, "/office/orders")) == of_owner
    assert _screens(_page(cashier, "/office/orders")) == of_cashier


def test_a_right_taken_away_is_gone_from_the_next_page(signed_in: Callable[..., Any]) -> None:
    from prilavok.domains.staff.models import Right

    owner = signed_in("owner")
    assert "/office/orders" in _screens(_page(owner, "/office/customers"))
    Right.objects.filter(role__code="owner", verb="orders.see").delete()
    assert "/office/orders" not in _screens(_page(owner, "/office/customers"))


def test_the_screen_one_is_on_is_the_one_marked(signed_in: Callable[..., Any]) -> None:
    owner = signed_in("owner")
    for address in ("/office/orders", "/office/customers", "/office/orders"):
        page = _page(owner, address)
        assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == [address]


def test_the_theme_is_of_who_asks(signed_in: Callable[..., Any]) -> None:
    dark, light = signed_in("owner", login="dark"), signed_in("owner", login="light")
    dark.cookies["theme"], light.cookies["theme"] = "dark", "light"
    for client, theme in ((dark, "dark"), (light, "light"), (dark, "dark")):
        page = _page(client)
        assert f'data-theme="{theme}"' in page
        assert re.findall(r'<button name="theme" value="(\w+)"[^>]* aria-pressed="true"', page) == [theme]


def test_names_and_tokens_of_forms_are_of_who_asks(signed_in: Callable[..., Any]) -> None:
    """The sidebar names whoever is signed in, and their forms are taken with their own token and no other's."""
    from django.test import Client

    one, other = signed_in("owner", login="one"), signed_in("owner", login="other")
    strict = []
    for client in (one, other):
        careful = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        careful.cookies = client.cookies
        strict.append((careful, re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', _page(careful))))
    for careful, mine in strict:
        assert len(mine) == 3
        for _careful, tokens in strict:
            for token in tokens:
                answer = careful.post("/theme", {"csrfmiddlewaretoken": token, "theme": "dark", "next": "/search"})
                assert (answer.status_code == 302) is (token in mine)


def test_what_stands_in_a_hole_is_escaped_and_of_who_asks(signed_in: Callable[..., Any]) -> None:
    """A name, an address or a token is filled in anew, whatever signs it has."""
    from prilavok.domains.staff.models import Staff

    first, second = signed_in("owner", login="first"), signed_in("owner", login="second")
    Staff.objects.filter(login="first").update(name="<b>{{ token }}</b> & Co")
    page = _page(first, "/search?q=%22%3E%3Ci%3E")
    assert "<strong>&lt;b&gt;{{ token }}&lt;/b&gt; &amp; Co</strong>" in page
    assert page.count('name="next" value="/search?q=%22%3E%3Ci%3E"') == 2 and "<i>" not in page
    other = _page(second)
    assert "&amp; Co" not in other and other.count('name="next" value="/search"') == 2


def test_a_kept_part_sees_its_value_alone() -> None:
    """No template that is kept names anything but what it was given, so nothing of a request can be kept with it."""
    from pathlib import Path

    from prilavok.settings import PACKAGE

    templates = PACKAGE / "doors" / "web" / "templates"
    names = {name for file in templates.rglob("*.html") for name in re.findall(r'{% kept "([^"]+)"', file.read_text())}
    of_frame = {f"parts/{one}.html" for one in ("ways", "find", "person", "choices_kept", "palette", "keys")}
    assert names == of_frame | {f"customer/{one}.html" for one in ("kinds", "acts", "later", "document_form", "apart")}
    drawn = "".join((PACKAGE / "doors/web/parts" / one).read_text() for one in ("offer_lines.py", "shop_bar.py"))
    names |= (of_shop := set(re.findall(r'kept\(\s*"([^"]+)"', drawn)))
    shops = ("badge", "bar", "chat_panel", "elsewhere", "heart", "offer", "price", "stock")
    assert of_shop == {"parts/coming.html", "parts/line.html", *(f"shop/{one}.html" for one in shops)}
    for name in names:
        text = Path(templates / name).read_text()
        for said in ("request", "frame.", "csrf_token", "messages", "user", "include"):
            assert said not in re.sub(r"{% comment %}.*?{% endcomment %}|{% translate .*?%}", "", text), (name, said)
