"""What a messenger itself says of who speaks: several ids of one person, now or before, and the number they have."""

from prilavok.domains.customers.actions import open_leaf, prove_contact, prove_leaf
from prilavok.domains.customers.queries import contact_addresses, leaves_with
from prilavok.flows.bot import Heard
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import Actor

needs = None

#: how they are tied: what the provider says of its own ids is its own to know
SAME_USER = "messenger_names"


def tie_names(heard: Heard, *, actor: Actor) -> None:
    """Have all ids that the provider knows one person by be one customer's; what it says of ids is its own to know.

    Where the messenger's account is the number itself and the provider says so with each word, it is proven too: nobody
    need share it by a button. That is no yes to be written to.
    """
    for name in heard.told.also:
        other = open_leaf(heard.channel, f"{heard.connection.id}:{name}", at=heard.at)
        if other == heard.leaf:
            continue
        try:
            prove_leaf(heard.leaf, other, source=SAME_USER, actor=actor, at=heard.at)
        except Refused:
            continue  # a rule of identity holds them apart: staff find it as a suggestion
    if heard.told.own and heard.told.phone and heard.told.kind != "contact":
        _prove_number(heard, actor)


def _prove_number(heard: Heard, actor: Actor) -> None:
    number = heard.told.phone
    proven = ((one.channel, one.address) for one in contact_addresses(leaves_with(heard.leaf)) if one.verified)
    if ("phone", number) in proven:
        return
    try:
        prove_contact(heard.leaf, "phone", number, source=f"{heard.channel}_contact", actor=actor, at=heard.at)
    except Refused:
        return  # as above: the words are kept all the same
