"""Forms by which somebody says how to be reached, where they live and what fits them: on the own page, by staff."""

from collections.abc import Mapping

from django.http import QueryDict

from prilavok.domains.connections.queries import working_kinds
from prilavok.domains.customers.queries import REACHES, SIZES
from prilavok.domains.customers.types.preferences import NewPreference, PreferenceKind, Preferences
from prilavok.kit.channels import WRITTEN

_LONGEST = 400  # what is typed beyond is cut, and then refused for its length


def read_preferences_form(form: QueryDict) -> list[NewPreference]:
    """What the form says; only what it has fields for. An address and its choice as the default come together."""
    plain: tuple[PreferenceKind, ...] = ("reach", "channel", "born")
    said = [NewPreference(kind, form.get(kind, "")[:_LONGEST]) for kind in plain if kind in form]
    said += [
        NewPreference("size", form.get(f"size-{code}", "")[:_LONGEST], code) for code in SIZES if f"size-{code}" in form
    ]
    name = form.get("name", "")[:_LONGEST]
    if "address" in form:
        said.append(NewPreference("address", form.get("address", "")[:_LONGEST], name))
    if "default" in form:
        said.append(NewPreference("default", name))
    return said


def preference_fields(kept: Preferences) -> Mapping[str, object]:
    """What the forms offer and what is chosen."""
    sizes = {one.name: one for one in kept.sizes}
    return {
        "kept": kept,
        "reaches": REACHES,
        "channels": [one for one in WRITTEN if one in (kept.channel, *working_kinds(WRITTEN))],
        "sizes": [(code, sizes.get(code)) for code in SIZES],
    }
