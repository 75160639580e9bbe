"""What is sealed opens for its purpose only, survives rotation, and a ring others can read opens nothing."""

import json
import multiprocessing
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from prilavok.kit import secrets
from prilavok.kit.secrets import keys as key_module
from prilavok.kit.settings import where


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path / "home"))
    where.cache_clear()
    yield tmp_path / "home"
    monkeypatch.undo()
    where.cache_clear()


def ring_file(home: Path) -> Path:
    return home / "keys" / "ring.json"


def forget() -> None:
    """As a fresh process begins."""
    key_module._read.clear()


def test_sealed_bytes_open_again_and_show_nothing(home: Path) -> None:
    plain = "ИИН 900101300123".encode()
    sealed = secrets.seal(plain, "iin")
    assert secrets.open_sealed(sealed, "iin") == plain
    assert secrets.open_sealed(memoryview(sealed), "iin") == plain  # type: ignore[arg-type]
    assert plain not in sealed and secrets.seal(plain, "iin") != sealed
    with pytest.raises(secrets.SealBroken):
        secrets.open_sealed(sealed, "passport")


def test_any_changed_bit_breaks_the_seal(home: Path) -> None:
    sealed = secrets.seal(b"value", "iin")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(secrets.SealBroken):
            secrets.open_sealed(bytes(changed), "iin")
    for garbage in (b"", b"x", sealed[:-1], sealed[:20]):
        with pytest.raises(secrets.SealBroken):
            secrets.open_sealed(garbage, "iin")


def test_the_ring_is_closed_to_others(home: Path) -> None:
    secrets.seal(b"x", "iin")
    assert stat.S_IMODE(ring_file(home).stat().st_mode) == 0o600
    assert stat.S_IMODE(ring_file(home).parent.stat().st_mode) == 0o700
    assert [path.name for path in ring_file(home).parent.iterdir()] == ["ring.json"]
    for mode in (0o640, 0o604, 0o660):
        ring_file(home).chmod(mode)
        forget()
        with pytest.raises(secrets.RingExposed):
            secrets.seal(b"x", "iin")
    ring_file(home).chmod(0o600)
    assert secrets.open_sealed(secrets.seal(b"x", "iin"), "iin") == b"x"


def test_a_ring_behind_a_link_is_refused(home: Path) -> None:
    secrets.seal(b"x", "iin")
    elsewhere = home / "elsewhere.json"
    ring_file(home).rename(elsewhere)
    ring_file(home).symlink_to(elsewhere)
    forget()
    with pytest.raises(OSError):
        secrets.seal(b"x", "iin")


def test_rotation_seals_anew_and_opens_the_old(home: Path) -> None:
    sealed, proof = secrets.seal(b"old", "iin"), secrets.stamp(b"message", "link")
    found, signer = secrets.lookup("900101300123", "iin"), secrets.signing_key("django")
    key_id = secrets.rotate()
    assert secrets.key_of_seal(secrets.seal(b"new", "iin")).hex() == key_id
    assert secrets.key_of_seal(sealed).hex() != key_id
    assert secrets.open_sealed(sealed, "iin") == b"old"
    assert secrets.stamp_holds(b"message", proof, "link")
    assert secrets.lookup("900101300123", "iin") == found
    assert secrets.signing_key("django") == signer
    assert stat.S_IMODE(ring_file(home).stat().st_mode) == 0o600
    assert len(json.loads(ring_file(home).read_text())["keys"]) == 2


def test_a_process_learns_of_a_rotation_by_another(home: Path) -> None:
    before = secrets.ring()
    secrets.rotate()
    sealed, proof = secrets.seal(b"x", "iin"), secrets.stamp(b"m", "p")
    key_module._read[ring_file(home)] = before  # as another process still remembers it
    assert secrets.open_sealed(sealed, "iin") == b"x"
    key_module._read[ring_file(home)] = before
    assert secrets.stamp_holds(b"m", proof, "p")


def test_another_ring_opens_nothing(home: Path) -> None:
    sealed = secrets.seal(b"x", "iin")
    ring_file(home).unlink()
    forget()
    with pytest.raises(secrets.SealBroken, match="not on this ring"):
        secrets.open_sealed(sealed, "iin")


def test_lookups_and_stamps_keep_to_their_purpose(home: Path) -> None:
    assert secrets.lookup("1", "iin") == secrets.lookup("1", "iin")
    assert len({secrets.lookup("1", "iin"), secrets.lookup("2", "iin"), secrets.lookup("1", "card")}) == 3
    assert len(secrets.lookup("1", "iin")) == 32
    proof = secrets.stamp(b"m", "a")
    assert len(proof) == secrets.STAMP_BYTES and secrets.stamp_holds(b"m", proof, "a")
    assert not secrets.stamp_holds(b"m", proof, "b")
    assert not secrets.stamp_holds(b"n", proof, "a")
    assert not secrets.stamp_holds(b"m", proof[:-1], "a")
    assert not secrets.stamp_holds(b"m", b"\x00" * secrets.STAMP_BYTES, "a")
    with pytest.raises(ValueError, match="purpose"):
        secrets.seal(b"x", "")


def test_nothing_is_shown(home: Path) -> None:
    secret = secrets.Secret("pa55word")
    assert "pa55" not in f"{secret!r}{secret}{[secret]}" and secret.reveal() == "pa55word"
    assert secret == secrets.Secret("pa55word") and secret != secrets.Secret("other")
    shown = repr(secrets.ring())
    assert shown == "<KeyRing of 1>"


def _first_start(folder: str, gate: "multiprocessing.synchronize.Barrier", told: "multiprocessing.Queue[str]") -> None:
    os.environ["PRILAVOK_HOME"] = folder
    where.cache_clear()
    forget()
    gate.wait()
    told.put(secrets.lookup("x", "y").hex())


def test_of_many_first_starts_one_ring_wins(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    gate, told = context.Barrier(8), context.Queue()
    starts = [context.Process(target=_first_start, args=(str(tmp_path / "home"), gate, told)) for _ in range(8)]
    for start in starts:
        start.start()
    seen = {told.get(timeout=20) for _ in starts}
    for start in starts:
        start.join()
    assert len(seen) == 1
