"""Lists taken through the office's forms, for tests: brought, read as the page proposes, checked, begun, and fetched."""

import csv
import html
import io
import re
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from prilavok.domains.imports.queries import count_refused, list_runs
from prilavok.kit.jobs.runner import run_due

_SELECT = re.compile(r'<select name="(column-[0-9]+)"[^>]*>(.*?)</select>', re.DOTALL)


def bring(client: Any, content: bytes, name: str = "список.csv", **told: str) -> str:
    """Send a file by the form; the address of its page."""
    file = SimpleUploadedFile(name, content)
    sent = {"file": file, "source": "oldcrm", "subject": "customers", **told}
    response = client.post("/office/imports/bring", sent)
    assert response.status_code == 302, response.content.decode()[:600]
    return str(response.headers["Location"])


def page(client: Any, address: str) -> str:
    """What a page shows."""
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()[:400]
    return html.unescape(response.content.decode())


def proposed(client: Any, address: str) -> dict[str, str]:
    """What the page proposes that the columns hold, by the names of its form."""
    chosen = {}
    for name, options in _SELECT.findall(page(client, address)):
        selected = re.search(r'<option value="([^"]*)" selected>', options)
        chosen[name] = selected[1] if selected else ""
    return chosen


def work() -> None:
    """The worker does all that waits."""
    from prilavok.doors.worker import know_all_jobs

    know_all_jobs()
    while run_due("chores").done:
        pass


def take_in(client: Any, content: bytes, *, say: dict[str, str] | None = None, **told: str) -> str:
    """A whole list as the page proposes it; say: what else its form is told. The address of its page."""
    address = bring(client, content, **told)
    client.post(f"{address}/columns", {**proposed(client, address), **(say or {})})
    work()
    client.post(f"{address}/start")
    work()
    assert list_runs().rows[0].state == "done", list_runs().rows[0]
    return address


def why_refused(address: str) -> dict[str, int]:
    """How many rows of the list were refused, by reason."""
    from uuid import UUID

    return {
        reason: rows for reason, (rows, _sum) in count_refused(UUID(address.rstrip("/").rpartition("/")[2])).items()
    }


def fetched(client: Any, address: str) -> bytes:
    """The file of refused rows."""
    return b"".join(client.get(f"{address}/refused").streaming_content)


def rows_of(file: bytes) -> list[list[str]]:
    """Its rows, the headings being the first."""
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def book(*rows: tuple[object, ...]) -> bytes:
    """An XLSX book of one sheet: text cells are text, numbers are numbers as they are written here."""

    def cell(value: object) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{html.escape(value)}</t></is></c>'
        return f"<c><v>{value}</v></c>"

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{lines}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()
