"""What every channel asks of a message before a word of it goes out, and a file as a form carries it."""

import hashlib
from collections.abc import Mapping

from prilavok.adapters.channels.port.channel import Channel
from prilavok.adapters.channels.port.outgoing import File, NotOffered, Outgoing
from prilavok.adapters.channels.port.sms import parts_of_sms


def refuse_unfit(message: Outgoing, channel: Channel) -> None:
    """Raises NotOffered for what the manifest does not declare, ValueError for what `means` says is not taken.

    Who writes asks `means` first, so a ValueError is a bug of ours, and nothing was sent.
    """
    means = channel.means
    wanted = {
        "buttons": any(one.press or not one.url for one in message.buttons),
        "links": any(one.url for one in message.buttons),
        "ask_phone": bool(message.ask_phone),
        "files": bool(message.files),
        "template": message.template is not None,
        "answers": bool(message.answers),
    }
    for capability, asked in wanted.items():
        if asked and capability not in channel.can:
            raise NotOffered(channel.name, capability)
    longest = means.caption if message.files else means.text
    if len(message.text) > longest or not (message.text.strip() or message.files or message.template):
        raise ValueError(f"{channel.name} takes 1 to {longest} characters")
    if means.text_bytes and len(message.text.encode()) > means.text_bytes:
        raise ValueError(f"{channel.name} takes {means.text_bytes} bytes of text at most")
    if means.parts and len(parts_of_sms(message.text)) > means.parts:
        raise ValueError(f"{channel.name} takes {means.parts} parts at most")
    if len(message.buttons) > means.buttons:
        raise ValueError(f"{channel.name} takes {means.buttons} buttons at most")
    for button in message.buttons:
        if not 0 < len(button.text) <= means.button or bool(button.press) == bool(button.url):
            raise ValueError(f"a button of {channel.name} says 1 to {means.button} characters and does one thing")
        if len(button.press.encode()) > means.press:
            raise ValueError(f"a press of {channel.name} carries {means.press} bytes at most")
    for file in message.files:
        if not 0 < len(file.content) <= means.file:
            raise ValueError(f"a file of {channel.name} has {means.file} bytes at most")


def file_form(field: str, file: File, fields: Mapping[str, str] | None = None) -> tuple[str, bytes]:
    """A multipart form (RFC 7578) of some fields and one file: its content type, and its bytes, the same each time.

    Names say nothing that would end their line; the boundary is drawn from the content, so it is not within.
    """
    mark = hashlib.sha256(file.content).hexdigest()[:32]  # stands in no content by chance
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (fields or {}).items()
    ]
    kind = "".join(sign for sign in file.mime if sign.isprintable())
    name = file.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}'
    parts += [f"--{mark}\r\n{head}\r\n\r\n".encode("utf-8", "replace"), file.content, f"\r\n--{mark}--\r\n".encode()]
    return f"multipart/form-data; boundary={mark}", b"".join(parts)
