"""How sure an application is, weighed from all witnesses of its click."""

import pytest

from portalbot.rules.settle import Do, Sureness, Verdict, weigh

LISTED = Verdict(Do.ADOPT, "it is in the list")
NOTHING_YET = Verdict(Do.STAY, "the list may lag")
NOTHING = Verdict(Do.RELEASE, "nothing came of it")
AMISS = Verdict(Do.PERSON, "a serial was shown, and nothing is there")
TWO = Verdict(Do.PERSON, "two applications", contradicted=True)


@pytest.mark.parametrize(
    ("verdict", "serial", "said", "statuses", "sure"),
    [
        pytest.param(LISTED, "1", True, [200], Sureness.CONFIRMED, id="everything agrees"),
        pytest.param(LISTED, None, False, [500], Sureness.CONFIRMED, id="a 500, but it is in the list"),
        pytest.param(LISTED, None, False, [0], Sureness.CONFIRMED, id="no answer, but it is in the list"),
        pytest.param(NOTHING_YET, "1", True, [200], Sureness.LIKELY, id="success seen, the list lags"),
        pytest.param(NOTHING_YET, "1", True, [500], Sureness.CONTRADICTED, id="success on the page after a 500"),
        pytest.param(NOTHING_YET, None, True, [0], Sureness.CONTRADICTED, id="success on the page without an answer"),
        pytest.param(NOTHING_YET, "1", True, [], Sureness.UNKNOWN, id="success on the page, no request seen"),
        pytest.param(AMISS, "1", True, [200], Sureness.CONTRADICTED, id="a serial that never came in"),
        pytest.param(TWO, "1", True, [200], Sureness.CONTRADICTED, id="two applications stand"),
        pytest.param(TWO, None, False, [], Sureness.CONTRADICTED, id="two applications stand, and nothing was said"),
        pytest.param(NOTHING, None, False, [500], Sureness.UNKNOWN, id="an error, and nothing there"),
        pytest.param(NOTHING_YET, "1", True, [302, 399], Sureness.LIKELY, id="success seen after a redirect"),
        pytest.param(NOTHING_YET, "1", True, [400], Sureness.CONTRADICTED, id="success on the page after a 400"),
        pytest.param(NOTHING_YET, "1", True, [200, 199], Sureness.CONTRADICTED, id="one of two answers was none"),
    ],
)
def test_the_look_decides_and_the_rest_must_agree(
    verdict: Verdict, serial: str | None, said: bool, statuses: list[int], sure: Sureness
) -> None:
    assert weigh(verdict, serial=serial, said_accepted=said, statuses=statuses) is sure
