"""What is known of how a customer wants to be treated is kept by whatever list told it, and what we write obeys it."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import OwnDatabase
from tests.doors.web_people import client_of, hire
from tests.small_shop import open_small_shop

from prilavok.domains.customers.queries import find_leaf
from prilavok.doors.worker import know_all_jobs
from prilavok.kit.jobs.queue import QUEUES
from prilavok.kit.jobs.runner import run_due

HEAD = "Код;Имя;Телефон;Язык;Согласие на SMS;Дата согласия;Источник согласия;Текст согласия\n"
FIELDS = ("code", "name", "phone", "language", "consent_sms", "consent_at", "consent_source", "consent_text")


def work() -> None:
    know_all_jobs()
    while any(run_due(queue).done for queue in QUEUES):
        pass


def bring(client: Any, row: str) -> None:
    file = SimpleUploadedFile("люди.csv", (HEAD + row).encode())
    told = {"file": file, "source": "oldcrm", "subject": "customers"}
    address = client.post("/office/imports/bring", told).headers["Location"]
    client.post(f"{address}/columns", {f"column-{nth}": field for nth, field in enumerate(FIELDS)})
    work()
    client.post(f"{address}/start")
    work()


@pytest.mark.thin("channel to be called by, address and sizes are not kept yet; consents stand for where to write")
def test_a_language_that_a_list_told_is_spoken_from_then_on(own_database: OwnDatabase, quick_passwords: None) -> None:
    open_small_shop()
    owner = client_of(hire("owner", language="en"))
    bring(owner, "7;Аяулым;87010000701;қазақша;жоқ;05.02.2025;анкета;редакция 3\n")
    leaf = find_leaf("phone", "+77010000701")
    assert leaf is not None and leaf.customer is not None
    person = f"/office/customers/{leaf.customer}"
    assert written(owner, person) == "kk", "nobody chose a language: theirs is taken"
    told = owner.get(person).content.decode()
    assert "Wants no offers" in told and "waits for a confirmation" not in told
    # A later list that says nothing of it takes nothing away.
    bring(owner, "7;Аяулым;87010000701;;;;;\n")
    assert written(owner, person) == "kk"
    assert "Wants no offers" in owner.get(person).content.decode()


def written(client: Any, person: str) -> str:
    """The language of a page that is made for the person now."""
    assert client.post(f"{person}/export", {"language": ""}).status_code == 303
    work()
    link = re.search(r'href="([^"]+/archives/[^"]+)"', client.get(f"{person}/archives").content.decode())
    assert link
    packed = zipfile.ZipFile(io.BytesIO(b"".join(client.get(link[1]).streaming_content)))
    lang = re.search(r'<html lang="(\w+)"', packed.read("person.html").decode())
    assert lang
    return lang[1]
