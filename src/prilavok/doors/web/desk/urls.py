"""Addresses of the desk."""

from django.urls import path

from prilavok.doors.web import cancelling, changing, claims
from prilavok.doors.web.desk import acts, basket, inbox

app_name = "desk"
urlpatterns = [
    path("conversations", inbox.inbox, name="inbox"),
    path("conversations/<uuid:conversation>", inbox.conversation, name="conversation"),
    path("conversations/<uuid:conversation>/thread", inbox.thread, name="thread"),
    path("conversations/<uuid:conversation>/files/<uuid:file>", inbox.brought, name="brought"),
    path("conversations/<uuid:conversation>/ways", inbox.ways, name="ways"),
    path("conversations/<uuid:conversation>/person", inbox.person, name="person"),
    path("conversations/<uuid:conversation>/answer", acts.answer, name="answer"),
    path("conversations/<uuid:conversation>/again/<uuid:message>", acts.again, name="again"),
    path("conversations/<uuid:conversation>/typing", acts.typing, name="typing"),
    path("conversations/<uuid:conversation>/take", acts.take, name="take"),
    path("conversations/<uuid:conversation>/contact", acts.name, name="name"),
    path("conversations/<uuid:conversation>/resolve", acts.resolve, name="resolve"),
    path("conversations/<uuid:conversation>/basket", basket.basket, name="basket"),
    path("conversations/<uuid:conversation>/products", basket.products, name="products"),
    path("conversations/<uuid:conversation>/wish", basket.wish, name="wish"),
    path("conversations/<uuid:conversation>/coupon", basket.coupon, name="coupon"),
    path("conversations/<uuid:conversation>/stores", basket.stores, name="stores"),
    path("conversations/<uuid:conversation>/store", basket.store, name="store"),
    path("conversations/<uuid:conversation>/quote", basket.quote, name="quote"),
    path("conversations/<uuid:conversation>/draft", basket.draft, name="draft"),
    path("conversations/<uuid:conversation>/place", basket.place, name="place"),
    path("conversations/<uuid:conversation>/home", basket.home, name="home"),
    path("orders/<uuid:order>/cancel", cancelling.cancel, name="cancel_order"),
    path("orders/<uuid:order>/change", changing.change, name="change_order"),
    path("claims", claims.claims, name="claims"),
    path("claims/place", claims.place, name="claims_place"),
    path("claims/of/<uuid:order>", claims.new, name="new_claim"),
    path("claims/<uuid:claim>", claims.claim, name="claim"),
    path("claims/<uuid:claim>/look", claims.look, name="claim_look"),
    path("claims/<uuid:claim>/decide", claims.decide, name="claim_decide"),
    path("claims/<uuid:claim>/act", claims.act, name="claim_act"),
    path("claims/<uuid:claim>/photo/<uuid:file>", claims.photo, name="claim_photo"),
]
