"""What a paper may say beside its goods, by its kind."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.stock.errors import PaperUnfit
from prilavok.domains.stock.models import StockPaper
from prilavok.domains.stock.types import SHELF_STATES, WRITE_OFF_REASONS, PaperHead

_LONGEST = {"supplier": 120, "note": 500}


def fit_head(kind: str, place: UUID, head: PaperHead) -> dict[str, object]:
    """The columns of a paper's row for what it says. Raises PaperUnfit naming what cannot be."""
    if (head.to_place is not None) != (kind == "transfer") or head.to_place == place:
        raise PaperUnfit("to_place", _("A transfer goes from one place to another: choose where to."))
    if head.reason not in (WRITE_OFF_REASONS if kind == "write_off" else ("",)):
        raise PaperUnfit("reason", _("Say why the goods are written off."))
    if head.reason == "other" and not head.note.strip():
        raise PaperUnfit("note", _("Say in words why the goods are written off."))
    between = _fit_states(kind, head)
    dated = _fit_day(kind, place, head)
    told = {"supplier": head.supplier.strip(), "note": head.note.strip()}
    for name, text in told.items():
        if len(text) > _LONGEST[name] or "\x00" in text:
            raise PaperUnfit(name, _("The words are too long."))
    return {"to_place_id": head.to_place, "reason": head.reason, **between, **dated, **told}


def _fit_day(kind: str, place: UUID, head: PaperHead) -> dict[str, object]:
    """On which day expected goods are to come; and which expected goods a receiving brings, of the same place."""
    if (head.due_on is not None) != (kind == "expected"):
        raise PaperUnfit("due_on", _("Say on which day the goods are expected."))
    if head.against is not None:
        wanted = StockPaper.objects.filter(id=head.against, kind="expected", place_id=place, state="sent")
        if kind != "receiving" or not wanted.exists():
            raise PaperUnfit("against", _("Nothing is expected by that paper at this place any more."))
    return {"due_on": head.due_on, "against_id": head.against}


def _fit_states(kind: str, head: PaperHead) -> dict[str, str]:
    """Between which states the paper moves goods of its place; a write-off takes what is sold where nothing is said."""
    said = (head.from_state, head.to_state)
    if kind == "set_aside":
        if not set(said) <= set(SHELF_STATES) or said[0] == said[1]:
            raise PaperUnfit(
                "to_state", _("Say what the goods are now and what they become: for sale, damaged, checked.")
            )
    elif kind == "write_off":
        if said[0] not in ("", *SHELF_STATES) or said[1]:
            raise PaperUnfit("from_state", _("Say from where the goods are written off."))
        said = (said[0] or "goods", "")
    elif any(said):
        raise PaperUnfit("from_state", _("Only goods that are set aside or written off have such a state."))
    return {"from_state": said[0], "to_state": said[1]}
