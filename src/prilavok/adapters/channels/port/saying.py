"""What every channel asks of a message before a word of it goes out."""

from prilavok.adapters.channels.port.channel import Channel
from prilavok.adapters.channels.port.outgoing import NotOffered, Outgoing


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
