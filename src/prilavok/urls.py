"""Every address of the house: the entrance, the workplaces that are built, the API, and what machines ask."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from prilavok.doors.web import entrance, health, problems
from prilavok.doors.web.parts import failures
from prilavok.doors.web.parts.workplaces import workplaces

Routes = list[URLPattern | URLResolver]


def _of_workplaces() -> Routes:
    """`<code>/…` for each workplace, and at the root what its `urls.everywhere` holds (such as the search)."""
    found: Routes = []
    for place in workplaces():
        routes = import_module(f"prilavok.doors.web.{place.code}.urls")
        if not any(str(route.pattern) == "" for route in routes.urlpatterns):
            found.append(path(f"{place.code}/", entrance.workplace, {"code": place.code}))
        found += [path(f"{place.code}/", include(routes)), *getattr(routes, "everywhere", ())]
    return found


def _of_programs() -> Routes:
    """The REST door, which brings its own list of routes."""
    if find_spec("prilavok.doors.api.urls") is None:
        return []
    return [path("api/", include("prilavok.doors.api.urls"))]


urlpatterns: Routes = [
    *_of_programs(),  # first: patterns are tried one after the other, and programs ask most often
    path("", entrance.home, name="home"),
    path("sign-in", entrance.sign_in, name="sign_in"),
    path("sign-out", entrance.sign_out, name="sign_out"),
    path("language", entrance.language, name="language"),
    path("theme", entrance.theme, name="theme"),
    path("docs/problems", problems.problems, name="problems"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    *_of_workplaces(),
]
handler400 = failures.bad_request_page
handler403 = failures.forbidden_page
handler404 = failures.not_found_page
handler500 = failures.broken_page
