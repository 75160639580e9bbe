"""How a customer stands at the moment: a part of the customer page, asked for once the page stands."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prilavok.domains.customers.queries import standing_check
from prilavok.doors.web.parts.rights import needs, scope_of, staff_of
from prilavok.flows.note_looks import note_part
from prilavok.insights.customer_now import read_customer_now
from prilavok.kit import clock

#: what to do, and why
STEPS: dict[str, tuple[str | Promise, str | Promise]] = {
    "answer": (_("Answer them"), _("They wrote and nobody has answered yet.")),
    "hand_over": (_("See to their order"), _("It was placed and is not handed over yet.")),
    "mend_contact": (_("Ask for another contact"), _("Our last message did not arrive, and no other contact works.")),
    "basket": (_("Help them finish the order"), _("There are goods in their basket.")),
    "prove_contact": (_("Have a contact proven by a code"), _("Nobody has proven yet that a contact is theirs.")),
    "ask_offers": (_("Ask whether they want offers"), _("They can be reached and have not said yet.")),
}
HEALTH: dict[str, tuple[str, str | Promise]] = {
    "works": ("good", _("the last message arrived")),
    "proven": ("good", _("proven")),
    "unproven": ("wait", _("not proven")),
    "failing": ("bad", _("the last message did not arrive")),
    "off": ("bad", _("not used any more")),
}


@needs("customers.see")
def now(request: HttpRequest, customer: UUID) -> HttpResponseBase:
    """The next step, contacts, preferences, basket and conversations."""
    actor = staff_of(request)
    at = clock.now()
    checked = standing_check(customer, actor.id, at) is not None
    found = read_customer_now(customer, actor=actor, checked=checked)
    note_part(customer, "customer.page", actor=actor, at=at)
    shown = {
        "now": found,
        "step": STEPS[found.step] if found.step else None,
        "talk": next((one for one in found.talks if one.waiting_since and one.state == "open"), None),
        "contacts": [(one, *HEALTH[one.health]) for one in found.contacts],
        "may_prefer": scope_of(request, "customers.prefer") is not None,
        "sees_talks": scope_of(request, "conversations.see") is not None,
        "opens_basket": scope_of(request, "orders.send_home") is not None
        and (checked or scope_of(request, "baskets.change") == "company"),
        "sees_orders": scope_of(request, "orders.see") == "company",
    }
    return render(request, "customer/now.html", shown)
