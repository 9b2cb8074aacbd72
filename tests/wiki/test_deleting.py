"""A deleted page: gone from every list, told of at its address, and back exactly as it was."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from discussions.models import Post, Thread
from discussions.posting import start_thread
from recommendations import starring
from recommendations.models import Recommendation, Star
from tests.whole.test_hidden_tally import SCREENS, read_everything, text_of
from updates.editing import Texts, save
from wiki.access import find_page, may_delete
from wiki.changesets import Deleted
from wiki.deleting import delete, undelete
from wiki.models import Changeset, Page, PageLink
from wiki.naming import NameTaken
from wiki.protecting import protect
from wiki.writing import create_page, revise_page

WHY = "It tells of somebody who asked us not to"
SECRET = re.compile("zebra", re.IGNORECASE)  # a word that stands on the deleted page alone


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


@pytest.fixture
def site(a_small_site: SimpleNamespace, author: Any, member: Any) -> SimpleNamespace:
    from recommendations.arranging import add

    page = a_small_site.page
    revise_page(page, author=author, body="A zebra. See [[Rota]].", tags="stripes", note="Zebra!")
    item = add(a_small_site.area, "Feed the zebra", author=author)
    starring.give(item, person=member, reason="Zebra stripes")
    start_thread(page, author=member, subject="Which zebra?", body="The zebra by the door.")
    create_page(author=author, title="Index", body="Look at [[Night work]] first.")
    a_small_site.item = item
    return a_small_site


def whole(page: Page) -> dict[str, Any]:
    """All that a page has, but for the record of its deletion."""
    items = Recommendation.objects.filter(page=page).order_by("pk")
    gone = ("deleted_at", "deleted_by_id", "deleted_reason")
    (row,) = Page.objects.filter(pk=page.pk).values()
    return {
        "page": {name: value for name, value in row.items() if name not in gone},
        "recommendations": list(items.values()),
        "stars": list(Star.objects.filter(recommendation__page=page).order_by("pk").values()),
        "threads": list(Thread.objects.filter(page=page).order_by("pk").values()),
        "posts": [list(t.posts.order_by("pk").values()) for t in page.threads.order_by("pk")],
        "tags": sorted(page.keywords.values_list("slug", flat=True)),
        "links": sorted(PageLink.objects.filter(source=page).values_list("target_slug", flat=True)),
        "names": sorted(page.names.values_list("slug", flat=True)),
    }


def test_everything_comes_back_exactly(site: SimpleNamespace, moderator: Any) -> None:
    before, number = whole(site.page), site.page.changesets.count()
    assert delete(site.page, by=moderator, reason=WHY)
    assert delete(site.page, by=moderator, reason=WHY) is None
    assert find_page(moderator, site.page.slug) is None
    assert undelete(site.page, by=moderator, reason="They agreed")
    assert undelete(site.page, by=moderator) is None
    assert whole(site.page) == before
    last = site.page.changesets.order_by("number").values_list("number", "note", "counts")
    assert list(last)[number:] == [
        (number + 1, WHY, {"deleted": 1}),
        (number + 2, "They agreed", {"undeleted": 1}),
    ]


@pytest.mark.parametrize("who", ["visitor", "moderator"])
def test_nothing_of_it_is_to_be_read_anywhere(
    who: str, site: SimpleNamespace, client: Client, moderator: Any, signed_in: Any
) -> None:
    if who == "moderator":
        signed_in(client, moderator)
    start = [*SCREENS, "/search/?q=zebra", "/recommendations/?q=zebra", "/tags/stripes/"]
    start += ["/activity/feed/", "/people/ben/", f"/recommendations/{site.item.pk}/"]
    posts = Post.objects.filter(thread__page=site.page)
    start += [f"/posts/{post.pk}/" for post in posts]
    start += [thread.get_absolute_url() for thread in site.page.threads.all()]
    start += [f"/wiki/night-work/{end}" for end in ("", "history/", "at/3/", "changes/3/")]
    told = [where for where in start if SECRET.search(text_of(client.get(where, follow=True)))]
    assert len(told) > 8, "what is looked for is there to be found"
    delete(site.page, by=moderator, reason=WHY)
    asked = re.compile(r"(q|title)=zebra")  # the words that were typed
    left = {
        where: text
        for where, text in read_everything(client, *start).items()
        if SECRET.search(text) and not asked.search(where)
    }
    assert {where: SECRET.split(text)[0][-200:] for where, text in left.items()} == {}
    for address in ("/search/?q=zebra", "/recommendations/?q=zebra"):
        assert "Feed the" not in client.get(address).content.decode()
        assert "by the door" not in client.get(address).content.decode()


def test_its_address_says_what_became_of_it(
    site: SimpleNamespace, client: Client, author: Any, member: Any, moderator: Any, signed_in: Any
) -> None:
    delete(site.page, by=moderator, reason=WHY)
    for end in ("", "edit/", "history/", "discussion/", "at/1/", "links/"):
        answer = signed_in(client, member).get(f"/wiki/night-work/{end}")
        assert answer.status_code == 410, end
        assert "mo deleted this page on" in words(answer)
        assert WHY in words(answer)
        assert "Restore this page" not in words(answer)
    form = {"title": "Night work", "body": "An hour of typing", "base": "1"}
    answer = client.post("/wiki/night-work/edit/", form)
    assert answer.status_code == 410
    assert "An hour of typing" in words(answer)
    assert client.post("/wiki/night-work/delete/", {"do": "restore"}).status_code == 403
    signed_in(client, moderator)
    assert "Restore this page" in words(client.get("/wiki/night-work/"))
    client.post("/wiki/night-work/delete/", {"do": "restore"})
    assert client.get("/wiki/night-work/").status_code == 200


def test_links_to_it_show_as_missing_until_it_is_back(
    site: SimpleNamespace, client: Client, moderator: Any
) -> None:
    link = PageLink.objects.get(source__slug="index")
    delete(site.page, by=moderator, reason=WHY)
    link = PageLink.objects.get(source__slug="index")
    assert link.is_missing
    assert 'class="missing"' in client.get("/wiki/index/").content.decode()
    rota = words(client.get("/wiki/rota/links/"))
    assert "Night work" not in rota
    undelete(site.page, by=moderator)
    assert not PageLink.objects.get(source__slug="index").is_missing


def test_nobody_writes_on_it(site: SimpleNamespace, author: Any, moderator: Any) -> None:
    delete(site.page, by=moderator, reason=WHY)
    with pytest.raises(Deleted):
        starring.give(site.item, person=author)
    with pytest.raises(Deleted):
        save(site.page, Texts("Night work", "Other", ""), base=None, author=author)
    assert not Star.objects.filter(recommendation=site.item, person=author).exists()


def test_its_author_deletes_it_while_nobody_else_has_touched_it(
    make_page: Any, client: Client, author: Any, member: Any, signed_in: Any
) -> None:
    page = make_page("Mine")
    signed_in(client, author)
    assert "Delete this page" in client.get("/wiki/mine/").content.decode()
    answer = client.post("/wiki/mine/delete/", {"reason": " "})
    assert answer.status_code == 422
    assert answer.content.decode().count("Say in one sentence why") == 2
    for _ in range(2):
        client.post("/wiki/mine/delete/", {"reason": WHY})
    assert client.get("/wiki/mine/").status_code == 410
    client.post("/wiki/mine/delete/", {"do": "restore"})
    assert client.get("/wiki/mine/").status_code == 200
    assert page.changesets.count() == 3
    start_thread(page, author=member, subject="Mine?", body="Ours.")
    assert not may_delete(author, page)
    assert client.post("/wiki/mine/delete/", {"reason": WHY}).status_code == 403
    with pytest.raises(PermissionDenied):
        delete(page, by=author, reason=WHY)


def test_others_do_not_delete_it(make_page: Any, author: Any, member: Any, moderator: Any) -> None:
    page = make_page("Rota")
    with pytest.raises(PermissionDenied):
        delete(page, by=member, reason=WHY)
    revise_page(page, author=member, body="Ours")
    assert not may_delete(author, page)
    protect(page, by=moderator, level="moderators", reason="Disputed")
    assert may_delete(moderator, Page.objects.get(pk=page.pk))


def test_its_name_is_taken_again_only_knowingly(
    site: SimpleNamespace, client: Client, author: Any, moderator: Any, signed_in: Any
) -> None:
    delete(site.page, by=moderator, reason=WHY)
    signed_in(client, author)
    with pytest.raises(NameTaken):
        revise_page(site.other, author=author, title="Night  work")
    answer = client.post("/wiki/rota/title/", {"title": "Night work", "do": "save"})
    assert answer.status_code == 422
    assert "A page called “Night work” was deleted on" in words(answer)
    form = {"title": "Night work", "body": "Another page", "do": "save"}
    answer = client.post("/wiki/new/", form)
    assert answer.status_code == 422
    assert "A page called “Night work” was deleted on" in words(answer)
    assert 'name="take_over" value="night-work"' in answer.content.decode()
    client.post("/wiki/new/", form | {"take_over": "night-work"})
    assert find_page(author, "night-work").body == "Another page"
    site.page.refresh_from_db()
    undelete(site.page, by=moderator)
    answer = client.get(site.page.get_absolute_url())
    assert answer.status_code == 200
    assert "A zebra." in answer.content.decode()
    assert find_page(author, "night-work").body == "Another page"


def test_a_child_of_it_is_still_there(make_page: Any, client: Client, moderator: Any) -> None:
    above = make_page("Above")
    below = make_page("Below", parent=above)
    delete(above, by=moderator, reason=WHY)
    answer = client.get(below.get_absolute_url())
    assert answer.status_code == 200
    assert "/wiki/above/" not in answer.content.decode()


def test_numbers_do_not_count_it(site: SimpleNamespace, client: Client, moderator: Any) -> None:
    assert "stripes" in client.get("/tags/").content.decode()
    delete(site.page, by=moderator, reason=WHY)
    assert "stripes" not in client.get("/tags/").content.decode()
    assert not Changeset.objects.visible_to(moderator).filter(page=site.page).exists()
