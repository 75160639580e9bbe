"""REST v1: one file per noun; the OpenAPI document falls out of the types, and v1 only grows."""
