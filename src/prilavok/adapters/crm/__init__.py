"""Exports of other customer systems, each translated into plain rows by a folder of its own."""
