"""Whoever was told that a contact was added to their page says that it was not they: it is theirs no more."""

from datetime import datetime

from prilavok.domains.customers.actions import cut_contact, end_browser
from prilavok.domains.customers.errors import EvidenceUnknown
from prilavok.domains.customers.queries import customer_of, read_evidence
from prilavok.flows.messages import read_not_me_link
from prilavok.flows.separate_person import refused_by_all
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, by a link that was sent to their own contacts alone


def disown_contact(token: str, *, actor: Actor, at: datetime) -> bool:
    """Take the contact away with what came along, and end the browser that added it; whether it was still there.

    Done again it changes nothing. Refused where the link is not ours or has ended.
    """
    tie, browser = read_not_me_link(token, at)
    with story():
        found = read_evidence(tie)
        customer = customer_of(found.one) if found else None
        if found is None or customer is None:
            return False
        by = Actor("leaf", found.one)
        end_browser(browser, since=found.observed_at, at=at)
        try:
            with refused_by_all(customer, found.observed_at, actor=by, at=at):
                cut_contact(tie, actor=by, at=at)
        except EvidenceUnknown:
            return False
        return True
