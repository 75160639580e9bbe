"""What every screen is made of: rights, frame, lists, charts, words in the reader's language, headers, failures."""
