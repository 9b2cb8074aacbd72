"""What has its wording or heading hidden comes back to its page in words that may be read."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from recommendations import drafting, saving
from recommendations.arranging import (
    WordingHidden,
    add,
    add_area,
    bring_back,
    remove,
    remove_area,
    rename_area,
    reword,
)
from recommendations.detailing import Details, set_details
from recommendations.models import Recommendation
from tests.wiki.test_deleting import words
from updates.blanking import hide_words, show_words
from updates.parts import restore_parts
from updates.pieces import pieces
from updates.recommending import Meets, accept_changes, suggest_changes
from updates.restoring import restore
from updates.undoing import undo
from wiki.hideable import BLANK
from wiki.models import Changeset

FIRST, HIDDEN, OTHER = "Label the keys", "Bury the quillwort key", "Count the keys twice"
WHY = "It told where a key lies"


def hide_all(page: Any, telling: str, by: Any) -> None:
    for update in Changeset.objects.filter(page=page):
        keys = [one.key for one in pieces(update) if telling in one.words]
        hide_words(update, keys, by=by, reason=WHY)


@pytest.fixture
def gone(make_page: Any, author: Any, moderator: Any) -> SimpleNamespace:
    """A recommendation that was reworded, and removed by update 5; its last wording is hidden."""
    page = make_page("Keys", body="Nights are long.")
    area = add_area(page, "Doors", author=author)
    item = add(area, FIRST, author=author)
    reword(item, HIDDEN, author=author)
    remove(item, author=author)
    hide_all(page, "quillwort", moderator)
    return SimpleNamespace(page=page, area=area, item=Recommendation.objects.get(pk=item.pk))


def test_it_is_brought_back_in_other_words_alone(
    gone: SimpleNamespace, author: Any, moderator: Any
) -> None:
    for wording in ("", " ", BLANK):
        with pytest.raises(WordingHidden):
            bring_back(gone.item, author=author, wording=wording)
    gone.item.refresh_from_db()
    assert gone.item.is_removed
    number = gone.item.wording_number
    assert bring_back(gone.item, author=author, wording=OTHER)
    gone.item.refresh_from_db()
    assert (gone.item.wording, gone.item.is_removed) == (OTHER, False)
    assert gone.item.wording_number > number, "the stars of what is hidden do not come with it"
    update = Changeset.objects.filter(page=gone.page).first()
    assert update
    assert (update.words_added, update.words_removed) == (4, 0)
    for one in Changeset.objects.filter(page=gone.page):
        show_words(one, by=moderator)
    assert Recommendation.objects.get(pk=gone.item.pk).wording == OTHER
    assert gone.item.history.filter(wording=HIDDEN).exists()


def test_its_own_form_asks_for_words(
    gone: SimpleNamespace, client: Client, author: Any, signed_in: Any
) -> None:
    signed_in(client, author)
    where = f"/recommendations/{gone.item.pk}/edit/"
    assert f'href="{where}"' in client.get(gone.item.get_absolute_url()).content.decode()
    asked = client.get(where)
    assert "its wording was hidden by a moderator" in words(asked)
    assert asked.context["form"]["wording"].value() == ""
    said = f"The wording of {gone.item.ref} was hidden by a moderator. Write one that may be read"
    for form in ({"note": "It helps"}, {"note": "It helps", "wording": " "}):
        refused = client.post(where, {**form, "do": "restore"})
        assert refused.status_code == 422
        assert said in words(refused)
        assert "Wording (optional)" not in words(refused)
        assert "It helps" in refused.content.decode()
    long = client.post(where, {"wording": "key " * 200, "do": "restore"})
    assert long.status_code == 422
    assert said not in words(long)
    assert "at most 500 characters" in words(long)
    sent = {"wording": OTHER, "note": "It helps", "do": "restore"}
    assert client.post(where, sent).status_code == 302
    gone.item.refresh_from_db()
    assert (gone.item.wording, gone.item.is_removed) == (OTHER, False)


def test_going_back_takes_the_words_of_then(
    gone: SimpleNamespace, author: Any, moderator: Any
) -> None:
    page, number = gone.page, f"r{gone.item.pk}"
    then = page.changesets.get(number=3)

    def stands() -> bool:
        gone.item.refresh_from_db()
        return (gone.item.wording, gone.item.is_removed) == (FIRST, False)

    restore(page, then, author=author)
    assert stands()
    reword(gone.item, HIDDEN, author=author)
    remove(gone.item, author=author)
    hide_all(page, "quillwort", moderator)
    restore_parts(page, then, [number], author=author, note="")
    assert stands()


def test_undoing_its_removal_takes_the_words_of_then(
    make_page: Any, author: Any, moderator: Any
) -> None:
    page = make_page("Keys", body="Nights are long.")
    item = add(add_area(page, "Doors", author=author), FIRST, author=author)
    remove(item, author=author)
    reword(item, HIDDEN, author=author)
    hide_all(page, "quillwort", moderator)
    undo(page, page.changesets.get(number=4), author=author)
    item.refresh_from_db()
    assert (item.wording, item.is_removed) == (FIRST, False)


def test_a_plan_that_was_hidden_does_not_come_back(
    gone: SimpleNamespace, author: Any, moderator: Any
) -> None:
    bring_back(gone.item, author=author, wording=OTHER)
    told = Details(doer="Quillwort Ann", deed="Count")
    set_details(gone.item, told, author=author)
    remove(gone.item, author=author)
    hide_all(gone.page, "Quillwort Ann", moderator)
    bring_back(gone.item, author=author)
    assert Details.of(Recommendation.objects.get(pk=gone.item.pk)) == Details(deed="Count")


def test_the_editor_of_all_brings_it_back_in_the_words_typed(
    gone: SimpleNamespace, author: Any
) -> None:
    key, area = str(gone.item.pk), str(gone.area.pk)
    form = {f"w-{key}": OTHER, f"in-{key}": area, f"at-{key}": "1", "base": "5"}
    saving.save(drafting.from_form(gone.page, form, [key], [area]), author=author)
    gone.item.refresh_from_db()
    assert (gone.item.wording, gone.item.is_removed) == (OTHER, False)
    draft = drafting.from_form(gone.page, {**form, f"w-{key}": BLANK, "base": "7"}, [key], [area])
    draft.check()
    assert not draft.is_valid()


def test_a_suggestion_whose_words_were_hidden_cannot_be_accepted(
    gone: SimpleNamespace, author: Any, member: Any, moderator: Any
) -> None:
    key, area = str(gone.item.pk), str(gone.area.pk)
    reword(gone.item, HIDDEN, author=author)
    remove(gone.item, author=author)
    gone.item.refresh_from_db()
    form = {f"w-{key}": f"{HIDDEN} now", f"in-{key}": area, f"at-{key}": "1", "base": "8"}
    form |= {"w-n1": HIDDEN, "in-n1": area, "at-n1": "1"}
    draft = drafting.from_form(gone.page, form, [key, "n1"], [area])
    made = suggest_changes(draft, author=member)
    hide_all(gone.page, "quillwort", moderator)
    made.refresh_from_db()
    assert BLANK in [change.get("text") for change in made.changes]
    with pytest.raises(Meets):
        accept_changes(made, by=author, against=9)
    assert not Recommendation.objects.standing().filter(wording=BLANK).exists()


def test_an_area_comes_back_without_the_heading_that_is_hidden(
    make_page: Any, author: Any, moderator: Any
) -> None:
    page = make_page("Keys", body="Nights are long.")
    area = add_area(page, "Doors", author=author)
    item = add(area, FIRST, author=author)
    rename_area(area, "Quillwort", author=author)
    remove_area(area, author=author)
    hide_all(page, "Quillwort", moderator)
    item.refresh_from_db()
    bring_back(item, author=author)
    area.refresh_from_db()
    assert (area.title, area.is_removed) == ("", False)
    rename_area(area, "Quillwort", author=author)
    remove_area(area, author=author)
    gone = page.changesets.first()
    hide_all(page, "Quillwort", moderator)
    undo(page, gone, author=author)
    area.refresh_from_db()
    assert (area.title, area.is_removed) == ("", False)
