"""What the narrated run is made of: its words, those who act in it, what it reads beforehand, and its steps."""
