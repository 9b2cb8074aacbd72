"""An update: one person's one numbered change of one page, complete or not there at all."""

from typing import Any

import pytest

from recommendations.arranging import add, add_area, move, rename_area, reword, set_status
from recommendations.models import Area, Recommendation, Star
from recommendations.starring import explain, give, give_all, take_back
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.sizes import size
from wiki.tracking import UntrackedWrite
from wiki.writing import create_page, feature, revise_page, unfeature


def numbers(page: Page) -> list[int]:
    return sorted(Changeset.objects.filter(page=page).values_list("number", flat=True))


def latest(page: Page) -> Changeset:
    return Changeset.objects.filter(page=page).latest("number")


def said(page: Page) -> str:
    update = latest(page)
    return size(update.words_added, update.words_removed, update.counts)


def test_updates_are_numbered_per_page_without_gaps(make_page: Any, member: Any) -> None:
    page, other = make_page(), make_page()
    for n in range(3):
        revise_page(page, author=member, body=f"Words {n}")
        revise_page(other, author=member, body=f"Words {n}")
        revise_page(page, author=member, body=f"Words {n}")  # nothing changes: no number is used
    assert numbers(page) == numbers(other) == [1, 2, 3, 4]


def test_the_first_row_that_is_written_makes_the_update(make_page: Any, member: Any) -> None:
    page = make_page()
    with recording(page, author=member, note=" Why ") as update:
        assert update.made is None
        assert numbers(page) == [1]
        Area(page=page, title="Beds").save()
        assert update.made is not None
        assert numbers(page) == [1, 2]
    made = latest(page)
    assert (made.author, made.author_name, made.note) == (member, "ben", "Why")


def test_an_update_in_which_nothing_is_written_is_none(make_page: Any, member: Any) -> None:
    page = make_page()
    with recording(page, author=member, note="I changed my mind") as update:
        update.count("areas_added")
    assert update.made is None
    assert numbers(page) == [1]


def test_deeds_inside_an_update_join_it(make_page: Any, author: Any, member: Any) -> None:
    page = make_page()
    with recording(page, author=member, note="All at once"):
        area = add_area(page, "Beds", author=author, note="not this one")
        item = add(area, "Keep one free", author=author)
        give(item, person=member)
        revise_page(page, author=author, body="Other words")
    assert numbers(page) == [1, 2]
    update = latest(page)
    assert (update.author, update.note) == (member, "All at once")
    assert update.counts == {
        "areas_added": 1,
        "recommendations_added": 1,
        "stars_given": 1,
        "text_changed": 1,
    }


def test_deeds_on_another_page_inside_an_update_are_that_pages_own(
    make_page: Any, member: Any
) -> None:
    page, other = make_page(), make_page()
    with recording(page, author=member):
        add_area(page, "Beds", author=member)
        add_area(other, "Food", author=member)
        add_area(page, "Light", author=member)
    assert numbers(page) == numbers(other) == [1, 2]
    assert latest(page).counts == {"areas_added": 2}


def test_a_write_outside_an_update_is_refused_and_leaves_no_trace(
    a_small_site: Any, member: Any
) -> None:
    site = a_small_site
    star = Star.objects.get(person=member)
    for row, column in [
        (site.page, "title"),
        (site.area, "title"),
        (site.recommendation, "wording"),
        (star, "reason"),
    ]:
        before, rows = getattr(row, column), row.history.count()
        setattr(row, column, "Something else")
        with pytest.raises(UntrackedWrite):
            row.save()
        with pytest.raises(UntrackedWrite):
            row.save(update_fields=[column])
        with pytest.raises(UntrackedWrite):
            row.delete()
        with pytest.raises(UntrackedWrite):
            type(row).objects.filter(pk=row.pk).update(**{column: "Something else"})
        row.refresh_from_db()
        assert (getattr(row, column), row.history.count()) == (before, rows)


def test_bulk_writes_are_refused_even_inside_an_update(make_page: Any, member: Any) -> None:
    page = make_page()
    with recording(page, author=member):
        area = add_area(page, "Beds", author=member)
        with pytest.raises(UntrackedWrite):
            Area.objects.bulk_create([Area(page=page, title="Food")])
        with pytest.raises(UntrackedWrite):
            Area.objects.bulk_update([area], ["title"])
        with pytest.raises(UntrackedWrite):
            Area.objects.filter(page=page).update(title="Food")
        with pytest.raises(UntrackedWrite):
            Area.objects.filter(page=page).delete()
    assert [row.title for row in Area.objects.all()] == ["Beds"]


def test_a_new_page_is_refused_outside_an_update(author: Any) -> None:
    with pytest.raises(UntrackedWrite):
        Page.objects.create(title="Rota", slug="rota", created_at="2024-01-01T00:00Z")
    assert not Page.objects.exists()


def test_a_deed_that_fails_leaves_no_row_and_uses_no_number(make_page: Any, member: Any) -> None:
    page = make_page(body="As it was")

    def break_off() -> None:
        with recording(page, author=member):
            add_area(page, "Beds", author=member)
            revise_page(page, author=member, body="Half done")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert numbers(page) == [1]
    assert not Area.objects.exists()
    assert not Area.history.exists()
    page.refresh_from_db()
    assert (page.body, page.history.count()) == ("As it was", 1)
    add_area(page, "Food", author=member)
    assert numbers(page) == [1, 2]
    assert latest(page).counts == {"areas_added": 1}


def test_after_a_deed_that_fails_nothing_is_left_open(make_page: Any, member: Any) -> None:
    page = make_page()
    with pytest.raises(RuntimeError), recording(page, author=member):
        raise RuntimeError
    with pytest.raises(UntrackedWrite):
        page.save()


def test_every_history_row_has_its_update(a_small_site: Any) -> None:
    for model in (Page, Area, Recommendation, Star):
        rows = list(model.history.select_related("changeset"))
        assert rows
        for row in rows:
            assert row.history_date == row.changeset.created_at
            assert row.history_user_id == row.changeset.author_id
    first = Recommendation.history.filter(id=a_small_site.recommendation.pk).last()
    assert first.changeset.page == a_small_site.page


def test_deeds_that_change_nothing_write_nothing(a_small_site: Any, member: Any) -> None:
    site = a_small_site
    feature(site.page, by=member, reason="It is short")
    explain(site.recommendation, person=member, reason="It works")
    before = numbers(site.page)
    rows = [model.history.count() for model in (Page, Area, Recommendation, Star)]
    page = Page.objects.get(pk=site.page.pk)
    assert not revise_page(page, author=member, title=page.title, body=page.body, tags=page.tags)
    assert not revise_page(page, author=member, body=page.body + "\r\n\n")
    assert not feature(page, by=member, reason="It is short")
    assert not reword(site.recommendation, f" {site.recommendation.wording}\n", author=member)
    assert not move(site.recommendation, area=site.area, position=1, author=member)
    assert not rename_area(site.area, site.area.title, author=member)
    assert not set_status(site.recommendation, "proposed", author=member)
    assert give(site.recommendation, person=member).person == member
    assert explain(site.recommendation, person=member, reason=" It  works ")
    take_back(site.reworded, person=member)  # has no star of this person
    assert numbers(site.page) == before
    assert [model.history.count() for model in (Page, Area, Recommendation, Star)] == rows


def test_the_size_is_told_in_words_and_objects(
    make_page: Any, author: Any, new_person: Any
) -> None:
    page = make_page(body="One two three four.")
    area = add_area(page, "Beds", author=author)
    items = [add(area, f"Bed number {n}", author=author) for n in range(6)]
    person = new_person("ines")
    with recording(page, author=person):
        revise_page(page, author=person, body="One five six seven eight nine ten eleven twelve.")
        reword(items[0], "Beds for four people", author=person)
        give_all(page, items, person=person)
    assert said(page) == "12 words added, 6 removed; 1 recommendation reworded; 6 stars given"


@pytest.mark.parametrize(
    ("words", "counts", "expected"),
    [
        ((12, 3), {"stars_given": 6, "recommendations_reworded": 1},
         "12 words added, 3 removed; 1 recommendation reworded; 6 stars given"),
        ((1, 0), {}, "1 word added"),
        ((0, 1), {}, "1 word removed"),
        ((0, 2), {"areas_removed": 1}, "2 words removed; 1 area removed"),
        ((1, 1), {"stars_given": 1}, "1 word added, 1 removed; 1 star given"),
        ((0, 0), {"text_changed": 1}, "no words changed"),
        ((0, 0), {"featured": 1}, "page featured"),
    ],
)  # fmt: skip
def test_sizes_are_sentences(words: Any, counts: Any, expected: str) -> None:
    assert size(*words, counts) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Keep a bed free.", "Keep **a bed** free.", (0, 0)),
        ("Keep a bed free.", "## Keep a bed free.", (0, 0)),
        ("Keep a bed free.", "Keep a [bed](https://example.org/beds?made=yes) free.", (0, 0)),
        ("Keep a bed free.", "Keep a [[Furniture|bed]] free.", (0, 0)),
        ("Keep a bed free.", "Keep a bed free.\n\n[[recommendations: Beds]]", (0, 0)),
        ("Beds, food", "- Beds,\n- food", (0, 0)),
        ("Keep a bed free.", "Keep *two beds* free.", (2, 2)),
    ],
)
def test_markup_does_not_count_as_words(
    before: str, after: str, expected: tuple[int, int], make_page: Any, member: Any
) -> None:
    page = make_page(body=before)
    update = revise_page(page, author=member, body=after)
    assert update is not None
    assert (update.words_added, update.words_removed) == expected


def test_the_words_of_a_new_page_are_its_title_and_text(author: Any) -> None:
    page = create_page(author=author, title="Night work", body="**See** [[Rota|the plan]].")
    assert said(page) == "5 words added; page created"


def test_moving_without_rewording_changes_no_words(make_page: Any, author: Any) -> None:
    page = make_page()
    area = add_area(page, "Beds", author=author)
    items = [add(area, f"Bed {n}", author=author) for n in range(3)]
    move(items[2], area=area, position=1, author=author)
    assert said(page) == "1 recommendation moved"


def test_derived_columns_are_written_without_history(a_small_site: Any) -> None:
    site = a_small_site
    rows = Page.history.count(), Recommendation.history.count()
    Page.objects.filter(pk=site.page.pk).update(summary="Made anew")
    Recommendation.objects.filter(pk=site.recommendation.pk).update(stars_now=7)
    site.page.refresh_from_db()
    site.recommendation.refresh_from_db()
    assert (site.page.summary, site.recommendation.stars_now) == ("Made anew", 7)
    assert (Page.history.count(), Recommendation.history.count()) == rows
    names = {field.name for field in Page.history.model._meta.fields}
    assert not names & {"summary", "rendered", "renderer_version"}
    Recommendation.objects.filter(pk=site.recommendation.pk).recount()
    site.recommendation.refresh_from_db()
    assert site.recommendation.stars_now == 1


def test_an_update_outlives_the_account_that_made_it(make_page: Any, new_person: Any) -> None:
    page, leaver = make_page(), new_person("leo")
    update = revise_page(page, author=leaver, body="Mine")
    update.author = None
    update.save()
    assert Changeset.objects.get(pk=update.pk).by == "leo"


def test_taking_the_featured_mark_off_twice_is_once(make_page: Any, moderator: Any) -> None:
    page = make_page()
    feature(page, by=moderator, reason="Short")
    assert unfeature(page, by=moderator)
    assert not unfeature(page, by=moderator)
    assert numbers(page) == [1, 2, 3]
