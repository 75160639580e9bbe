"""A bank posts to the hooks door: signed and lately alone, kept once however often it comes, read by the worker."""

import base64
import http.client
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from standardwebhooks import Webhook
from tests import make
from tests.conftest import OwnDatabase
from tests.doors.hook_world import kept
from tests.doors.live_world import web

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.kit.secrets import Secret

SECRET, OTHER = ("whsec_" + base64.b64encode(letter * 32).decode() for letter in (b"s", b"t"))
BODY = json.dumps({"type": "charge.captured", "data": {"key": str(uuid4())}})


def _post(address: str, code: str, headers: dict[str, str], body: str = BODY) -> int:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    line.request("POST", f"/hooks/{code}", body=body.encode(), headers={"content-type": "application/json", **headers})
    status = line.getresponse().status
    line.close()
    return status


def _signed(name: str, secret: str = SECRET, *, ago: int = 0, body: str = BODY) -> dict[str, str]:
    at = datetime.now(UTC) - timedelta(seconds=ago)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body),
    }


def test_only_what_the_bank_signed_lately_is_kept_and_that_once(own_database: OwnDatabase) -> None:
    for code, secrets in (
        ("card", {"key": "a-key-of-ours", "webhook_secret": SECRET}),
        ("deaf", {"key": "another-key"}),
    ):
        opened = {name: Secret(value) for name, value in secrets.items()}
        put_connection(NewConnection(code, "payments", "sandbox_card", {"en": code}, {}, opened), at=make.AT)
    with web(own_database) as (address, _process):
        forged = [{}, _signed("a", OTHER), _signed("a", ago=400), _signed("a", ago=-400), _signed("a", body=BODY + " ")]
        assert [_post(address, "card", one) for one in forged] == [401] * 5
        assert _post(address, "deaf", _signed("a")) == 401, "it was never given a secret to be told by"
        assert kept() == {}
        first = _signed("msg_1")
        again = _signed("msg_1", ago=20)
        assert [_post(address, "card", one) for one in (first, first, again, _signed("msg_2"))] == [200] * 4
    assert kept() == {f"hook:msg_{nth}": BODY.encode() for nth in (1, 2)}
    assert [verb for (verb,) in make.ask("SELECT verb FROM kit_job")] == ["payment.hear"]
    assert SECRET not in str(make.ask("SELECT headers::text FROM kit_arrival"))
