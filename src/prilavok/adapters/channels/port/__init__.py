"""The port of a channel: what every messenger translates for us, both ways, in neutral rows.

A channel tells what happened (`incoming`), takes what we have to say (`outgoing`) and states what it lets be said
(`Means`: lengths, windows, who may be written to first). What it can is in its manifest; of the rest it raises
NotOffered. `taking` holds what several providers do alike.
"""

from prilavok.adapters.channels.port.asking import Asks, Standing
from prilavok.adapters.channels.port.channel import (
    FOLDER,
    Channel,
    Plain,
    Posted,
    Vouching,
    channel_names,
    open_channel,
    read_told,
)
from prilavok.adapters.channels.port.incoming import Attached, Chosen, FileKind, Incoming, Kind, State, Unreadable
from prilavok.adapters.channels.port.offered import Offered, offered_channels
from prilavok.adapters.channels.port.outgoing import (
    Button,
    File,
    Health,
    Line,
    Means,
    NotOffered,
    Outgoing,
    Sent,
    Speak,
    Template,
)

__all__ = [
    "FOLDER",
    "Asks",
    "Attached",
    "Button",
    "Channel",
    "Chosen",
    "File",
    "FileKind",
    "Health",
    "Incoming",
    "Kind",
    "Line",
    "Means",
    "NotOffered",
    "Offered",
    "Outgoing",
    "Plain",
    "Posted",
    "Sent",
    "Speak",
    "Standing",
    "State",
    "Template",
    "Unreadable",
    "Vouching",
    "channel_names",
    "offered_channels",
    "open_channel",
    "read_told",
]
