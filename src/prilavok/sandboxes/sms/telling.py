"""What SMSC tells the house unasked: the words and their digest, as the address in the cabinet asks for them."""

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from prilavok.sandboxes.posting import Post

_DIGESTS: Mapping[str, Callable[[bytes], str]] = {
    "md5": lambda text: hashlib.md5(text).hexdigest(),
    "sha1": lambda text: hashlib.sha1(text).hexdigest(),
    "crc32": lambda text: str(zlib.crc32(text)),
}
#: what the address says to SMSC itself
_TO_SMSC = {*_DIGESTS, "fmt", "charset"}
#: what is signed of a message that ended, and of an answer
STATUS, ANSWER = ("id", "phone", "status"), ("phone", "mes", "to")


def post_of(hook: str, told: Mapping[str, Any], signed: tuple[str, ...]) -> Post:
    """The words on their way, kept in order for each phone."""
    parts = urlsplit(hook)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    charset = asked.get("charset", "")
    charset = charset if charset in {"utf-8", "koi8-r"} else "windows-1251"
    words = dict(told)
    for name, digest in _DIGESTS.items():
        if name in asked:
            text = ":".join([*(str(told[field]) for field in signed), asked[name]])
            words[name] = digest(text.encode(charset, "replace"))
    rest = urlencode({name: value for name, value in asked.items() if name not in _TO_SMSC})
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, rest, ""))
    if asked.get("fmt") == "3":
        kind, body = "application/json", json.dumps(words, ensure_ascii=False).encode(charset, "replace")
    else:
        kind, body = "application/x-www-form-urlencoded", urlencode(words, encoding=charset, errors="replace").encode()
    return Post(str(told["phone"]), url, body, {"content-type": f"{kind}; charset={charset}"})
