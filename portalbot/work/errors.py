"""What a function of this room raises where it does not do what was asked: for people, as a value."""


class NotDone(Exception):
    """What was asked is not done, and nothing was changed for it.

    `place`: the option, case, account or file that it is about; `reason` and `cure` in words; `attention`: somebody has
    to see to the case, else the question was wrong. As a text: all of it in one line.
    """

    def __init__(self, reason: str, cure: str = "", *, place: str = "", attention: bool = False) -> None:
        self.reason = reason
        self.cure = cure
        self.place = place
        self.attention = attention
        said = f"{place}: {reason}" if place else reason
        super().__init__(said + (f"{' ' if said.endswith('.') else '; '}{cure}" if cure else ""))


def signed(by: str, why: str) -> tuple[str, str]:
    """Return a person's name and reason, without blanks around. Raises NotDone where either is missing."""
    if not by.strip() or not why.strip():
        raise NotDone("give --by and --why")
    return by.strip(), why.strip()
