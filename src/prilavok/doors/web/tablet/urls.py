"""Addresses of the tablet."""

from django.urls import path

from prilavok.doors.web import papers, papers_acts
from prilavok.doors.web.office import stock
from prilavok.doors.web.tablet import journal, picking, tags

app_name = "tablet"
urlpatterns = [
    path("picking", picking.picking, name="picking"),
    path("place", picking.place, name="place"),
    path("shipments/<uuid:shipment>", picking.shipment, name="shipment"),
    path("shipments/<uuid:shipment>/start", picking.start, name="start"),
    path("shipments/<uuid:shipment>/lines/<uuid:line>", picking.line, name="line"),
    path("shipments/<uuid:shipment>/ready", picking.ready, name="ready"),
    path("tags", tags.tags, name="tags"),
    path("tags/sheet", tags.sheet, name="tag_sheet"),
    path("tags/confirm", tags.confirm, name="confirm_tag"),
    path("tags/<uuid:tag>/undo", tags.undo, name="undo_tag"),
    path("tasks/<uuid:task>/done", picking.done, name="done"),
    path("papers", papers.floor, name="papers"),
    path("papers/place", papers.place, name="papers_place"),
    path("papers/new", papers.new, name="new_paper"),
    path("papers/<uuid:paper>", papers.paper, name="paper"),
    path("papers/<uuid:paper>/scan", papers_acts.scan, name="paper_scan"),
    path("papers/<uuid:paper>/undo", papers_acts.undo, name="paper_undo"),
    path("papers/<uuid:paper>/head", papers_acts.head, name="paper_head"),
    path("papers/<uuid:paper>/act", papers_acts.act, name="paper_act"),
    path("papers/<uuid:paper>/lines/<uuid:variant>", papers_acts.line, name="paper_line"),
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
