"""How a request waits: packed, since most of a batch says again what its first event said.

Zstandard, RFC 8878; its fastest usual level packs a batch of a hundred in less time than the database takes to write a
tenth of it down, and no JSON begins like one of its frames.
"""

from collections.abc import Sequence

import zstandard

_LEVEL = 1
_WORTH = 4_096  # bytes; what is smaller fits its page of the database as it is
_MAGIC = zstandard.FRAME_HEADER


def packed(bodies: Sequence[bytes]) -> list[bytes]:
    """Each as it is kept, in their order."""
    pack = zstandard.ZstdCompressor(level=_LEVEL).compress if any(len(one) >= _WORTH for one in bodies) else None
    return [pack(one) if pack and len(one) >= _WORTH else one for one in bodies]


def unpacked(kept: Sequence[bytes]) -> list[bytes]:
    """Each as it came; what waits since before requests were packed is given as it lies."""
    unpack = zstandard.ZstdDecompressor().decompress
    return [unpack(one) if one.startswith(_MAGIC) else one for one in kept]
