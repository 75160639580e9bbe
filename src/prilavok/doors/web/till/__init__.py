"""The till: one screen for a quick sale and for handing over what was ordered."""
