"""Preferences as programs read and say them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from prilavok.domains.customers.types.preferences import NewPreference, Preferences, PreferenceWord
from prilavok.doors.api.shapes import Fit, Instant, Shape
from prilavok.kit.channels import Written

Reach = Literal["write", "call", "either", ""]
FirstBy = Literal[Written, ""]
SizeOf = Literal["clothes", "trousers", "shoes", "headwear", "gloves", "ring"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=40), Fit]
Size = Annotated[str, StringConstraints(max_length=40), Fit]
Address = Annotated[str, StringConstraints(max_length=300), Fit]
By = Literal["own_page", "app", "staff", "list"]
Born = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$", max_length=10)]


class KeptAddress(Shape):
    """A named address. address: null for those who may not see contacts whole. default: it is proposed first."""

    name: str
    address: str | None
    default: bool
    said_at: Instant
    by: By


class KeptSize(Shape):
    """A size. of: of what kind of goods."""

    of: SizeOf
    size: str
    said_at: Instant
    by: By


class KeptBirth(Shape):
    """The day of birth. day: null for those who may not see contacts whole."""

    day: date | None
    said_at: Instant
    by: By


class Prefers(Shape):
    """What a person said. reach: how to reach them; channel: by which they are written to first; empty: not said.

    born: null where nothing was said. by `list`: told by a list of another system, and by nobody since.
    """

    reach: Reach
    channel: FirstBy
    addresses: list[KeptAddress]
    sizes: list[KeptSize]
    born: KeptBirth | None = None


class PrefersSaid(Shape):
    """What is said; what is left out stays. An empty word takes back. addresses: by name; default: one of the names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reach: Reach | None = None
    channel: FirstBy | None = None
    addresses: Annotated[Mapping[Name, Address], Field(max_length=20)] = {}
    default: Annotated[str, StringConstraints(max_length=40), Fit] | None = None
    sizes: Mapping[SizeOf, Size] = {}
    born: Born | None = None

    def told(self) -> list[NewPreference]:
        """As the house takes it: the addresses before which of them is the default."""
        said = [NewPreference("reach", self.reach)] if self.reach is not None else []
        said += [NewPreference("channel", self.channel)] if self.channel is not None else []
        said += [NewPreference("address", address, name) for name, address in self.addresses.items()]
        said += [NewPreference("default", self.default)] if self.default is not None else []
        said += [NewPreference("born", self.born)] if self.born is not None else []
        return said + [NewPreference("size", size, of) for of, size in self.sizes.items()]


def prefers_shape(kept: Preferences, *, raw: bool = True) -> Prefers:
    """What holds, as programs see it. raw: addresses whole."""
    return Prefers.model_validate(
        {
            "reach": kept.reach,
            "channel": kept.channel,
            "addresses": [
                _told(one)
                | {"name": one.name, "address": one.value if raw else None, "default": one.name == kept.default}
                for one in kept.addresses
            ],
            "born": _told(kept.birth) | {"day": kept.born if raw else None} if kept.birth else None,
            "sizes": [_told(one) | {"of": one.name, "size": one.value} for one in kept.sizes],
        }
    )


def _told(one: PreferenceWord) -> dict[str, object]:
    return {"said_at": one.said_at, "by": one.source}
