"""A source of a whole business is loaded: step by step, slice by slice, through the actions that live sales use."""
