"""Addresses of the tablet."""

from django.urls import path

from prilavok.doors.web.tablet import journal, picking

app_name = "tablet"
urlpatterns = [
    path("picking", picking.picking, name="picking"),
    path("place", picking.place, name="place"),
    path("shipments/<uuid:shipment>", picking.shipment, name="shipment"),
    path("shipments/<uuid:shipment>/start", picking.start, name="start"),
    path("shipments/<uuid:shipment>/lines/<uuid:line>", picking.line, name="line"),
    path("shipments/<uuid:shipment>/ready", picking.ready, name="ready"),
    path("tasks/<uuid:task>/done", picking.done, name="done"),
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
