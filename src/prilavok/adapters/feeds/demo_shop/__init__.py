"""A small made-up Kazakhstan shop in three languages, for trying things by hand; nothing in it is real."""
