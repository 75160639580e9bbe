"""The browser's driver in a test's own thread."""

import contextlib
import os
from collections.abc import Iterator

from django.db import connections
from playwright.sync_api import Playwright, expect, sync_playwright


@contextlib.contextmanager
def driving() -> Iterator[Playwright]:
    """The driver until the end of the block.

    It keeps a loop asleep in this thread, which Django takes for asynchronous code: connections of that time are kept
    apart, and nobody finds them once the loop has ended. They are closed here, or the next test that has a loop would
    get one to a database that is gone.
    """
    expect.set_options(timeout=30_000)  # a storm next door may hold the machine for seconds
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as play:
            try:
                yield play
            finally:
                connections.close_all()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
