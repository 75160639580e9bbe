"""Addresses of the tablet."""

from django.urls import path

from prilavok.doors.web.tablet import picking, tags

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
]
