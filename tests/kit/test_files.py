"""Files are kept whole or not at all, once per content, known by their bytes, and gone when erased."""

import io
import os
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from prilavok.kit import files
from prilavok.kit.errors import NotFound, Refused
from prilavok.kit.files import folder
from prilavok.kit.ids import new_id
from prilavok.kit.settings import where
from prilavok.kit.words import Person, stores

if TYPE_CHECKING:
    from tests.conftest import OwnDatabase

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has its own folder of contents."""
    monkeypatch.setattr(type(where()), "files", property(lambda _: tmp_path / "files"))
    yield


def keep(content: bytes = PNG, **given: Any) -> files.StoredFile:
    asked: dict[str, Any] = {
        "name": "a.png",
        "owner_kind": "message",
        "owner": new_id(AT),
        "at": AT,
        "most_bytes": 10_000,
    } | given
    return files.keep_file(io.BytesIO(content), **asked)


def lying() -> list[Path]:
    return [path for path in where().files.rglob("*") if path.is_file() and path.name != "folder.lock"]


def make_old(seconds: int = 100_000) -> None:
    for path in lying():
        os.utime(path, (time.time() - seconds,) * 2)


@pytest.mark.usefixtures("rolled_back")
def test_a_kept_file_opens_again_as_it_was() -> None:
    kept = keep()
    assert (kept.size, kept.kind, kept.name) == (len(PNG), "image/png", "a.png")
    assert files.show_file(kept.id, AT) == kept
    with files.open_file(kept.id, AT) as opened:
        assert opened.read() == PNG
    (path,) = lying()
    assert path.name == kept.sha256.hex() and path.parent.name == path.name[:2]
    assert stat.S_IMODE(where().files.stat().st_mode) == 0o700
    with pytest.raises(NotFound):
        files.show_file(new_id(), AT)


@pytest.mark.usefixtures("rolled_back")
def test_equal_bytes_lie_once() -> None:
    first, second = keep(), keep(name="b.png")
    assert first.id != second.id and first.sha256 == second.sha256 and len(lying()) == 1


@pytest.mark.usefixtures("rolled_back")
def test_files_of_many_owners_are_counted_as_they_are_listed() -> None:
    one, other, nobody = new_id(AT), new_id(AT), new_id(AT)
    for owner, more in ((one, {}), (one, {"expires_at": AT}), (one, {"owner_kind": "claim"}), (other, {})):
        keep(owner=owner, **more)
    keep(owner=one, expires_at=AT + timedelta(seconds=1))
    counted = files.count_owned([one, other, nobody], "message", AT)
    assert counted == {one: 2, other: 1}
    assert counted == {owner: len(files.files_owned(owner, "message", AT)) for owner in counted}
    assert files.count_owned([], "message", AT) == {}


@pytest.mark.usefixtures("rolled_back")
def test_too_big_leaves_nothing() -> None:
    assert keep(b"x" * 10_000).size == 10_000
    with pytest.raises(Refused) as refusal:
        keep(b"y" * 10_001)
    assert refusal.value.code == "file.too_big"
    assert len(lying()) == 1


@pytest.mark.usefixtures("rolled_back")
def test_a_sender_that_breaks_off_leaves_nothing() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionError
            return super().read(5)

    with pytest.raises(ConnectionError):
        files.keep_file(Broken(PNG), name="x", owner_kind="m", owner=None, at=AT, most_bytes=1_000)
    assert lying() == []


@pytest.mark.usefixtures("rolled_back")
def test_bytes_are_synced_before_the_row_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    real_sync, real_put = os.fsync, os.replace

    def sync(handle: int) -> None:
        told.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_sync(handle)

    def put(old: str, new: Path) -> None:
        told.append("named")
        real_put(old, new)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", put)
    folder.put_content(io.BytesIO(PNG), 10_000)
    assert told == ["file", "folder", "named", "folder"]


@pytest.mark.usefixtures("rolled_back")
def test_a_file_ends_and_a_link_ends() -> None:
    kept = keep(expires_at=AT + timedelta(days=1))
    link = files.file_link(kept.id, AT + timedelta(minutes=5))
    assert files.file_of_link(link, AT) == kept.id
    with pytest.raises(Refused):
        files.file_of_link(link, AT + timedelta(minutes=5))
    with pytest.raises(NotFound):
        files.show_file(kept.id, AT + timedelta(days=1))
    assert files.expire_files(AT) == 0
    assert files.expire_files(AT + timedelta(days=1)) == 1


def test_erased_bytes_go_with_their_last_row(own_database: "OwnDatabase") -> None:
    first, second = keep(), keep()
    make_old()
    assert files.erase_files([first.id]) == 1
    assert len(lying()) == 1
    with files.open_file(second.id, AT) as opened:
        assert opened.read() == PNG
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        files.erase_files([second.id])
        raise ZeroDivisionError
    assert len(lying()) == 1  # an erasure rolled back takes no bytes
    assert files.erase_files([second.id]) == 1
    assert lying() == []
    assert files.erase_files([second.id]) == 0


def test_a_persons_files_are_exported_and_erased(own_database: "OwnDatabase") -> None:
    leaf, (store,) = new_id(), [store for store in stores() if store.table == "kit_stored_file"]
    mine, other = keep(owner=leaf, name="справка.png"), keep(b"of another")
    assert [row["name"] for row in store.export(Person(leaves=(leaf,)))] == ["справка.png"]
    make_old()
    assert store.erase(Person(leaves=(leaf,)), AT) == 1
    with pytest.raises(NotFound):
        files.show_file(mine.id, AT)
    assert [path.name for path in lying()] == [other.sha256.hex()]


def test_orphans_are_swept_and_the_rest_stays(own_database: "OwnDatabase") -> None:
    kept = keep()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        keep(b"of a story that failed")
        raise ZeroDivisionError
    unfinished = where().files / "incoming" / "tmp1"
    unfinished.write_bytes(b"x")
    assert files.sweep_orphans() == 0  # too fresh: somebody may be about to commit
    make_old()
    folder.put_content(io.BytesIO(b"coming in just now"), 100)
    assert files.sweep_orphans() == 2
    assert {path.name for path in lying()} == {
        kept.sha256.hex(),
        folder.content_path(_digest(b"coming in just now")).name,
    }
    assert files.missing_content() == []
    folder.content_path(kept.sha256).unlink()
    assert files.missing_content() == [kept.sha256]


def _digest(content: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(content).digest()


def test_putting_again_keeps_the_sweeper_away(own_database: "OwnDatabase") -> None:
    folder.put_content(io.BytesIO(PNG), 10_000)
    make_old()
    folder.put_content(io.BytesIO(PNG), 10_000)
    assert files.sweep_orphans() == 0 and len(lying()) == 1


def test_bytes_put_again_after_the_sweeper_looked_stay() -> None:
    content = folder.put_content(io.BytesIO(PNG), 10_000)
    make_old()
    (found,) = folder.old_contents(1_000)
    folder.put_content(io.BytesIO(PNG), 10_000)
    assert not folder.remove_content(found, 1_000) and len(lying()) == 1
    make_old()
    assert folder.remove_content(content.sha256, 1_000) and lying() == []


@pytest.mark.usefixtures("rolled_back")
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("фото стула.png", "фото стула.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\чек.pdf", "чек.pdf"),
        ('a\x00\r\n"<b>.html', "ab.html"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "file"),
        ("...", "file"),
        ("я" * 300 + ".jpeg", "я" * 145 + ".jpeg"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert keep(name=given).name == kept


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"OggS\x00", "audio/ogg"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", files.kinds._OFFICE[1][1]),
        (b"PK\x03\x04....a.txt", "application/zip"),
        ("код;цена\n1;2\n".encode(), "text/plain"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"<svg onload=alert(1)>", "text/plain"),
        (("a" + "я" * 2_048).encode()[:4_096], "text/plain"),
        (("я" * 5).encode()[:-1], "application/octet-stream"),
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_kinds_are_known_by_the_bytes(head: bytes, kind: str) -> None:
    assert files.sniff_kind(head) == kind
