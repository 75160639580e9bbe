"""Addresses of the shop."""

from django.urls import path

from prilavok.doors.web.shop import basket, chat, checkout, front, me, order, passkeys, signing, stores, unsubscribe

app_name = "shop"
urlpatterns = [
    path("", front.front, name="front"),
    path("c/<path:path>", front.shelf, name="shelf"),
    path("p/<uuid:product>", front.product, name="product"),
    path("p/<uuid:product>/seen", front.seen, name="seen"),
    path("stores", stores.stores, name="stores"),
    path("stores/choose", stores.choose, name="choose"),
    path("basket", basket.basket, name="basket"),
    path("basket/badge", basket.badge, name="badge"),
    path("basket/change", basket.change, name="change"),
    path("basket/coupon", basket.coupon, name="coupon"),
    path("checkout", checkout.checkout, name="checkout"),
    path("checkout/place", checkout.place, name="place"),
    path("sign-in", signing.sign_in, name="sign_in"),
    path("sign-in/send", signing.send, name="send"),
    path("sign-in/enter", signing.enter, name="enter"),
    path("passkey/options", passkeys.options, name="passkey_options"),
    path("passkey/add", passkeys.add, name="passkey_add"),
    path("passkey/enter", passkeys.enter, name="passkey_enter"),
    path("passkey/drop", passkeys.drop, name="passkey_drop"),
    path("sign-out", signing.sign_out, name="sign_out"),
    path("order/<uuid:order>", order.order, name="order"),
    path("order/<uuid:order>/receipt", order.receipt, name="receipt"),
    path("order/<uuid:order>/cancel", order.cancel, name="cancel"),
    path("order/<uuid:order>/doubt", order.doubt, name="doubt"),
    path("me", me.me, name="me"),
    path("me/points", me.points, name="points"),
    path("me/why", me.why, name="why"),
    path("me/consent", me.consent, name="consent"),
    path("unsubscribe/<str:token>", unsubscribe.page, name="unsubscribe"),
    path("chat", chat.chat, name="chat"),
    path("chat/thread", chat.thread, name="thread"),
    path("chat/write", chat.write, name="write"),
    path("chat/telegram", chat.telegram, name="telegram"),
]
