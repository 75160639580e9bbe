"""What the secrets of a connection look like when they are sealed."""

import json
from collections.abc import Mapping

#: the purpose under which they are sealed; another would not open them
PURPOSE = "connection"
#: the provider that is ourselves: SMS and mail that are read on a page of the sandbox and go no further
OUTBOX = "outbox"


def packed(secrets: Mapping[str, str]) -> bytes:
    """The secrets as bytes to be sealed, in one order."""
    return json.dumps(dict(sorted(secrets.items())), ensure_ascii=False).encode()


def unpacked(plain: bytes) -> dict[str, str]:
    """The secrets by name."""
    return {str(name): str(value) for name, value in json.loads(plain).items()}
