"""What an office's opinion is about: read from the profile's words for it. No Playwright in this module."""

from collections.abc import Mapping

from pages.terms import Rejection


def rejection_of(rejections: Mapping[Rejection, tuple[str, ...]], opinion: str) -> Rejection:
    """Return what a rejection is about, by the words of the opinion.

    What speaks of the SMS check is about that, whatever else it says: nobody has looked at the application yet.
    Otherwise the longest wording that is found decides, since it says most: 「网站状态不符合要求」 is about the site,
    though 不符 alone would be about what was filled in. Nothing found, or two things at the same length: `OTHER`, for a
    person.
    """
    said = "".join(opinion.split())
    longest = {
        about: max(len(word) for word in found)
        for about, words in rejections.items()
        if (found := [word for word in words if word in said])
    }
    if Rejection.VERIFICATION in longest:
        return Rejection.VERIFICATION
    best = [about for about, length in longest.items() if length == max(longest.values())]
    return best[0] if len(best) == 1 else Rejection.OTHER
