"""Addresses of the till."""

from django.urls import path

from prilavok.doors.web.till import counter, pickup, points, receipts, taking

app_name = "till"
urlpatterns = [
    path("counter", counter.counter, name="counter"),
    path("place", counter.place, name="place"),
    path("scan", counter.scan, name="scan"),
    path("lines/<uuid:variant>", counter.line, name="line"),
    path("put-back", counter.put_back, name="put_back"),
    path("nobody", counter.nobody, name="nobody"),
    path("park", counter.park, name="park"),
    path("resume", counter.resume, name="resume"),
    path("pay", taking.pay, name="pay"),
    path("orders/<uuid:order>", pickup.order, name="order"),
    path("orders/<uuid:order>/scan", pickup.scan, name="order_scan"),
    path("orders/<uuid:order>/act", pickup.act, name="act"),
    path("orders/<uuid:order>/confirm", pickup.confirm, name="confirm"),
    path("orders/<uuid:order>/ask-points", points.ask, name="ask_points"),
    path("orders/<uuid:order>/drop-points", points.drop, name="drop_points"),
    path("orders/<uuid:order>/hand-over", taking.hand_over, name="hand_over"),
    path("receipts/<uuid:receipt>", receipts.receipt, name="receipt"),
]
