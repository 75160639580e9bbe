"""A shop connects six messengers by its own screens; what customers write in them stands in one inbox, answered there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.conftest import OwnDatabase
from tests.promises.counter_at_work import counter
from tests.promises.house_at_work import ask, signed_in, until
from tests.small_shop import open_small_shop

from prilavok.kit.settings import SANDBOXES

pytestmark = pytest.mark.quiet  # seven programs beside the house

VERIFY, SECRET = "a-word-to-verify", "an-app-secret-of-ours"
PAGE, INSTAGRAM, GROUP = "104000000000001", "17841400000000001", "226000001"
KEY = "EAA" + "x" * 40


@dataclass(frozen=True)
class There:
    """One messenger: its provider, what its form is given, its sandbox, and somebody who writes there."""

    channel: str
    provider: str
    sandbox: str
    person: str
    given: Mapping[str, str]
    #: which of our logins the person writes to, where the sandbox has several
    to: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return f"Сіздер ашықсыздар ма? 🙂 ({self.provider})"

    @property
    def answer(self) -> str:
        return f"Иә, 21:00-ге дейін ({self.provider})"


ALL = (
    There("whatsapp", "whatsapp_cloud", "whatsapp", "12125550142", {
        "phone_number_id": "106540352242922", "account_id": "102290129340398", "number": "15550001122",
        "access_token": "EAAJB-an-example-token", "app_secret": SECRET, "verify_token": VERIFY,
    }),
    There("vk", "vk_community", "vk", "700000001", {
        "group_id": GROUP, "screen_name": "prilavok_demo", "token": "vk1.a." + "Pr1lavokPr1lavokPr1lavok",
        "webhook_secret": "ours_secret", "confirmation": "told below",
    }),
    There("max", "max_bot", "max", "5100000001", {
        "username": "prilavok_demo_bot", "token": "f9LHodD0cOI-sandbox_token_of_ours_0123456789", "webhook_secret": "a-secret-of-ours",
    }),
    There("viber", "viber_bot", "viber", "", {
        "uri": "prilavok_demo_bot", "sender": "Лавка", "token": "445da6az1s345z78-dazcczb2542zv51a-e0c5fda45c42",
    }, {"bot": "prilavok_demo_bot"}),
    There("messenger", "messenger_page", "messenger", "6300000001", {
        "page_id": PAGE, "app_id": "1", "token": KEY, "app_secret": SECRET, "verify_token": VERIFY,
    }, {"account": PAGE}),
    There("instagram", "instagram_login", "messenger", "6300000002", {
        "ig_id": INSTAGRAM, "username": "ours_shop", "token": KEY, "app_secret": SECRET, "verify_token": VERIFY,
    }, {"account": INSTAGRAM}),
)  # fmt: skip


class Providers:
    """The sandboxes of `prilavok up`: what their dashboards are told, and what people do there."""

    def __init__(self, port: int) -> None:
        self.port = port

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port + SANDBOXES[name]}"

    def told_first(self) -> dict[str, str]:
        """What a business does with its providers before; VK's word to confirm with."""
        line = {"phone_number_id": "106540352242922", "waba": "102290129340398", "token": "EAAJB-an-example-token"}
        self._post("whatsapp", "/sandbox/app", {"secret": SECRET})
        self._post("whatsapp", "/sandbox/line", {**line, "display_phone_number": "15550001122"})
        asked = {"access_token": "vk1.a." + "Pr1lavokPr1lavokPr1lavok", "v": "5.199", "group_id": GROUP}
        told = httpx.post(f"{self.url('vk')}/method/groups.getCallbackConfirmationCode", data=asked, timeout=30)
        token = {"X-Viber-Auth-Token": ALL[3].given["token"]}
        made = httpx.post(f"{self.url('viber')}/pa/get_account_info", json={}, headers=token, timeout=30).json()
        assert made["uri"] == "prilavok_demo_bot"
        bearer = {"authorization": ALL[2].given["token"]}
        assert httpx.get(f"{self.url('max')}/me", headers=bearer, timeout=30).json()["username"] == "prilavok_demo_bot"
        return {"confirmation": str(told.json()["response"]["code"])}

    def app_posts_to(self, hook: str) -> None:
        """The dashboard of Meta's app: its one address is vouched for by ours at once."""
        told = {"secret": SECRET, "callback_url": f"http://127.0.0.1:{self.port}/hooks/{hook}", "verify_token": VERIFY}
        self._post("messenger", "/sandbox/app", told)

    def does(self, one: There, person: str, deed: str, **told: Any) -> None:
        self._post(one.sandbox, f"/user/{person}/{deed}", {**one.to, **told})

    def chat(self, one: There, person: str) -> str:
        return httpx.get(f"{self.url(one.sandbox)}/user/{person}/chat", params=dict(one.to), timeout=30).text

    def newcomer(self) -> str:
        told = {"name": "Айгерім", "phone": "+1 212 555 0142", "language": "kk", "country": "KZ"}
        return str(httpx.post(f"{self.url('viber')}/user", json=told, timeout=30).json()["result"]["id"])

    def _post(self, name: str, path: str, told: Mapping[str, Any]) -> None:
        answer = httpx.post(f"{self.url(name)}{path}", json=dict(told), timeout=30)
        assert answer.status_code == 200, answer.text


def _post(client: httpx.Client, path: str, **told: str) -> httpx.Response:
    form = {**told, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    return client.post(path, data=form, headers={"Referer": str(client.base_url)})


def _connected(own: OwnDatabase, owner: httpx.Client, one: There, more: Mapping[str, str]) -> str:
    """By the form of the office; the code in our address that its provider is to post to."""
    given = {**one.given, **{name: value for name, value in more.items() if name in one.given}}
    page = _post(owner, f"/office/connections/new/{one.provider}", **{f"field-{n}": v for n, v in given.items()})
    assert page.status_code == 200 and "Connected." in page.text, page.text[:2000]
    assert not any(value in page.text for value in (SECRET, KEY, one.given.get("token", SECRET)))
    ((code,),) = ask(own, "SELECT code FROM connections_connection WHERE provider = %s", one.provider)
    return str(code)


@pytest.mark.thin("six messengers beside Telegram and the site; mail, SMS, push, phone and comments are not tried here")
def test_six_messengers_are_connected_by_screens_and_answered_in_one_inbox(
    own_database: OwnDatabase, reachable_folder: Path
) -> None:
    open_small_shop()
    home = reachable_folder / "home of one inbox"
    home.mkdir()
    with counter(own_database, home) as port:
        there, here = Providers(port), f"http://127.0.0.1:{port}"
        more = there.told_first()
        with signed_in(here, "owner", login="v1.owner") as owner:
            people = []
            for one in ALL:
                code = _connected(own_database, owner, one, more)
                if one.sandbox == "messenger":
                    there.app_posts_to(code)
                until(lambda: not ask(own_database, "SELECT 1 FROM kit_job WHERE verb = 'channel.listen'"), seconds=60)

                # Somebody writes; a moment later it is in the inbox.
                person = one.person or there.newcomer()
                there.does(one, person, "start") if one.channel in ("max", "viber") else None
                there.does(one, person, "say", text=one.words)
                until(partial(_heard, own_database, one), seconds=60)
                people.append((one, person))

        with signed_in(here, "operator", login="v1.operator") as operator:
            inbox = operator.get("/desk/conversations").text
            assert [one.provider for one in ALL if one.words not in inbox] == []
            for one in ALL:
                ((conversation,),) = _heard(own_database, one)
                page = operator.get(f"/desk/conversations/{conversation}")
                assert one.words in page.text
                assert _post(operator, f"/desk/conversations/{conversation}/take").status_code == 200
                assert (
                    _post(
                        operator, f"/desk/conversations/{conversation}/answer", text=one.answer, key=str(uuid4())
                    ).status_code
                    == 200
                )
            for one, person in people:
                # bound: the loop's own names change under the waiting otherwise
                until(partial(_arrived, there, one, person), seconds=60)
                answered = [other.answer for other in ALL if other.answer in there.chat(one, person)]
                assert answered == [one.answer], "each hears what was said to them, and nobody else's words"
            said = "SELECT channel, state FROM conversations_message WHERE text LIKE %s ORDER BY channel"
            told = ask(own_database, said, "Иә, 21:00%")
            assert [channel for channel, _ in told] == sorted(one.channel for one in ALL)
            assert {state for _, state in told} <= {"sent", "delivered", "read"}
    assert ask(own_database, "SELECT count(*) FROM conversations_message WHERE text LIKE %s", "Сіздер%") == [(6,)]


def _heard(own: OwnDatabase, one: There) -> list[tuple[Any, ...]]:
    return ask(own, "SELECT conversation_id FROM conversations_message WHERE text = %s", one.words)


def _arrived(there: Providers, one: There, person: str) -> bool:
    return one.answer in there.chat(one, person)
