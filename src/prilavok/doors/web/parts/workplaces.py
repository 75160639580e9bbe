"""The workplaces there are: a folder beside `parts/` that has `screens.py`, in the order people know them by."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.utils.functional import Promise

from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor

ORDER = ("shop", "till", "tablet", "desk", "studio", "office", "board")
Text = str | Promise


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """One line of the sidebar; there is one of each.

    url: name of its route, such as "office:orders". needs: the verb of its view. icon: a name of `static/icons.svg`.
    key: the key that opens it after "g", by its place on the keyboard ("KeyO"), or "".
    """

    url: str
    title: Text
    needs: str
    icon: str
    key: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Workplace:
    """One of the seven; there is one of each. code: its folder, its address and the namespace of its routes."""

    code: str
    title: Text
    icon: str
    screens: tuple[Screen, ...]

    def screens_for(self, actor: StaffActor) -> tuple[Screen, ...]:
        """What this person may open here."""
        return tuple(screen for screen in self.screens if may(actor, screen.needs))


@cache
def workplaces() -> tuple[Workplace, ...]:
    """Every workplace that is built, each from `WORKPLACE` in its `screens.py`."""
    return tuple(import_module(f"prilavok.doors.web.{code}.screens").WORKPLACE for code in ORDER if is_built(code))


def is_built(code: str) -> bool:
    """Whether the workplace has its folder with screens."""
    package = f"prilavok.doors.web.{code}"
    return find_spec(package) is not None and find_spec(f"{package}.screens") is not None


def workplaces_for(actor: StaffActor) -> Iterable[Workplace]:
    """Those in which this person may open at least one screen."""
    return (place for place in workplaces() if place.screens_for(actor))
