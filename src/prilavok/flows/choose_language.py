"""A member of staff chooses the language of the screens."""

from prilavok.domains.staff import actions
from prilavok.domains.staff.types import StaffActor
from prilavok.kit.db.connections import story

needs = "signed in"


def choose_language(actor: StaffActor, language: str) -> None:
    """Keep the choice with the person, for every browser they use. Refused where there is no such language."""
    with story():
        actions.keep_language(actor.id, language)
