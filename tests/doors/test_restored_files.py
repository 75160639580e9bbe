"""`prilavok migrate` over a restored copy: files of whom it erases again, and that no row names, go before it opens."""

import argparse
import io
import os
from pathlib import Path
from uuid import uuid4

import pytest
from tests import make, people
from tests.conftest import OwnDatabase

from prilavok.domains.customers.queries import list_leaves, read_erasure_of
from prilavok.doors.cli import migrate
from prilavok.kit.erased import Listed, add_erased
from prilavok.kit.files.folder import content_path, put_content
from prilavok.kit.settings import where


def test_what_a_restore_brought_back_and_no_row_names_is_gone_before_the_doors_open(
    own_database: OwnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    customer, _leaf = people.household(people.new_phone())
    add_erased(tmp_path, [Listed(uuid4(), (customer,), tuple(list_leaves(customer)), make.AT)])
    restored, coming = (content_path(put_content(io.BytesIO(word), 100).sha256) for word in (b"theirs", b"fresh"))
    os.utime(restored, (0, 0))  # as a restore leaves it
    assert migrate.run(argparse.Namespace()) == 0
    assert read_erasure_of(customer).again_at is not None
    assert not restored.exists() and coming.exists()
    where.cache_clear()
