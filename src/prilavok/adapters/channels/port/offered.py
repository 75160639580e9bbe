"""What the manifest of a channel says to whoever is to connect it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from prilavok.adapters.channels.port.channel import FOLDER, channel_names


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a login. secret: it opens the login, so it is sealed and never shown again. title: ru, kk, en."""

    name: str
    title: Mapping[str, str]
    needed: bool
    secret: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A provider that may be connected. unverified: what of its protocol nobody has tried against the real one."""

    provider: str
    channel: str
    title: str
    fields: tuple[Field, ...]
    unverified: tuple[str, ...]
    read_on: str


@cache
def offered_channels() -> Mapping[str, Offered]:
    """Every provider that may be connected, by its folder."""
    return {name: _read(name) for name in channel_names()}


def _read(name: str) -> Offered:
    told = tomllib.loads((FOLDER / name / "manifest.toml").read_text("utf-8"))
    fields = tuple(
        Field(field, dict(one["title"]), bool(one["needed"]), bool(one["secret"]))
        for field, one in told["settings"].items()
    )
    return Offered(name, told["channel"], told["title"], fields, tuple(told["unverified"]), told["source_date"])
