"""Lists that people bring from other systems: kept, mapped, checked without a trace, taken in by the slice."""
