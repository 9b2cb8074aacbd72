"""What one update gave the same thing one after the other can be hidden each alone."""

from typing import Any

from recommendations.arranging import add, add_area, rename_area, reword
from recommendations.models import Area, Recommendation
from recommendations.starring import explain, give
from updates.blanking import hide_words, show_words
from updates.pieces import pieces
from wiki.changesets import recording
from wiki.hideable import BLANK
from wiki.models import Page
from wiki.writing import revise_page


def test_each_wording_of_one_update_is_offered(
    make_page: Any, author: Any, member: Any, moderator: Any
) -> None:
    page = make_page("Keys")
    with recording(page, author=author) as recorded:
        area = add_area(page, "First heading", author=author)
        rename_area(area, "Second heading", author=author)
        item = add(area, "Lay the keys on the table", author=author)
        for wording in ("Bury the keys", "Count each lock", "Bury the keys", "Oil the doors"):
            reword(item, wording, author=author)
        for title in ("First title", "Second title", "Keys"):
            revise_page(page, author=author, title=title)
    with recording(page, author=member) as starred:
        give(item, person=member, reason="First reason")
        explain(item, person=member, reason="Second reason")
    update = recorded.made
    assert update
    assert starred.made
    found = pieces(update)
    assert len({one.key for one in found}) == len(found)
    assert {one.words: one.stands for one in found} == {
        **{"First title": False, "Second title": False, "Keys": True},
        **{"First heading": False, "Second heading": True},
        **{"Lay the keys on the table": False, "Bury the keys": False, "Count each lock": False},
        "Oil the doors": True,
    }
    assert [one.words for one in pieces(starred.made)] == ["First reason", "Second reason"]
    gone = [one.key for one in found if one.words in ("First heading", "Bury the keys")]
    kept = item.history.filter(wording="Bury the keys").count()
    hide_words(update, gone, by=moderator, reason="It told where the keys lie")
    assert {one.words for one in found} - {one.words for one in pieces(update)} == {
        "First heading",
        "Bury the keys",
    }
    assert item.history.filter(wording=BLANK).count() == kept
    assert Recommendation.objects.get(pk=item.pk).wording == "Oil the doors"
    assert Area.objects.get(pk=area.pk).title == "Second heading"
    show_words(update, by=moderator)
    assert pieces(update) == found
    assert Page.objects.get(pk=page.pk).title == "Keys"
