"""Addresses of the office, and of the search that every workplace has."""

from django.urls import path

from prilavok.doors.web import customer, customer_why, offer, personal, search
from prilavok.doors.web.office import (
    bringing,
    customers,
    imports,
    jobs,
    orders,
    outbox,
    places,
    prices,
    products,
    stock,
    tracking,
)

app_name = "office"
urlpatterns = [
    path("orders", orders.orders, name="orders"),
    path("orders/<uuid:order>", orders.order, name="order"),
    path("customers", customers.customers, name="customers"),
    path("customers/<uuid:customer>", customer.page, name="customer"),
    path("customers/<uuid:customer>/joins/<uuid:join>/undo", customer_why.undo, name="undo_join"),
    path("customers/<uuid:customer>/segment", customer.segment, name="segment"),
    path("customers/<uuid:customer>/archives", personal.archives, name="archives"),
    path("customers/<uuid:customer>/archives/<str:token>", personal.archive, name="archive"),
    path("customers/<uuid:customer>/export", personal.export, name="export"),
    path("customers/<uuid:customer>/erase", personal.erase, name="erase"),
    path("customers/<uuid:customer>/erased", personal.erased, name="erased"),
    path("customers/<uuid:customer>/offer", offer.offer, name="offer"),
    path("customers/<uuid:customer>/looks", personal.looks, name="looks"),
    path("erasures", personal.erasures, name="erasures"),
    path("products", products.products, name="products"),
    path("products/<uuid:product>", products.product, name="product"),
    path("prices", prices.prices, name="prices"),
    path("stock", stock.stock, name="stock"),
    path("stock/<uuid:place>/<uuid:variant>", stock.moves, name="moves"),
    path("places", places.places, name="places"),
    path("places/<uuid:place>", places.place, name="place"),
    path("imports", imports.imports, name="imports"),
    path("imports/bring", bringing.bring, name="bring"),
    path("imports/<uuid:run>/columns", bringing.say_columns, name="say_columns"),
    path("imports/<uuid:run>/start", bringing.start, name="start_list"),
    path("imports/<uuid:run>/halt", bringing.halt, name="halt_list"),
    path("imports/<uuid:run>/refused", bringing.refused, name="refused_rows"),
    path("imports/<uuid:run>", imports.run, name="import"),
    path("imports/<uuid:run>/progress", imports.progress, name="progress"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/requeue", jobs.requeue, name="requeue"),
    path("tracking", tracking.tracking, name="tracking"),
    path("tracking/sources", tracking.add, name="add_source"),
    path("tracking/sources/<uuid:source>/close", tracking.close, name="close_source"),
]
everywhere = [path("search", search.search, name="search"), path("outbox", outbox.outbox, name="outbox")]
