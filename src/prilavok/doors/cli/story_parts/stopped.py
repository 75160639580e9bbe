"""Why the narrated run ended before its end."""


class StoryStopped(Exception):
    """A step did not happen. key: the sentence that says so, in the story's words; told: what stands in it."""

    def __init__(self, key: str, **told: object) -> None:
        super().__init__(key, told)
        self.key, self.told = key, told
