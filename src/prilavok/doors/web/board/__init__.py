"""The board: the owner's indicators, what changed and why, each number open to its definition and its rows."""
