"""Files that a bot sends: what comes with the request, and the fields of the message that shows them.

Source: core.telegram.org/bots/api, sendPhoto, sendDocument, PhotoSize, Document. Files that Telegram has already, or is
to fetch itself, the sandbox does not take.
"""

from prilavok.sandboxes.telegram.markup import Refusal, bad
from prilavok.sandboxes.telegram.memory import Bot, Json
from prilavok.sandboxes.web import Upload

#: the fields of a request that carry a file
FIELDS = {"photo", "document"}
_LONGEST_CAPTION, _LARGEST_PHOTO = 1024, 10_000_000
#: how a picture begins that is shown: JPEG, PNG, GIF, WebP
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")


def sent_file(asked: Json, field: str) -> Upload:
    """The file of a multipart body. Raises Refusal."""
    upload = asked.get(field)
    if not isinstance(upload, Upload):
        raise bad(f"there is no {field} in the request")
    if not upload.content:
        raise bad("file must be non-empty")
    if field == "photo" and len(upload.content) > _LARGEST_PHOTO:
        raise Refusal(413, "Request Entity Too Large")
    if field == "photo" and not upload.content.startswith(_PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")
    return upload


def file_fields(bot: Bot, upload: Upload, field: str, caption: str) -> Json:
    """What a message says of a file, which is stored. Raises Refusal."""
    if len(caption) > _LONGEST_CAPTION:
        raise bad("message caption is too long")
    stored = bot.store(upload.name, upload.kind, upload.content)
    file: Json = {"file_id": stored.id, "file_unique_id": stored.id[:16], "file_size": len(stored.content)}
    told: object = file | {"file_name": stored.name, "mime_type": stored.kind}
    if field == "photo":
        told = [file | {"width": 320, "height": 320}]  # the sandbox measures no pictures
    return {field: told} | ({"caption": caption} if caption else {})
