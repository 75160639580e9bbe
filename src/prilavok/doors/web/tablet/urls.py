"""Addresses of the tablet."""

from django.urls import path

from prilavok.doors.web import papers, papers_acts, papers_aside
from prilavok.doors.web.office import stock
from prilavok.doors.web.tablet import courier, journal, picking, selling, slots, tags

app_name = "tablet"
urlpatterns = [
    path("picking", picking.picking, name="picking"),
    path("place", picking.place, name="place"),
    path("shipments/<uuid:shipment>", picking.shipment, name="shipment"),
    path("shipments/<uuid:shipment>/start", picking.start, name="start"),
    path("shipments/<uuid:shipment>/lines/<uuid:line>", picking.line, name="line"),
    path("shipments/<uuid:shipment>/ready", picking.ready, name="ready"),
    path("shipments/<uuid:shipment>/slot", slots.slot, name="slot"),
    path("courier", courier.courier, name="courier"),
    path("courier/place", courier.place, name="courier_place"),
    path("courier/<uuid:shipment>", courier.parcel, name="parcel"),
    path("courier/<uuid:shipment>/take", courier.take, name="take_parcel"),
    path("courier/<uuid:shipment>/give", courier.give, name="give_parcel"),
    path("courier/<uuid:shipment>/card", courier.card, name="parcel_card"),
    path("courier/<uuid:shipment>/fail", courier.fail, name="fail_parcel"),
    path("courier/<uuid:shipment>/back", courier.back, name="return_parcel"),
    path("home", selling.sell, name="sell_home"),
    path("home/place", selling.stand, name="sell_home_place"),
    path("home/order", selling.order, name="order_home"),
    path("home/paid/<uuid:order>", selling.paid, name="home_paid"),
    path("home/paid/<uuid:order>/card", selling.card, name="home_card"),
    path("collect", picking.collect, name="collect"),
    path("tags", tags.tags, name="tags"),
    path("tags/sheet", tags.sheet, name="tag_sheet"),
    path("tags/confirm", tags.confirm, name="confirm_tag"),
    path("tags/<uuid:tag>/undo", tags.undo, name="undo_tag"),
    path("tasks/<uuid:task>/done", picking.done, name="done"),
    path("papers", papers.floor, name="papers"),
    path("papers/place", papers.place, name="papers_place"),
    path("papers/aside", papers_aside.aside, name="aside"),
    path("papers/aside/draft", papers_aside.draft_aside, name="aside_draft"),
    path("papers/new", papers.new, name="new_paper"),
    path("papers/<uuid:paper>", papers.paper, name="paper"),
    path("papers/<uuid:paper>/scan", papers_acts.scan, name="paper_scan"),
    path("papers/<uuid:paper>/undo", papers_acts.undo, name="paper_undo"),
    path("papers/<uuid:paper>/head", papers_acts.head, name="paper_head"),
    path("papers/<uuid:paper>/act", papers_acts.act, name="paper_act"),
    path("papers/<uuid:paper>/lines/<uuid:variant>", papers_acts.line, name="paper_line"),
    path("papers/<uuid:paper>/lines/<uuid:variant>/lots", papers_acts.lot, name="paper_lot"),
    path("stock/<uuid:place>/<uuid:variant>", stock.moves, name="moves"),
    path("bookings", journal.journal, name="journal"),
    path("bookings/place", journal.stand, name="journal_place"),
    path("bookings/times", journal.times, name="times"),
    path("bookings/make", journal.make, name="make_booking"),
    path("bookings/<uuid:booking>/move", journal.move, name="move_booking"),
    path("bookings/<uuid:booking>/came", journal.came, name="came"),
    path("bookings/<uuid:booking>/missed", journal.missed, name="missed"),
    path("bookings/<uuid:booking>/cancel", journal.cancel, name="cancel_booking"),
    path("bookings/<uuid:booking>/free", journal.free, name="free_fitting"),
]
