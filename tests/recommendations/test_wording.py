"""When stars stay with the words: what is a spelling fix, and what is a rewording."""

import pytest

from recommendations.wording import is_rewording

SAME = [
    ("Keep a bed free", "Keep a bed free."),
    ("Keep a bed free", "keep a Bed free"),
    ("Keep a bed free", "  Keep  a bed\tfree "),
    ("Keep a bed free", "Keep a bed\u00a0free"),
    ("Keep a bed free", "Keep, a bed: free!"),
    ("Keep a bed free", "“Keep a bed free”"),
    ("Don't forget", "Don’t forget"),
    ("Don't forget", "Dont forget"),
    ("Don't forget", "Don´t forget"),
    ("Don't forget", "Don＇t forget"),
    ("The clinician's contract", "The clinicians contract"),
    ("face-to-face talks", "face to face talks"),
    ("face-to-face talks", "face‑to‑face talks"),  # hyphens that do not break
    ("Pilots – small ones", "Pilots, small ones"),
    ("Incentivise / influence", "Incentivise/influence"),
    ("Ask the café", "Ask the cafe\u0301"),  # one form of é, and two characters
    ("ﬁnd an oﬃce", "find an office"),
    ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
    ("STRASSE", "Straße"),
    ("Co\u00adoperate", "Cooperate"),  # a soft hyphen is not seen
    ("Keep\u200b a bed free\ufeff", "Keep a bed free"),
    ("Done \u2714\ufe0f", "Done"),
    ("Get ready…", "Get ready..."),
    ("CO₂ down", "CO2 down"),
    ("Wait 5 minutes (at most)", "Wait 5 minutes, at most"),
    ("Start at 9:30", "Start at 9.30"),
    ("A – 5 beds", "A – 5 beds."),
    ("", " … "),
    ("Recognise it", "Recognize it"),
    ("Recieve the letter", "Receive the letter"),
]
OTHER = [
    ("Do not wait", "Do now wait"),
    ("Do it now", "Do it not"),
    ("Do wait", "Do not wait"),
    ("Find causal links", "Find casual links"),
    ("Train 10 people", "Train 100 people"),
    ("Train 10 people", "Train 1.0 people"),
    ("Take 1.5 mg", "Take 15 mg"),
    ("Take .5 mg", "Take 5 mg"),
    ("Take 1,5 mg", "Take 15 mg"),
    ("10 100", "10100"),
    ("Nurses and doctors", "Nurses or doctors"),
    ("Teams must meet", "Teams should meet"),
    ("Teams should meet", "Teams may meet"),
    ("Men lead women", "Women lead men"),
    ("Keep a bed free", "Keep a bed"),
    ("Keep a bed free", "Keep a red bed free"),
    ("Keep the bed free", "Keep the beds free"),
    ("Men lead, women follow", "Women follow, men lead"),  # clauses in another order
    ("Pay only nurses", "Only pay nurses"),
    ("Train 4 people", "Train four people"),
    ("Ask the café", "Ask the cafe"),
    ("Answer in < 5 minutes", "Answer in > 5 minutes"),
    ("Cut it by 10%", "Cut it by 10"),
    ("Pay £10", "Pay €10"),
    ("Keep it below -5", "Keep it below 5"),
    ("10² beds", "102 beds"),
    ("½ a day", "12 a day"),
    ("दिन", "दीन"),  # day, and poor: only a sign on the letter differs
    ("ที่", "ทำ"),
    ("nowhere", "now here"),
    ("Ban it", "Bаn it"),  # a Cyrillic letter: not what was starred, whatever it looks like
    ("Something", ""),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_a_spelling_fix_carries_the_stars(before: str, after: str) -> None:
    assert not is_rewording(before, after)
    assert not is_rewording(after, before)


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_other_words_leave_the_stars_behind(before: str, after: str) -> None:
    assert is_rewording(before, after)
    assert is_rewording(after, before)
