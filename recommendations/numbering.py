"""Which wording is it? Stars stand on the number of a wording, and so every text has a number."""

from recommendations.models import Recommendation
from recommendations.wording import is_rewording


def number_of(recommendation: Recommendation, wording: str, *, declared: bool) -> int:
    """The number that `wording` has or would have in place of the words that stand now.

    Words that stood here before get back the number that they had last. Others keep the number of
    words that they correct by the rule of `wording.py`, and a new one where they correct none, or
    words of several numbers: which stars they deserve is not ours to guess then. A change that is
    `declared` a rewording never keeps the number that it leaves, and corrects nothing.
    """
    here = recommendation.wording_number
    rows = recommendation.history.order_by("-history_id").values_list("wording_number", "wording")
    known = list(dict.fromkeys(rows))
    numbers = {number for number, _ in known}
    for number, text in known:
        if text == wording and not (declared and number == here):
            return int(number)
    if not declared:
        if not is_rewording(recommendation.wording, wording):
            return here
        alike = {number for number, text in known if not is_rewording(text, wording)}
        if len(alike) == 1:
            return int(alike.pop())
    return int(max(numbers)) + 1
