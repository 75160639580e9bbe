"""The archive of a person: readable and for machines, kept a while, and gone with them."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from tests import make, people

from prilavok.domains.consent.actions import put_consents
from prilavok.domains.consent.types import NewConsent
from prilavok.domains.customers.actions import name_customer
from prilavok.flows.export_person import export_person, keep_archive
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.files import files_owned, open_file
from prilavok.kit.words import stores


def test_an_archive_holds_what_is_kept_in_the_language_asked_for(rolled_back: None) -> None:
    phone = people.new_phone()
    customer = people.prove(people.browser(), phone).customer
    name_customer(customer, "Аяулым <b>Қоңырбай</b>")
    kept = keep_archive(customer, language="kk", actor=SYSTEM, at=make.AT)
    assert kept.expires_at == make.AT + timedelta(days=7) and kept.name.endswith(".zip")
    with open_file(kept.id, make.AT) as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as packed:
        assert packed.namelist() == ["person.html", "person.json"]
        page, machine = packed.read("person.html").decode(), json.loads(packed.read("person.json"))
    assert phone in page and 'lang="kk"' in page
    assert "&lt;b&gt;" in page and "<b>" not in page
    assert {one["value"] for one in machine["customers_identifier"]} == {phone}, "a browser's digest is not theirs"
    assert machine["customers_customer"][0]["name"] == "Аяулым <b>Қоңырбай</b>"
    assert [one["verb"] for one in machine["happenings"]].count("contact.verified") == 1
    assert {(one["one"], one["other"], one["sure"]) for one in machine["evidence"]} == {
        ("browser", "phone", "verified")
    }
    again = keep_archive(customer, actor=SYSTEM, at=make.AT + timedelta(seconds=1))
    with open_file(again.id, make.AT) as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as packed:
        assert packed.namelist() == ["person.html", "person.json"], "an archive is no part of the next"
    assert {one.id for one in files_owned(customer, "person.archive", make.AT)} == {kept.id, again.id}
    assert files_owned(customer, "person.archive", make.AT + timedelta(days=8)) == []


def test_a_consent_is_given_out_with_its_words_and_proof_and_codes_are_told_in_words(rolled_back: None) -> None:
    phone, proof = people.new_phone(), uuid4()
    leaf = people.browser()
    customer = people.prove(leaf, phone).customer
    told = NewConsent(leaf, "sms", "offers", True, "checkout", make.AT, "offers-7", proof)
    put_consents([told], actor=SYSTEM, at=make.AT, origin="import")
    kept = keep_archive(customer, language="en", actor=SYSTEM, at=make.AT)
    with open_file(kept.id, make.AT) as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as packed:
        page, machine = packed.read("person.html").decode(), json.loads(packed.read("person.json"))
    [consent] = machine["consents"]
    assert (consent["words"], consent["proof"], consent["yes"], consent["waits"]) == (
        "offers-7",
        str(proof),
        True,
        False,
    )
    assert "<td>offers-7</td>" in page and f"<td>{proof}</td>" in page and "<td>Offers</td>" in page
    assert "<td>Phone</td>" in page and "<td>phone</td>" not in page and "<td>sms</td>" not in page


def test_an_archive_is_asked_for_once_and_of_somebody(rolled_back: None) -> None:
    customer = people.prove(people.browser(), people.new_phone()).customer
    for _time in range(2):
        export_person(customer, language="ru", actor=SYSTEM, at=make.AT)
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'person.export'") == [(1,)]
    with pytest.raises(NotFound):
        export_person(uuid4(), actor=SYSTEM, at=make.AT)
    assert {"customers_customer", "conversations_message", "kit_stored_file"} <= {one.table for one in stores()}
