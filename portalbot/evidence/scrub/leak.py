"""What cannot be kept. A room of its own, since every part of the gate may say so."""


class Leak(Exception):
    """An artefact cannot be kept: says which, and what kind of thing would leak, never the thing."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} is not kept: {why}")
        self.name = name
        self.why = why
