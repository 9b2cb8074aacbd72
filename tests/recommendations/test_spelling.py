"""Which two words are one word: variants and slips of the keyboard are, other words never."""

import pytest

from recommendations.spelling import is_same_word
from recommendations.wording import is_rewording

VARIANTS = [
    *(("organise", "organize"), ("organisation", "organization"), ("recognise", "recognize")),
    *(("prioritise", "prioritize"), ("behaviour", "behavior"), ("colour", "color")),
    *(("favourite", "favorite"), ("neighbours", "neighbors"), ("labour", "labor")),
    *(("centre", "center"), ("centred", "centered"), ("metre", "meter"), ("fibre", "fiber")),
    *(("theatre", "theater"), ("travelled", "traveled"), ("labelling", "labeling")),
    *(("modelled", "modeled"), ("counsellor", "counselor"), ("cancelled", "canceled")),
    *(("analyse", "analyze"), ("analysing", "analyzing"), ("defence", "defense")),
    *(("offence", "offense"), ("licence", "license"), ("practise", "practice")),
    *(("catalogue", "catalog"), ("dialogue", "dialog"), ("paediatric", "pediatric")),
    *(("anaesthetic", "anesthetic"), ("anaemia", "anemia"), ("haemoglobin", "hemoglobin")),
    *(("gynaecology", "gynecology"), ("ageing", "aging"), ("judgement", "judgment")),
    *(("grey", "gray"), ("programme", "program"), ("fulfil", "fulfill"), ("enrol", "enroll")),
    *(("enrolment", "enrollment"), ("skilful", "skillful")),
]
SLIPS = [
    *(("recieve", "receive"), ("seperate", "separate"), ("definately", "definitely")),
    *(("accomodate", "accommodate"), ("occured", "occurred"), ("goverment", "government")),
    *(("enviroment", "environment"), ("untill", "until"), ("thier", "their")),
    *(("beleive", "believe"), ("clinicains", "clinicians"), ("recomend", "recommend")),
    *(("managment", "management"), ("sleping", "sleeping"), ("tomorow", "tomorrow")),
    *(("neccessary", "necessary"), ("pateints", "patients"), ("informaton", "information")),
]
OTHER_WORDS = [
    *(("causal", "casual"), ("not", "now"), ("nurse", "nurses"), ("nurse", "nursed")),
    *(("four", "for"), ("hour", "our"), ("your", "you"), ("must", "most"), ("must", "just")),
    *(("should", "shoulder"), ("may", "my"), ("advice", "advise"), ("affect", "effect")),
    *(("patient", "patience"), ("form", "from"), ("trial", "trail"), ("quite", "quiet")),
    *(("expand", "expend"), ("prise", "prize"), ("unable", "enable"), ("ward", "word")),
    *(("principle", "principal"), ("personnel", "personal"), ("angle", "angel")),
    *(("diary", "dairy"), ("united", "untied"), ("filling", "filing"), ("polling", "poling")),
    *(("hoping", "hopping"), ("prehab", "rehab"), ("until", "unit"), ("without", "within")),
    *(("manager", "manger"), ("assess", "access"), ("ensure", "insure"), ("adopt", "adapt")),
    *(("complement", "compliment"), ("device", "devise"), ("loose", "lose"), ("and", "or")),
    *(
        ("telecare", "telecast"),
        ("tommorow", "tomorrow"),
        ("nto", "not"),
        ("wtih", "with"),
        ("cannot", "cannto"),
    ),
    *(("shoud", "should"), ("wihtout", "without"), ("datix", "datixs"), ("abcdefg", "abcdegf")),
]


@pytest.mark.parametrize(("one", "other"), VARIANTS + SLIPS)
def test_a_word_spelled_differently_is_the_same_word(one: str, other: str) -> None:
    assert is_same_word(one, other)
    assert is_same_word(other, one)
    assert not is_rewording(f"Ask about {one} first", f"Ask about {other.capitalize()} first.")


@pytest.mark.parametrize(("one", "other"), OTHER_WORDS)
def test_another_word_is_another_word_however_near(one: str, other: str) -> None:
    assert not is_same_word(one, other)
    assert not is_same_word(other, one)
    assert is_rewording(f"Ask about {one} first", f"Ask about {other} first")
