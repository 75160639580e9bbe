"""A durable server of one's own, whose database may be killed."""

from collections.abc import Iterator

import pytest
from tests.conftest import _NOWHERE, OwnDatabase, _environment_over, _point_django_at

from prilavok.kit.db.postgres import Cluster


@pytest.fixture
def durable(own_cluster: Cluster) -> Iterator[OwnDatabase]:
    """A durable server of one's own, migrated."""
    from tests.promises.house_at_work import prilavok  # not before Django is set up

    own = OwnDatabase(own_cluster.url, "prilavok", _environment_over(own_cluster.url))
    migrated = prilavok(own, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    _point_django_at(own.url)
    yield own
    _point_django_at(_NOWHERE)
