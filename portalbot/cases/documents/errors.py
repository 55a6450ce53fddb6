"""What is wrong with a file, for people."""


class Unfit(Exception):
    """A file cannot be used, or not faithfully: why, and the cure.

    `rule` and `values`: what the advisor says of it, where it has a rule for that.
    """

    def __init__(self, reason: str, cure: str = "make it anew, or scan it", rule: str = "", **values: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure
        self.rule = rule
        self.values = values
