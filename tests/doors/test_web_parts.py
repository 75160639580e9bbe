"""What templates are given: money, quantities, words, times, lists, charts in the reader's language; what is built."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.conftest import ROOT

AT = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
NARROW, HARD = "\u202f", "\u00a0"


def _plain(text: object) -> str:
    return str(text).replace(NARROW, " ").replace(HARD, " ")


@pytest.mark.parametrize(("language", "shown"), [("ru", "1 234,50 ₸"), ("kk", "1 234,50 ₸"), ("en", "₸1,234.50")])
def test_money_is_written_by_the_language(language: str, shown: str) -> None:
    from prilavok.doors.web.parts.figures import money, money_short
    from prilavok.kit.money import Money

    with translation.override(language):
        assert _plain(money(123450, "KZT")) == shown
        assert money(Money(123450, "KZT")) == money(123450, "KZT")
        assert money(None) == "—"
        assert "00" not in money_short(7700, "USD")


def test_quantities_are_said_in_the_unit_people_say() -> None:
    from prilavok.doors.web.parts.figures import quantity

    with translation.override("en"):
        assert [
            _plain(quantity(units, unit))
            for units, unit in (
                (1500, "gram"),
                (1, "gram"),
                (250, "millilitre"),
                (12345, "milligallon"),
                (1, "piece"),
                (-2, "piece"),
                (1234567, "piece"),
                (None, "piece"),
            )
        ] == ["1.5 kg", "0.001 kg", "0.25 l", "12.345 gal", "1 pc", "-2 pcs", "1,234,567 pcs", "—"]
    with translation.override("ru"):
        assert _plain(quantity(1234567, "gram")).startswith("1 234,567 ")


def test_shares_numbers_and_steps_of_colour() -> None:
    from prilavok.doors.web.parts.figures import number, percent
    from prilavok.doors.web.parts.tags import heat

    with translation.override("ru"):
        assert _plain(percent(1250)) == "12,5 %"
        assert _plain(percent(-5)) == "-0,05 %"
        assert _plain(number(1469307)) == "1 469 307"
    assert [heat(value) for value in (None, 0, 499, 500, 10_000, 20_000, -3)] == [
        "heat-none",
        "heat-0",
        "heat-0",
        "heat-0",
        "heat-10",
        "heat-10",
        "heat-0",
    ]
    assert heat(5, 0) == "heat-none"


def test_times_stand_on_the_places_wall_clock() -> None:
    from prilavok.doors.web.parts.figures import day
    from prilavok.doors.web.parts.tags import local_clock, local_day, local_time

    with translation.override("en"):
        shown = local_time(AT, "Asia/Almaty")
        assert 'datetime="2026-03-03T02:30:00+05:00"' in shown
        assert "3 Mar 2026, 02:30" in shown
        assert ">16:30<" in local_clock(AT, "America/New_York")
        assert day(date(2026, 3, 3)) == local_day(AT, "Asia/Almaty") == "Mar 3, 2026"
        assert local_day(AT, "America/New_York") == "Mar 2, 2026"
    assert local_time(None, "UTC") == local_day(None, "UTC") == "—"


def test_words_and_initials() -> None:
    from prilavok.doors.web.parts.figures import words
    from prilavok.doors.web.parts.tags import initials

    with translation.override("kk"):
        assert words({"ru": "Молоко", "kk": "Сүт"}) == "Сүт"
        assert words({"ru": "Молоко"}) == "Молоко"
    assert words(None) == ""
    assert initials("айгуль сарсенова ермекқызы") == "АС"


def test_what_is_shown_cannot_become_markup() -> None:
    from django.template import engines

    page = (
        engines["django"]
        .from_string("{% icon name label %}{{ text|words }}")
        .render({"name": '"><script>', "label": '"><script>', "text": {"ru": "<script>"}})
    )
    assert "<script>" not in page


def test_islands_not_built_say_how_to_build_them(tmp_path: Path) -> None:
    from prilavok.doors.web.parts.islands import IslandsNotBuilt, island_address, manifest

    with pytest.raises(IslandsNotBuilt, match="npm ci && npm run build"):
        manifest(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"src/frame.ts": {"file": "frame.1.js"}}))
    assert manifest(tmp_path)["src/frame.ts"]["file"] == "frame.1.js"
    with pytest.raises(IslandsNotBuilt, match="'nowhere'"):
        island_address("nowhere")
    assert island_address("frame").startswith("/static/dist/frame.")


def _listing(**changes: Any) -> Any:
    from prilavok.doors.web.parts.lists import Column, Empty, Filter, Listing

    told: dict[str, Any] = {
        "title": "Orders",
        "columns": [Column("Number", sort="number"), Column("Sum", "number", sort="sum")],
        "rows": [],
        "row": "failure.html",
        "empty": Empty("No orders yet", "Load the year."),
        "filters": [Filter("q", "Number", value="")],
        "sort": "-number",
    }
    return Listing(**{**told, **changes})


def test_heads_of_a_list_offer_the_other_way() -> None:
    listing = _listing()
    assert [(head["next_sort"], head["now"]) for head in listing.heads] == [("number", "descending"), ("sum", None)]
    assert [(head["next_sort"], head["now"]) for head in _listing(sort="number").heads] == [
        ("-number", "ascending"),
        ("sum", None),
    ]


def test_an_empty_list_teaches_and_a_filtered_one_offers_to_clear() -> None:
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from prilavok.doors.web.parts.lists import Filter

    request = RequestFactory().get("/office/orders?q=zzz")
    with translation.override("en"):
        taught = render_to_string("parts/list.html", {"list": _listing(), "request": request})
        found_none = render_to_string(
            "parts/list.html", {"list": _listing(filters=[Filter("q", "Number", value="zzz")]), "request": request}
        )
    assert "Load the year." in taught and "Nothing matches" not in taught
    assert "Nothing matches" in found_none and "Load the year." not in found_none


def test_a_chart_says_the_same_in_a_table() -> None:
    from django.template.loader import render_to_string

    from prilavok.doors.web.parts.charts import Chart, Series

    chart = Chart(
        "sales",
        "bar",
        "Sales</script>",
        ["1", "2"],
        [Series("All", [150, None])],
        "receipts",
        AT,
        unit="money",
        currency="USD",
        decimals=2,
    )
    assert chart.table == [("1", [150]), ("2", [None])]
    with translation.override("en"):
        page = render_to_string("parts/chart.html", {"chart": chart})
    assert "$1.50" in page and "—" in page
    assert page.count("</script>") == 1, "what a chart is called cannot end its script"


def test_every_drawing_a_page_names_is_there() -> None:
    web = ROOT / "src" / "prilavok" / "doors" / "web" / "templates"
    drawn = set(re.findall(r'id="([a-z-]+)"', (ROOT / "src" / "prilavok" / "static" / "icons.svg").read_text()))
    named = {
        (page.name, name) for page in web.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', page.read_text())
    }
    assert len(named) > 50 and {one for one in named if one[1] not in drawn} == set()
