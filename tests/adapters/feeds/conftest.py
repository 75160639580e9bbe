"""For tests of feeds: a copy of the example that files of CSV come with, to be changed at will."""

import shutil
from pathlib import Path

import pytest
from tests.adapters.feeds.test_csv_files import EXAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the example's files."""
    copy = tmp_path / "shop"
    shutil.copytree(EXAMPLE, copy)
    return copy
