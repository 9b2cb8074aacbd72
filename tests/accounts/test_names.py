"""Names: one person, one name, however it is spelled."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.names import LIMIT, canonical, plain

SPELLINGS = ["Rosalind", "ROSALIND", " rosalind ", "ｒｏｓａｌｉｎｄ", "rоsalind", "ｒοsalind"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_names_that_look_or_sound_alike_are_the_same(spelling: str) -> None:
    assert canonical(spelling) == canonical("rosalind")


@pytest.mark.parametrize(("one", "other"), [("ana", "anna"), ("жанна", "занна"), ("a.b", "ab")])
def test_names_that_differ_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("upper", ["ΝΊΚΟΣ", "ЖАННА", "STRASSE", "İZMIR", "ǅEMAL"])
def test_capitals_make_no_other_name(upper: str) -> None:
    assert canonical(upper.lower()) == canonical(upper)


@pytest.mark.parametrize("letter", ["ß", "ΐ", "ŉ", "ﬃ", "ﷺ", "ᾷ"])
def test_the_longest_name_fits_where_its_canonical_form_is_kept(letter: str) -> None:
    name = plain(letter * LIMIT)[:LIMIT]
    kept = User._meta.get_field("name_key").max_length
    assert len(canonical(name)) <= kept
    assert canonical(canonical(name)) == canonical(name)


@pytest.mark.parametrize(
    "name", ["-a", "a-", "a b", "a/b", "<b>", "a@b", "a\n", "a" * 41, "a\u200db", "a\x00b"]
)
def test_a_name_that_would_break_an_address_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        User._meta.get_field("username").run_validators(name)


@pytest.mark.parametrize("name", ["a", "日本", "o.brien", "jean-luc", "x_1", "Жанна", "a" * 40])
def test_a_plain_name_of_any_script_is_allowed(name: str) -> None:
    User._meta.get_field("username").run_validators(name)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_somebody_is_found_by_any_spelling(spelling: str, db: None) -> None:
    person = User.objects.create_user("rosalind")
    assert User.objects.get_by_natural_key(spelling) == person
    assert User.objects.is_taken(spelling)
    assert not User.objects.is_taken(spelling, besides=person.pk)
