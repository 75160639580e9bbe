"""Addresses of the office, and of the search that every workplace has."""

from django.urls import path

from prilavok.doors.web import customer, customer_why, search
from prilavok.doors.web.office import (
    customers,
    imports,
    jobs,
    orders,
    outbox,
    places,
    prices,
    products,
    segment_editor,
    segments,
    stock,
)

app_name = "office"
urlpatterns = [
    path("orders", orders.orders, name="orders"),
    path("orders/<uuid:order>", orders.order, name="order"),
    path("customers", customers.customers, name="customers"),
    path("customers/<uuid:customer>", customer.page, name="customer"),
    path("customers/<uuid:customer>/joins/<uuid:join>/undo", customer_why.undo, name="undo_join"),
    path("customers/<uuid:customer>/segment", customer.segment, name="segment"),
    path("customers/<uuid:customer>/segments", segments.segments_of, name="customer_segments"),
    path("segments", segments.segments, name="segments"),
    path("segments/new", segment_editor.new, name="new_segment"),
    path("segments/<uuid:segment>", segments.segment, name="segment_page"),
    path("segments/<uuid:segment>/edit", segment_editor.edit, name="edit_segment"),
    path("segments/<uuid:segment>/put-away", segments.put_away, name="put_away_segment"),
    path("segments/<uuid:segment>/take-up", segments.take_up, name="take_up_segment"),
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
