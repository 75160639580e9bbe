"""A business that speaks to the sandbox of WhatsApp with pywa, and the address where it is told."""

import contextlib
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import pywa
from tests.sandboxes.own_address import Answer, Heard, own_address
from tests.sandboxes.sandbox_process import Sandbox, sandbox, until

LINE, WABA, BEARER = "106540352242922", "102290129340398", "EAAJB-an-example-token"
SECRET, VERIFY = "an-example-app-secret", "an-example-verify-token"
AIGERIM, IVAN, EMMA = "12125550142", "US.1491208655302741919", "12125550144"


class Business:
    """What a business has: pywa with its app, and an address that takes what is posted."""

    def __init__(self, made: Sandbox) -> None:
        self.made, self.posts, self.statuses = made, list[tuple[dict[str, str], bytes]](), list[int]()
        self.updates, self.url, self.asked = list[Any](), "", list[dict[str, list[str]]]()
        session = httpx.Client(timeout=10, trust_env=False)
        self.wa = pywa.WhatsApp(
            phone_id=LINE, token=BEARER, waba_id=WABA, session=session, server=None, verify_token=VERIFY,
            app_id=1, app_secret=SECRET, filter_updates=False, skip_duplicate_updates=False, continue_handling=True,
        )  # fmt: skip
        session.base_url = httpx.URL(f"{made.url}/v23.0")
        for listen in (
            self.wa.on_message, self.wa.on_message_status, self.wa.on_callback_button, self.wa.on_callback_selection,
            self.wa.on_phone_number_change, self.wa.on_user_marketing_preferences, self.wa.on_edited_message,
            self.wa.on_deleted_message,
        ):  # fmt: skip
            listen(lambda _, update: self.updates.append(update))

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """What is posted: its signature by our own count and by pywa's, its content by pywa."""
        made = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["x-hub-signature-256"] == f"sha256={made}"
        assert self.wa.webhook_update_validator(body, headers["x-hub-signature-256"]) is None
        self.wa.webhook_update_handler(body)
        self.posts.append((headers, body))

    def events(self) -> list[Any]:
        """Each value that was posted, with its field."""
        return [json.loads(body)["entry"][0]["changes"][0] for _, body in self.posts]

    def states(self, message: str) -> list[str]:
        told = [one for event in self.events() for one in event["value"].get("statuses", ()) if one["id"] == message]
        return [one["status"] for one in told]

    def does(self, person: str, deed: str, **told: Any) -> Any:
        answer = httpx.post(f"{self.made.url}/user/{person}/{deed}", json=told, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def refused(self, person: str, deed: str, **told: Any) -> str:
        answer = httpx.post(f"{self.made.url}/user/{person}/{deed}", json=told, timeout=60)
        assert answer.status_code == 409, answer.text
        return str(answer.json()["error"])

    def chat(self, person: str) -> Any:
        return httpx.get(f"{self.made.url}/user/{person}/chat", timeout=60).json()["result"]

    def has_file(self, kind: str, mime: str) -> bool:
        """Whether the last message that came is such a file."""
        file = getattr(self.told(pywa.types.Message), kind)
        return file is not None and file.mime_type == mime

    def told(self, kind: type) -> Any:
        """The last update of this kind that pywa understood."""
        until(lambda: any(type(one) is kind for one in self.updates))
        return next(one for one in reversed(self.updates) if type(one) is kind)

    def call(self, path: str, told: Any, token: str = BEARER) -> httpx.Response:
        head = {"authorization": f"Bearer {token}"}
        return httpx.post(f"{self.made.url}/v23.0/{path}", json=told, headers=head, timeout=60)


@contextlib.contextmanager
def address(business: Business) -> Iterator[str]:
    def vouch(heard: Heard) -> Answer:
        query = heard.query
        business.asked.append(query)
        verify, challenge = query["hub.verify_token"][0], query["hub.challenge"][0]
        said, status = business.wa.webhook_challenge_handler(verify, challenge)
        return status, str(said).encode()

    def take(heard: Heard) -> Answer:
        if business.statuses:
            return business.statuses.pop(0), b""
        business.take(heard.headers, heard.body)
        return 200, b""

    with own_address("/hooks/wa", take, vouch) as url:
        yield url


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with sandbox("whatsapp", tmp_path_factory.mktemp("whatsapp")) as one:
        yield one


@pytest.fixture
def business(made: Sandbox, caplog: pytest.LogCaptureFixture) -> Iterator[Business]:
    """Subscribed; every window is shut: the clock of the sandbox goes on by two days from test to test."""
    one = Business(made)
    with address(one) as url:
        one.url = url
        assert httpx.post(f"{made.url}/sandbox/app", json={"secret": SECRET}).json()["secret"] == SECRET
        made.trouble(limits=False)
        line = {"phone_number_id": LINE, "token": BEARER, "waba": WABA, "display_phone_number": "15550001122"}
        assert httpx.post(f"{made.url}/sandbox/line", json=line).status_code == 200
        ahead = httpx.get(f"{made.url}/sandbox/clock").json()["ahead"] + 2 * 86_400
        assert httpx.post(f"{made.url}/sandbox/clock", json={"ahead": ahead}).json()["ahead"] == ahead
        one.wa.override_waba_callback_url(url, VERIFY)
        yield one
        # What is still to be told would hold up what the next test waits for.
        until(lambda: httpx.get(f"{made.url}/sandbox/waiting").json()["waiting"] == 0)
        httpx.delete(f"{made.url}/{WABA}/subscribed_apps", headers={"authorization": f"Bearer {BEARER}"})
    not_understood = [record.getMessage() for record in caplog.records if record.name.startswith("pywa")]
    assert [said for said in not_understood if "Failed" in said or "unrecognized" in said] == []
