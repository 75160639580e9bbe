"""Addresses of the REST door, mounted at /api/."""

from django.urls import URLPattern, URLResolver, include, path

from prilavok.doors.api.described import listing, openapi
from prilavok.doors.api.door import guarded_urls

_V1: list[URLPattern | URLResolver] = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", listing, name="listing"),
    *guarded_urls(),
]
urlpatterns: list[URLPattern | URLResolver] = [path("v1/", include(_V1))]
