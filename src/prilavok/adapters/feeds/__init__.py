"""Sources of a whole business at once: its places, goods, people and finished sales, read in neutral rows."""
