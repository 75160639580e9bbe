"""Floor 3: reads and computes across domains, never writes."""
