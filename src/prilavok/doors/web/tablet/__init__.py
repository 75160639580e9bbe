"""The tablet of the floor: what waits at the store, picking, what lies ready, tasks."""
