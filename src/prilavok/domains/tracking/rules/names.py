"""The names of the protocol and what they are called here: routes, types, and the retail events of the specification.

Sources: Segment's specification of e-commerce, live chat and e-mail events. What the specification lacks for shops is
ours, from `Store Visited` on. A claim of a page about money or goods has a verb of its own (`purchase.completed`), so
that nobody takes it for the fact (`order.completed`).
"""

from collections.abc import Mapping
from types import MappingProxyType

#: the last part of a path -> what is sent there; the short ones are what browsers and phones use
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "identify": "identify",
        "i": "identify",
        "track": "track",
        "t": "track",
        "page": "page",
        "p": "page",
        "screen": "screen",
        "s": "screen",
        "group": "group",
        "g": "group",
        "alias": "alias",
        "a": "alias",
        "batch": "batch",
        "b": "batch",
        "import": "batch",
        "metrics": "metrics",
        "m": "metrics",
    }
)

VERBS_OF_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "track": "custom.tracked",
        "page": "page.viewed",
        "screen": "screen.viewed",
        "identify": "visitor.identified",
        "group": "visitor.grouped",
        "alias": "visitor.renamed",
    }
)

VERBS_OF_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Products Searched": "product.searched",
        "Product List Viewed": "list.viewed",
        "Product List Filtered": "list.filtered",
        "Product Clicked": "product.clicked",
        "Product Viewed": "item.viewed",
        "Promotion Viewed": "promotion.viewed",
        "Promotion Clicked": "promotion.clicked",
        "Product Added": "cart.added",
        "Product Removed": "cart.removed",
        "Cart Viewed": "cart.viewed",
        "Checkout Started": "checkout.started",
        "Checkout Step Viewed": "checkout.step_viewed",
        "Checkout Step Completed": "checkout.step_completed",
        "Payment Info Entered": "checkout.payment_entered",
        "Order Completed": "purchase.completed",
        "Order Updated": "purchase.updated",
        "Order Refunded": "purchase.refunded",
        "Order Cancelled": "purchase.cancelled",
        "Coupon Entered": "code.entered",
        "Coupon Applied": "code.applied",
        "Coupon Denied": "code.denied",
        "Coupon Removed": "code.removed",
        "Product Added to Wishlist": "wishlist.added",
        "Product Removed from Wishlist": "wishlist.removed",
        "Wishlist Product Added to Cart": "wishlist.carted",
        "Product Shared": "product.shared",
        "Cart Shared": "cart.shared",
        "Product Reviewed": "product.reviewed",
        "Live Chat Conversation Started": "chat.started",
        "Live Chat Conversation Ended": "chat.ended",
        "Live Chat Message Sent": "chat.sent",
        "Live Chat Message Received": "chat.received",
        "Email Delivered": "mail.delivered",
        "Email Opened": "mail.opened",
        "Email Link Clicked": "mail.clicked",
        "Email Bounced": "mail.bounced",
        "Email Marked as Spam": "mail.marked_spam",
        "Unsubscribed": "mail.unsubscribed",
        "Store Visited": "store.visited",
        "Receipt Issued": "receipt.reported",
        "Call Made": "call.reported",
        "Order Handed Over": "handover.reported",
        "Loyalty Card Shown": "card.shown",
        "Points Earned": "points.reported_earned",
        "Points Spent": "points.reported_spent",
    }
)
