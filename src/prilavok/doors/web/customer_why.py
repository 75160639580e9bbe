"""Why a customer is one person, in sentences; and the button that undoes a join."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from prilavok.domains.customers.queries import MESSENGER_CODE, OWN_PAGE, STAYED
from prilavok.doors.web.parts.names import name_of
from prilavok.doors.web.parts.rights import actor_here, needs
from prilavok.flows.undo_join import undo_join
from prilavok.insights.why_one_person import Explained, Joined, NamedLeaf, Tie
from prilavok.kit import clock
from prilavok.kit.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence, told."""

    tie: Tie
    sentence: str


@dataclass(frozen=True, slots=True)
class JoinTold:
    """One join, told, with what it was drawn from."""

    joined: Joined
    sentence: str
    because: str
    came: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The whole answer as the page draws it."""

    reasons: tuple[Reason, ...]
    joins: tuple[JoinTold, ...]


def told_why(explained: Explained, customer: UUID, most: int | None = None) -> Why:
    """The evidence and the joins in the reader's language. most: pieces of evidence told, the latest."""
    return Why(
        tuple(Reason(tie, sentence_of(tie)) for tie in explained.ties[:most]),
        tuple(_join(one, customer) for one in explained.joins),
    )


@needs("customers.join")
@require_POST
def undo(request: HttpRequest, customer: UUID, join: UUID) -> HttpResponseBase:
    """Undo a join of this customer, and show the page again."""
    try:
        went = undo_join(join, actor=actor_here(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refused:
        messages.error(request, refused.say(gettext))
    else:
        told = ngettext(
            "The join was undone: %(n)s identifier went back with all that belongs to it.",
            "The join was undone: %(n)s identifiers went back with all that belongs to them.",
            len(went),
        )
        messages.success(request, told % {"n": len(went)})
    response = HttpResponseRedirect(reverse("office:customer", args=[customer]))
    response.status_code = 303
    return response


def sentence_of(tie: Tie) -> str:
    """A piece of evidence, told in the reader's language."""
    source = tie.evidence.source
    names = {"one": leaf_name(tie.one), "other": leaf_name(tie.other), "source": source}
    if tie.made_up and tie.evidence.loaded:
        first, second = (names["one"], names["other"]) if tie.one.made_up else (names["other"], names["one"])
        return _given(tie) % (names | {"made_up": first, "told": second})
    if source == "alike":
        told = gettext(
            "What is known of %(one)s and of %(other)s is alike; nobody has proven that they are one person."
        )
    elif tie.evidence.strength == "asserted" and source.startswith("import:"):
        told = gettext("A list (%(source)s) names %(one)s and %(other)s as one customer; nobody has proven it.")
    elif tie.evidence.strength == "asserted" and not tie.evidence.loaded:
        told = gettext("%(other)s was only named from %(one)s: it proves nothing and opens nothing.")
    elif source == "code":
        told = gettext("%(other)s was proven from %(one)s by a one-time code.")
    elif source == MESSENGER_CODE:
        told = gettext("On %(one)s a code was entered that the messenger of %(other)s brought.")
    elif source == "messenger_names":
        told = gettext("The messenger says that %(one)s and %(other)s are two of its names for one person.")
    elif source.endswith("_contact"):
        told = gettext("The messenger vouches that %(other)s is the own number of %(one)s.")
    elif source == "passport":
        told = gettext("%(other)s went on from %(one)s by a link that is good once.")
    elif source == OWN_PAGE:
        told = gettext("Signed in and shown anew by %(one)s who they are, they proved %(other)s by a one-time code.")
    elif source == STAYED:
        told = gettext("%(one)s and %(other)s stayed together when a contact between them was taken off the own page.")
    elif source == "decided":
        told = gettext("Staff decided that %(one)s and %(other)s belong to one person.")
    elif source in ("document", "checked_document"):
        told = gettext("Staff checked a document: %(one)s and %(other)s belong to one person.")
    elif tie.evidence.loaded:
        told = gettext("The source %(source)s names %(one)s and %(other)s as one customer.")
    else:
        told = gettext("%(one)s and %(other)s were tied together (%(source)s).")
    if tie.made_up:
        told = f"{told} {gettext('The contact is made up by us, for trying things out.')}"
    return told % names


def _given(tie: Tie) -> str:
    """What a load gave of our own making: the source has no such contact, so nothing of it is the source's word."""
    if tie.one.made_up and tie.other.made_up:
        return gettext("%(one)s and %(other)s are made up by us: the source %(source)s names neither.")
    return gettext("%(made_up)s is made up by us for the customer of %(told)s: the source %(source)s does not name it.")


def leaf_name(leaf: NamedLeaf) -> str:
    """What a leaf is called: its kind, and its value as far as it is known and may be seen."""
    kind = str(name_of("identifier", leaf.kind)) if leaf.kind else gettext("An identifier that is no longer kept")
    return f"{kind} {leaf.value}" if leaf.value else kind


def _join(one: Joined, customer: UUID) -> JoinTold:
    beside = (one.beside.name or one.beside.code) if one.beside else ""
    who = beside or gettext("a customer without a name")
    if one.join.kept == customer:
        told = gettext("%(who)s was found to be this person.") % {"who": who}
    else:
        told = gettext("This customer was found to be %(who)s.") % {"who": who}
    because = sentence_of(one.tie) if one.tie else ""
    return JoinTold(one, told, because, tuple(leaf_name(leaf) for leaf in one.leaves))
