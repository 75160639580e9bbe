"""What is told of behaviour on sites and apps: what a page or a program claims, never what the house has done."""

from uuid import UUID

from prilavok.kit.events.facts.kinds import Count, Currency, Facts, Whole


class Tracked(Facts, frozen=True):
    """What a source told. product: where the catalogue knows what it names. amount: minor units, as it claims.

    source: None where it is our own shop that tells.
    """

    source: UUID | None = None
    product: UUID | None = None
    amount: Whole | None = None
    currency: Currency | None = None
    quantity: Count | None = None


#: verbs of what sources tell, each with a line of its own in words.md
TRACKED = (
    "call.reported",
    "card.shown",
    "cart.added",
    "cart.removed",
    "cart.shared",
    "cart.viewed",
    "chat.ended",
    "chat.received",
    "chat.sent",
    "chat.started",
    "checkout.payment_entered",
    "checkout.started",
    "checkout.step_completed",
    "checkout.step_viewed",
    "code.applied",
    "code.denied",
    "code.entered",
    "code.removed",
    "custom.tracked",
    "handover.reported",
    "item.viewed",
    "list.filtered",
    "list.viewed",
    "mail.bounced",
    "mail.clicked",
    "mail.delivered",
    "mail.marked_spam",
    "mail.opened",
    "mail.unsubscribed",
    "page.viewed",
    "points.reported_earned",
    "points.reported_spent",
    "product.clicked",
    "product.reviewed",
    "product.searched",
    "product.shared",
    "promotion.clicked",
    "promotion.viewed",
    "purchase.cancelled",
    "purchase.completed",
    "purchase.refunded",
    "purchase.updated",
    "receipt.reported",
    "screen.viewed",
    "store.visited",
    "visitor.grouped",
    "visitor.identified",
    "visitor.renamed",
    "wishlist.added",
    "wishlist.carted",
    "wishlist.removed",
)
