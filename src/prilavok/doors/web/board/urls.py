"""Addresses of the board."""

from django.urls import path

from prilavok.doors.web.board import customers, indicators, loads, loyalty, rows, sales, summary

app_name = "board"
urlpatterns = [
    path("", summary.summary, name="summary"),
    path("why", summary.why, name="why"),
    path("today", summary.today, name="today"),
    path("sales", sales.sales, name="sales"),
    path("sales/categories", sales.categories, name="categories"),
    path("customers", customers.customers, name="customers"),
    path("loyalty", loyalty.loyalty, name="loyalty"),
    path("loads", loads.loads, name="loads"),
    path("indicators", indicators.indicators, name="indicators"),
    path("indicators/<slug:id>", indicators.indicator, name="indicator"),
    path("rows/<slug:id>", rows.rows, name="rows"),
]
