"""Sessions read by one statement: what Django wrote is read as Django reads it; ended and unknown ones are nobody's."""

from datetime import timedelta

import pytest


@pytest.mark.usefixtures("rolled_back")
def test_a_session_is_read_as_django_reads_it() -> None:
    from django.contrib.sessions.backends.db import SessionStore as Djangos
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from prilavok.kit.sessions import SessionStore

    one, other = SessionStore(), SessionStore()
    one["who"], other["who"] = "first", "second"
    one.create()
    other.create()
    one["who"] = "first"
    one.save()
    other["who"] = "second"
    other.save()
    with CaptureQueriesContext(connection) as asked:
        assert SessionStore(one.session_key)["who"] == "first"
    assert len(asked) == 1
    assert SessionStore(other.session_key)["who"] == "second"
    assert dict(Djangos(one.session_key).items()) == dict(SessionStore(one.session_key).items())

    Session.objects.filter(session_key=one.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    ended, unknown = SessionStore(one.session_key), SessionStore("0" * 32)
    for nobodys in (ended, unknown):
        assert "who" not in nobodys
        assert nobodys.session_key is None
