"""Words of our own login come back from a messenger: ours settle what got no answer, others were said elsewhere."""

from prilavok.domains.conversations.actions import find_named, name_message, settle_by_echo
from prilavok.domains.conversations.queries import find_conversation
from prilavok.domains.conversations.types import LONGEST_MESSAGE, NewOut
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.bot import Heard
from prilavok.flows.messages import write_and_queue
from prilavok.kit.events.actor import Actor

needs = None


def hear_echo(heard: Heard, *, actor: Actor) -> None:
    """Within the caller's story. What another program of our login said is kept as said, and answers the customer."""
    told, connection = heard.told, heard.connection
    if find_named(connection.id, told.address, told.outside_id) is not None or not told.text.strip():
        return
    if settle_by_echo(connection.id, told.address, told.text, told.outside_id, actor=actor, at=heard.at):
        return
    found = find_conversation(leaves_with(heard.leaf))
    said = NewOut(
        conversation=found.id if found else None,
        leaf=heard.leaf,
        channel=heard.channel,
        connection=connection.id,
        address=told.address,
        text=told.text[:LONGEST_MESSAGE],
        key=f"echo:{told.key}",
        said=True,
        parts={"elsewhere": True},
    )
    kept = write_and_queue(said, actor=actor, at=heard.at)
    name_message(kept.message, connection.id, told.address, told.outside_id, at=heard.at)
