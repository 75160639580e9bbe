"""Addresses of the till."""

from django.urls import path

from prilavok.doors.web.till import counter, document, pickup, points, receipts, returns, taking
from prilavok.doors.web.till.in_turn import in_turn

app_name = "till"
urlpatterns = [
    path("counter", counter.counter, name="counter"),
    path("place", counter.place, name="place"),
    path("scan", in_turn(counter.scan), name="scan"),
    path("lines/<uuid:variant>", in_turn(counter.line), name="line"),
    path("put-back", in_turn(counter.put_back), name="put_back"),
    path("coupon", in_turn(counter.coupon), name="coupon"),
    path("nobody", in_turn(counter.nobody), name="nobody"),
    path("park", in_turn(counter.park), name="park"),
    path("resume", in_turn(counter.resume), name="resume"),
    path("pay", in_turn(taking.pay), name="pay"),
    path("orders/<uuid:order>", pickup.order, name="order"),
    path("orders/<uuid:order>/by-document", in_turn(document.by_document), name="by_document"),
    path("orders/<uuid:order>/scan", in_turn(pickup.scan), name="order_scan"),
    path("orders/<uuid:order>/act", in_turn(pickup.act), name="act"),
    path("orders/<uuid:order>/confirm", in_turn(pickup.confirm), name="confirm"),
    path("orders/<uuid:order>/ask-points", in_turn(points.ask), name="ask_points"),
    path("orders/<uuid:order>/drop-points", in_turn(points.drop), name="drop_points"),
    path("orders/<uuid:order>/hand-over", in_turn(taking.hand_over), name="hand_over"),
    path("returns", returns.returns, name="returns"),
    path("returns/<uuid:order>", returns.one_return, name="return"),
    path("returns/<uuid:order>/look", returns.look, name="return_look"),
    path("returns/<uuid:order>/confirm", in_turn(returns.confirm), name="return_confirm"),
    path("receipts/<uuid:receipt>", receipts.receipt, name="receipt"),
]
