"""The leak gate: what every artefact, log line and message goes through before it is kept or sent.

Two kinds of things are replaced: secrets that are known (passwords and addresses of the settings), in whatever
spelling they stand (`spellings.py`), and values that stand where secrets stand (headers, cookies, fields called
password), known or not (`places.py`). The result is looked through again; one hit left, and it is not kept.

What the gate cannot see: the pixels of pictures and the compressed text of PDFs (pictures are masked when they are
taken, PDFs are printed from text that has passed the gate), and, outside the places of secrets, those that cannot be
told apart from other text (`vocabulary.py`): replacing `123` or `status` everywhere would ruin every text and tell by
its absence what it was.
"""

from portalbot.evidence.scrub.gate import Gate, Hit
from portalbot.evidence.scrub.leak import Leak
from portalbot.evidence.scrub.vocabulary import about_unguarded, can_be_guarded
from portalbot.evidence.scrub.words import mask_personal

__all__ = ["Gate", "Hit", "Leak", "about_unguarded", "can_be_guarded", "mask_personal"]
