"""Addresses of the office, and of the search that every workplace has."""

from django.urls import path

from prilavok.doors.web import customer, customer_then, customer_why, search
from prilavok.doors.web.office import (
    customers,
    identity,
    imports,
    jobs,
    orders,
    outbox,
    places,
    prices,
    products,
    stock,
    suggestions,
)

app_name = "office"
urlpatterns = [
    path("orders", orders.orders, name="orders"),
    path("orders/<uuid:order>", orders.order, name="order"),
    path("customers", customers.customers, name="customers"),
    path("customers/<uuid:customer>", customer.page, name="customer"),
    path("customers/<uuid:customer>/joins/<uuid:join>/undo", customer_why.undo, name="undo_join"),
    path("customers/<uuid:customer>/segment", customer.segment, name="segment"),
    path("customers/<uuid:customer>/then", customer_then.then, name="then"),
    path("customers/<uuid:customer>/evidence/<uuid:evidence>/separate", customer_then.separate, name="separate"),
    path("identity", identity.rules, name="identity"),
    path("identity/switch", identity.switch, name="switch_identity"),
    path("identity/list", identity.listed, name="list_identity"),
    path("suggestions", suggestions.suggestions, name="suggestions"),
    path("suggestions/<uuid:suggestion>", suggestions.suggestion, name="suggestion"),
    path("suggestions/<uuid:suggestion>/decide", suggestions.decide, name="decide"),
    path("products", products.products, name="products"),
    path("products/<uuid:product>", products.product, name="product"),
    path("prices", prices.prices, name="prices"),
    path("stock", stock.stock, name="stock"),
    path("stock/<uuid:place>/<uuid:variant>", stock.moves, name="moves"),
    path("places", places.places, name="places"),
    path("places/<uuid:place>", places.place, name="place"),
    path("imports", imports.imports, name="imports"),
    path("imports/<uuid:run>", imports.run, name="import"),
    path("imports/<uuid:run>/progress", imports.progress, name="progress"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/requeue", jobs.requeue, name="requeue"),
]
everywhere = [path("search", search.search, name="search"), path("outbox", outbox.outbox, name="outbox")]
