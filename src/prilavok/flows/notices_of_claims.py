"""What we write of our own accord about claims: heard, decided, ready, to be decided anew."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _


def claim_opened_words(facts: Mapping[str, object]) -> str:
    """It was heard, and is answered by a day."""
    return (
        _("We have your claim about %(goods)s of order %(number)s and will answer by %(due)s. We are sorry for it.")
        % facts
    )


def claim_decided_words(facts: Mapping[str, object]) -> str:
    """What was decided, and why."""
    told = {
        "replacement": _("Your claim about order %(number)s: we give you %(goods)s anew, free of charge."),
        "money": _("Your claim about order %(number)s: we give you your money back."),
        "reduction": _("Your claim about order %(number)s: the price is lowered, a part of your money goes back."),
        "repair": _("Your claim about order %(number)s: %(goods)s will be repaired by %(until)s."),
        "given_back": _("Your claim about order %(number)s: you have your goods back as they are: %(goods)s."),
        "refused": _("Your claim about order %(number)s was looked at, and we cannot agree to it."),
    }
    said = [told[str(facts["outcome"])]]
    if facts.get("back"):
        said.append(_("Given back: %(back)s, the way it was paid."))
    if facts["outcome"] == "replacement":
        said.append(_("It will be brought to you.") if facts.get("home") else _("We write when it lies ready."))
    if facts.get("why"):
        said.append("%(why)s")
    return " ".join(said) % facts


def claim_ready_words(facts: Mapping[str, object]) -> str:
    """It can be collected."""
    said = _("It is ready: %(goods)s of your claim about order %(number)s. Collect it at %(place)s.")
    if facts.get("code"):
        said = f"{said} {_('Pickup code: %(code)s.')}"
    return said % facts


def claim_reopened_words(facts: Mapping[str, object]) -> str:
    """What was to be given instead is not there."""
    return (
        _(
            "We are sorry: what we wanted to give you instead for order %(number)s is not there. We decide anew and"
            " write to you by %(due)s."
        )
        % facts
    )


CLAIMS: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "claim.opened": claim_opened_words,
    "claim.decided": claim_decided_words,
    "claim.ready": claim_ready_words,
    "claim.reopened": claim_reopened_words,
}
