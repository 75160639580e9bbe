"""Every reader of another system's exports, found by its folder, keeps what the port promises; nothing is waived."""

import importlib
import inspect
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prilavok.adapters import crm
from prilavok.adapters.crm.port import Export
from prilavok.domains.imports.rules import FIELDS, check_mapping, name_cells
from prilavok.flows.moving_in.readers import find_reader, readers
from prilavok.kit.sheets import open_sheet

FOLDER = Path(crm.__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/manifest.toml"))
EXAMPLES = sorted(FOLDER.glob("*/examples/*.csv"))


def _manifest(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name / "manifest.toml").read_text("utf-8"))


def _reader(name: str) -> Export:
    module = importlib.import_module(f"prilavok.adapters.crm.{name}.adapter")
    (found,) = [one for _, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
    reader: Export = found()
    return reader


def test_every_folder_is_a_reader_and_is_asked() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders == set(NAMES) == set(readers()) == {"amocrm_export", "bitrix24_export", "retailcrm_export"}


@pytest.mark.parametrize("name", NAMES)
def test_manifest_is_valid(name: str) -> None:
    manifest = _manifest(name)
    assert manifest["name"] == name == _reader(name).name and manifest["kind"] == "crm"
    assert manifest["title"].strip() and manifest["source"].strip()
    date.fromisoformat(manifest["source_date"])
    assert manifest["unverified"] and all(len(said) > 20 for said in manifest["unverified"])
    assert sorted(manifest["can"]) == sorted(manifest["lists"]) and set(manifest["can"]) <= set(FIELDS)
    for subject, stated in manifest["lists"].items():
        assert stated["marks"] and set(stated["columns"].values()) <= set(FIELDS[subject])


def test_no_two_systems_are_taken_for_each_other() -> None:
    for path in EXAMPLES:
        columns = open_sheet(path).columns
        known = [name for name in NAMES if _reader(name).subject_of(columns)]
        assert known == [path.parents[1].name]
        found = find_reader(columns)
        assert found is not None and found.name == path.parents[1].name
    assert find_reader(("Имя", "Телефон")) is None


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parents[1].name} {path.stem}")
def test_each_example_reads_exactly_as_stated_twice(path: Path) -> None:
    reader = _reader(path.parents[1].name)
    for _ in range(2):
        sheet = open_sheet(path)
        subject = reader.subject_of(sheet.columns)
        assert subject == path.stem
        fields = reader.fields_of(sheet.columns, subject)
        assert check_mapping(subject, fields.values()) == ""
        read: list[dict[str, object]] = []
        for row in sheet.rows():
            cells, problem = reader.read_cells(dict(zip(sheet.columns, row.cells, strict=True)))
            named = name_cells(sheet.columns, fields, [cells[column] for column in sheet.columns])
            read.append({"problem": problem} if problem else {field: list(texts) for field, texts in named.items()})
        assert read == json.loads(path.with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_stated_list_has_an_example(name: str) -> None:
    assert {path.stem for path in EXAMPLES if path.parents[1].name == name} == set(_manifest(name)["lists"])


_TEXT = st.text("Компания01.| 'KZT", max_size=10)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.dictionaries(_TEXT | st.sampled_from(["Тип", "Сумма", "ID"]), _TEXT, max_size=5))
def test_no_row_breaks_a_reader(name: str, cells: dict[str, str]) -> None:
    read, problem = _reader(name).read_cells(cells)
    assert set(read) == set(cells) and isinstance(problem, str)
    assert set(_reader(name).fields_of(list(cells), "customers")) <= set(cells)
