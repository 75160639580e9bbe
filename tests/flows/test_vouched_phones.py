"""A phone that a provider signs with our secret is its sender's own; one that it did not sign proves nothing."""

import json
from collections.abc import Iterator

import pytest
from tests import make
from tests.conformance.channel_world import examples_of, secrets_of, settings_of

from prilavok.domains.connections.types import NewConnection
from prilavok.flows import read_arrivals
from prilavok.flows.connect_outside import connect_outside
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival, keep_arrivals
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back", "at")


@pytest.fixture
def at() -> Iterator[None]:
    clock.set_clock(make.AT)
    yield


@pytest.mark.parametrize("signed", [True, False])
def test_only_a_phone_that_was_signed_is_its_senders_own(signed: bool) -> None:
    new = NewConnection("max", "max", "max_bot", {"en": "ours"}, settings_of("max_bot"), secrets_of("max_bot"))
    connection = connect_outside([new], actor=SYSTEM, at=make.AT)["max"]
    body = dict(examples_of("max_bot", "in"))["own_contact"]["body"]
    if not signed:
        body["message"]["body"]["attachments"][0]["payload"]["hash"] = "0" * 64
    keep_arrivals(connection, [NewArrival("one", json.dumps(body).encode())], at=make.AT)
    assert read_arrivals.read_arrivals(connection, actor=Actor("connection", connection)) == 1
    (heard,) = make.ask("SELECT parts ->> 'own' FROM conversations_message WHERE direction = 'in'")
    assert heard == ("true" if signed else "false",)
    proved = make.ask("SELECT count(*) FROM customers_evidence WHERE source = 'max_contact'")
    assert proved == [(int(signed),)]
