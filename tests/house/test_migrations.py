"""The migrations end where the models stand: nothing is in a model that no migration made, and the reverse."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


def test_the_migrations_make_the_models_as_they_are() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}, "one line of migrations"
    with override(None):  # Django's own words stand in a migration as it wrote them, in no language
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            graph=loader.graph
        )
    said = {
        label: [operation.describe() for one in made for operation in one.operations] for label, made in changes.items()
    }
    assert said.get("prilavok", []) == []
