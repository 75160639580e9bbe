"""The one table of what follows an event. A job follows a live event only, unless its line says `also_for`."""

from prilavok.kit.events.relay import Reactions

# Every verb the house records has its line, so that "nothing follows" is said and not forgotten. A job is declared
# beside the flow that does it: "order.completed": (Reaction("feeds.send", also_for=("import",)),).
REACTIONS: Reactions = {
    "contact.verified": (),
    "coupon.redeemed": (),
    "customer.recognised": (),
    "discrepancy.found": (),
    "drift.found": (),
    "import.finished": (),
    "import.refused": (),
    "job.buried": (),
    "job.requeued": (),
    "order.completed": (),
    "payment.captured": (),
    "points.earned": (),
    "price.published": (),
    "staff.hired": (),
    "staff.password_changed": (),
    "staff.refused": (),
    "staff.signed_in": (),
    "stock.moved": (),
    "stock.opened": (),
}
