"""The one table of what follows an event. A job follows a live event only, unless its line says `also_for`."""

from prilavok.kit.events.relay import Reactions

# verb: the jobs that follow it. Every verb is a line of docs/words.md, every job is declared beside its flow.
REACTIONS: Reactions = {}
