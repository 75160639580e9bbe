"""A file sent along is a form that others read back whole, whatever its name and its bytes are."""

from email import message_from_bytes
from email.message import Message

import pytest

from prilavok.adapters.channels.port import File
from prilavok.adapters.channels.port.saying import file_form


def _parts(content: bytes, kind: str) -> list[Message]:
    read = message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + content)
    assert read.is_multipart() and not read.defects
    return [one for one in read.get_payload() if isinstance(one, Message)]


@pytest.mark.parametrize(
    ("name", "read_as"),
    [("чек.pdf", "чек.pdf"), ('a".pdf\r\nx: y', "a%22.pdf%0D%0Ax: y")],
)
def test_what_is_sent_is_read_back(name: str, read_as: str) -> None:
    held = b"--prilavok\r\n\x00\xff\r\n--prilavok--\r\n"
    kind, content = file_form("file", File(name, "application/pdf\r\nx: y", held), {"type": "a\r\nb"})
    field, file = _parts(content, kind)
    assert field.get_param("name", header="content-disposition") == "type"
    assert field.get_payload(decode=True) == b"a\r\nb"
    assert file.get_payload(decode=True) == held
    said = content.decode("utf-8", "replace")
    assert f'name="file"; filename="{read_as}"\r\nContent-Type: application/pdfx: y\r\n\r\n' in said
    assert file_form("file", File(name, "application/pdf\r\nx: y", held), {"type": "a\r\nb"}) == (kind, content)
