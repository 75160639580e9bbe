"""Files on their way: what is uploaded, taken from an address of this machine, and given out again."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from prilavok.sandboxes.messenger.memory import MOST_FILES, Account, Json
from prilavok.sandboxes.messenger.payloads import MEDIA
from prilavok.sandboxes.messenger.refusal import Refusal, unfit
from prilavok.sandboxes.web import Upload, is_own

_WITHIN = 10.0
LARGEST = {"image": 8 * 1024 * 1024}
LARGEST_OTHER = 25 * 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """A file that is given out at an address of its own. type: image, audio, video or file."""

    id: str
    name: str
    type: str
    mime: str
    content: bytes


class Files:
    """The newest files; a restart forgets them, as the addresses that Meta gives out end."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._kept: dict[str, Stored] = {}

    def keep(self, name: str, kind: str, mime: str, content: bytes) -> Stored:
        """Keep it. Raises Refusal where there is nothing of it, or too much."""
        if not content:
            raise unfit("Upload attachment failure.", 2018047)
        if len(content) > LARGEST.get(kind, LARGEST_OTHER):
            raise unfit("Attachment size exceeds allowable limit", 2018109)
        made = Stored(secrets.token_urlsafe(12), name[:200] or "file", kind, mime[:100], content)
        self._kept[made.id] = made
        for old in list(self._kept)[:-MOST_FILES]:
            del self._kept[old]
        return made

    def find(self, identity: str) -> Stored | None:
        return self._kept.get(identity)

    def address(self, stored: Stored) -> str:
        """Where it is given out to whoever knows the address, as Meta's own is."""
        return f"{self._home}/cdn/{stored.id}/{quote(stored.name)}"

    async def take(self, account: Account, attachment: Mapping[str, object], upload: Upload | None) -> Json:
        """What an attachment of the Send API shows: its type and address, and the id it may be sent by again.

        Raises Refusal.
        """
        kind, payload = attachment.get("type"), attachment.get("payload", {})
        if not isinstance(kind, str) or kind not in MEDIA or not isinstance(payload, dict):
            raise unfit("param message[attachment][type] must be one of {audio, file, image, template, video}.")
        if "attachment_id" in payload:
            known = account.attachments.get(str(payload["attachment_id"]))
            if known is None or known["type"] != kind:
                raise unfit("Invalid attachment_id")
            return dict(known)
        stored = self._uploaded(kind, upload) if upload is not None else await self._fetched(kind, payload.get("url"))
        made: Json = {"type": kind, "payload": {"url": self.address(stored)}}
        if payload.get("is_reusable") in (True, "true"):
            made["attachment_id"] = str(10**15 + secrets.randbelow(10**15))
            account.attachments[made["attachment_id"]] = dict(made)
            for old in list(account.attachments)[:-MOST_FILES]:
                del account.attachments[old]
        return made

    def _uploaded(self, kind: str, upload: Upload) -> Stored:
        return self.keep(upload.name, kind, upload.kind, upload.content)

    async def _fetched(self, kind: str, url: object) -> Stored:
        """Meta fetches any address; this sandbox those of its own machine."""
        failed = unfit("Failed to fetch the file from the url", 2018008)
        if not isinstance(url, str) or not url:
            raise unfit("The parameter message[attachment][payload][url] is required.")
        if not url.startswith(("http://", "https://")) or not is_own(url):
            raise failed
        try:
            async with httpx.AsyncClient(timeout=_WITHIN, trust_env=False) as client:
                answer = await client.get(url)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            raise failed from None
        if not answer.is_success:
            raise failed
        name = answer.url.path.rpartition("/")[2]
        return self.keep(name, kind, answer.headers.get("content-type", ""), answer.content)


def uploaded(fields: Mapping[str, object]) -> Upload | None:
    """The file of a multipart call. Raises Refusal."""
    found = [one for one in fields.values() if isinstance(one, Upload)]
    if len(found) > 1:
        raise Refusal(100, "(#100) Only one file may be uploaded at a time.")
    return found[0] if found else None
