"""What only the long form of a run tries: `./test --long`."""

import os

import pytest

only_long = pytest.mark.skipif(not os.environ.get("PRILAVOK_LONG"), reason="of the long form: ./test --long")
