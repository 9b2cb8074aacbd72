"""Suggesting changes of recommendations: sending, accepting in whole or in part, declining."""

import random
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import move, remove, remove_area, reword
from recommendations.draft import Draft
from recommendations.drafting import from_form
from recommendations.models import Area, Recommendation
from recommendations.proposing import changes_in, put_together
from recommendations.starring import give
from tests.elements import read
from tests.updates.boards import form_of, item, stands
from updates.blanking import hide_words, show_words
from updates.models import Suggestion
from updates.moving import move_to_page
from updates.recommending import Meets, accept_changes, changes_of, suggest_changes
from updates.suggesting import Unchanged
from watching.models import Notification
from wiki.models import Page
from wiki.protecting import protect

SUGGEST = "/wiki/night-work/suggest/recommendations/"


def drafted(page: Page, changed: dict[str, Any]) -> Draft:
    data = form_of(page, **changed)
    return from_form(page, data, data["item"], data["area"])


def suggest(page: Page, by: Any, changed: dict[str, Any], note: str = "Clearer") -> Suggestion:
    return suggest_changes(drafted(page, changed), author=by, note=note)


@pytest.fixture
def rows(board: Page) -> SimpleNamespace:
    """What stands on the board, by a word of each."""
    keep, count, air, answer = Recommendation.objects.order_by("pk")
    beds, bells = Area.objects.order_by("pk")
    return SimpleNamespace(keep=keep, count=count, air=air, answer=answer, beds=beds, bells=bells)


@pytest.fixture
def reworded(board: Page, rows: SimpleNamespace, member: Any) -> Suggestion:
    """Other words for two of them."""
    words = {rows.air: "Air the rooms daily", rows.keep: "Keep some beds free"}
    return suggest(board, member, {f"w-{row.pk}": said for row, said in words.items()})


def test_an_accepted_one_is_its_authors_update_and_stars_stay_with_the_words(
    board: Page,
    member: Any,
    author: Any,
    new_person: Any,
    latest: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    changed = item("Keep two beds free")
    fan = new_person("fan")
    give(changed, person=fan)
    before = latest().number
    made = suggest(board, member, {f"w-{changed.pk}": "Keep three beds free at night"})
    assert latest().number == before
    assert stands(board)[0][1][0] == "Keep two beds free"
    with django_capture_on_commit_callbacks(execute=True):
        update = accept_changes(made, by=author)
    assert update is not None
    assert (update.author, update.accepted_by, update.note) == (member, author, "Clearer")
    assert update.counts == {"recommendations_reworded": 1}
    assert (made.state, made.update) == ("accepted", update)
    changed.refresh_from_db()
    assert (changed.wording, changed.stars_now) == ("Keep three beds free at night", 0)
    assert changed.stars.get().person == fan
    asked = Notification.objects.filter(person=fan, kind=Notification.Kind.WORDING)
    assert asked.count() == 1
    assert accept_changes(made, by=author) == update, "twice is once"


def test_everything_that_the_editor_does_can_be_suggested(
    board: Page, rows: SimpleNamespace, member: Any, author: Any
) -> None:
    keep, count, air = rows.keep, rows.count, rows.air
    bells = rows.bells
    form = form_of(board)
    made = suggest(
        board,
        member,
        {
            f"x-{keep.pk}": "1",
            f"in-{air.pk}": str(bells.pk),
            f"at-{air.pk}": "1",
            f"t-{bells.pk}": "Bells and lamps",
            "item": [*form["item"], "n1", "n2"],
            "w-n1": "Put a lamp at every bed",
            "in-n1": str(bells.pk),
            "at-n1": "3",
            "w-n2": "Sleep by day",
            "in-n2": "n3",
            "area": [*form["area"], "n3"],
            "t-n3": "Rest",
        },
    )
    assert made.size == (
        "1 area added, 1 area renamed, 2 recommendations added, 1 recommendation moved, "
        "1 recommendation removed"
    )
    accept_changes(made, by=author)
    assert stands(board) == [
        ("Beds", ["Count the beds at noon"]),
        ("Bells and lamps", ["Air the rooms", "Answer every bell", "Put a lamp at every bed"]),
        ("Rest", ["Sleep by day"]),
    ]
    assert {item("Air the rooms").pk, item("Count the beds at noon").pk} == {air.pk, count.pk}


@pytest.mark.parametrize("seed", range(40))
def test_put_together_it_is_the_draft_that_was_sent(board: Page, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        draft = Draft.from_page(board)
        for _ in range(chance.randrange(1, 9)):
            areas, items = [a.key for a in draft.areas], [i.key for i in draft.items()]
            key = chance.choice(items)
            draft.press(
                chance.choice(
                    [f"up:{key}", f"down:{key}", f"remove:{key}", "area"]
                    + [f"{verb}:{chance.choice(areas)}" for verb in ("add", "area-up", "area-down")]
                )
            )
            one = draft.find(chance.choice(items))
            if one is not None and chance.random() < 0.5:
                one.wording = f"Words {chance.randrange(100)}"
            if one is not None and chance.random() < 0.3:
                home = chance.choice(draft.areas)
                draft.by_key()[one.area].items.remove(one)
                home.items.insert(chance.randrange(len(home.items) + 1), one)
                one.area = home.key
        for number, area in enumerate(draft.areas):
            area.title = area.title or f"Area {number}"

        def said(made: Draft) -> list[Any]:
            return [
                (a.title, [(i.pk, i.wording) for i in a.items if i.wording and not i.removed])
                for a in made.areas
            ]

        again = put_together(board, changes_in(draft), base=draft.base)
        assert again.is_valid()
        assert said(again) == said(draft)


def test_sent_twice_it_is_one_and_what_differs_in_nothing_is_refused(
    board: Page, member: Any
) -> None:
    changed = {f"w-{item('Air the rooms').pk}": "Air the rooms daily"}
    assert suggest(board, member, changed) == suggest(board, member, changed)
    with pytest.raises(Unchanged):
        suggest(board, member, {})


def test_it_merges_with_what_others_changed_meanwhile(
    board: Page, member: Any, author: Any
) -> None:
    air = item("Air the rooms")
    made = suggest(board, member, {f"w-{air.pk}": "Air the rooms daily"})
    reword(item("Keep two beds free"), "Keep four beds free", author=author)
    move(air, area=air.area, position=1, author=author)
    update = accept_changes(made, by=author)
    assert stands(board)[0] == (
        "Beds",
        ["Air the rooms daily", "Keep four beds free", "Count the beds at noon"],
    )
    assert update is not None
    assert update.merged_since == made.base


def test_where_somebody_changed_the_same_nothing_is_put_in_its_place_unseen(
    board: Page, rows: SimpleNamespace, reworded: Suggestion, author: Any, latest: Any
) -> None:
    made, air, keep = reworded, rows.air, rows.keep
    reword(air, "Air all rooms at noon", author=author)
    number = latest().number
    with pytest.raises(Meets):
        accept_changes(made, by=author)
    assert latest().number == number
    accept_changes(made, by=author, chosen=[f"words-{keep.pk}"], against=number)
    made.refresh_from_db()
    assert made.state == "partly"
    assert stands(board)[0][1] == [
        "Keep some beds free",
        "Count the beds at noon",
        "Air all rooms at noon",
    ]


def test_who_has_seen_both_may_take_the_suggested_words(
    board: Page, rows: SimpleNamespace, reworded: Suggestion, author: Any, latest: Any
) -> None:
    made, air, keep = reworded, rows.air, rows.keep
    reword(air, "Air all rooms at noon", author=author)
    remove(keep, author=author)
    keys = [change.key for change in changes_of(made)]
    accept_changes(made, by=author, chosen=keys, against=latest().number)
    assert stands(board)[0][1] == [
        "Keep some beds free",
        "Count the beds at noon",
        "Air the rooms daily",
    ]
    assert item("Keep some beds free").pk == keep.pk


def test_a_part_brings_what_it_needs(
    board: Page, rows: SimpleNamespace, member: Any, author: Any
) -> None:
    answer, bells = rows.answer, rows.bells
    form = form_of(board)
    made = suggest(
        board,
        member,
        {
            "area": [*form["area"], "n1"],
            "t-n1": "Sounds",
            f"in-{answer.pk}": "n1",
            f"at-{answer.pk}": "1",
            f"xa-{bells.pk}": "1",
        },
    )
    accept_changes(made, by=author, chosen=[f"area-gone-{bells.pk}"])
    assert stands(board)[1:] == [("Sounds", ["Answer every bell"])]
    made.refresh_from_db()
    assert made.state == "accepted"


def test_a_hidden_wording_is_not_read_in_the_suggestion_that_brought_it(
    board: Page, member: Any, author: Any, moderator: Any, stranger: Client
) -> None:
    air = item("Air the rooms")
    made = suggest(board, member, {f"w-{air.pk}": "Air the quillwort rooms"})
    update = accept_changes(made, by=author)
    assert update is not None
    reword(air, "Air the rooms daily", author=author)
    url = made.get_absolute_url()
    assert "quillwort" in stranger.get(url).content.decode()
    hide_words(update, [f"r{air.pk}"], by=moderator, reason="It told too much")
    assert "quillwort" not in stranger.get(url).content.decode()
    show_words(update, by=moderator)
    assert "quillwort" in stranger.get(url).content.decode()


# Screens --------------------------------------------------------------------------------------


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def closed(board: Page, moderator: Any) -> Page:
    protect(board, by=moderator, level="moderators", reason="Voted on")
    return board


def test_a_protected_page_takes_suggestions_for_its_recommendations(
    closed: Page, as_member: Client
) -> None:
    page = as_member.get("/wiki/night-work/").content.decode()
    assert f'href="{SUGGEST}"' in page
    screen = as_member.get(SUGGEST)
    assert "Send suggestion" in words(screen)
    assert "Save recommendations" not in words(screen)
    air = item("Air the rooms")
    sent = as_member.post(SUGGEST, form_of(closed, **{f"w-{air.pk}": "Air the rooms daily"}))
    made = Suggestion.objects.get()
    assert sent["Location"] == made.get_absolute_url()
    shown = words(as_member.get(made.get_absolute_url()))
    assert f"Reworded Air the rooms added: daily (end of added) R{air.pk}" in shown
    assert "1 recommendation reworded, from update" in shown
    assert "Withdraw it" in shown
    assert stands(closed)[0][1][2] == "Air the rooms"


def test_an_edit_of_a_page_protected_meanwhile_goes_on_as_a_suggestion(
    closed: Page, as_member: Client
) -> None:
    air = item("Air the rooms")
    typed = form_of(closed, **{f"w-{air.pk}": "Air the rooms daily", "do": "save"})
    refused = as_member.post("/wiki/night-work/recommendations/", typed)
    assert refused.status_code == 403
    html = refused.content.decode()
    assert f'action="{SUGGEST}"' in html
    assert f'name="w-{air.pk}" value="Air the rooms daily"' in html
    again = as_member.post(SUGGEST, typed | {"do": "preview"}).content.decode()
    assert "Air the rooms daily</textarea>" in again


def test_the_editor_offers_to_suggest_instead_and_moves_by_buttons(
    board: Page, as_member: Client
) -> None:
    editor = as_member.get("/wiki/night-work/recommendations/").content.decode()
    assert f'formaction="{SUGGEST}">Suggest instead</button>' in editor
    air = item("Air the rooms")
    moved = as_member.post(SUGGEST, form_of(board, do=f"up:{air.pk}"))
    assert "Moved to place 2 of 3" in words(moved)
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Nothing differs from the page"),
        ({"w": ""}, "has no words"),
        ({"w": "x" * 4_000}, "at most"),
    ],
)
def test_what_cannot_be_sent_stays_in_the_form(
    changed: dict[str, str], said: str, board: Page, as_member: Client
) -> None:
    fields = {f"w-{item('Air the rooms').pk}": text for text in changed.values()}
    answer = as_member.post(SUGGEST, form_of(board, **fields))
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Clearer" in answer.content.decode()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    ("url", "do"),
    [(SUGGEST, "send"), ("/wiki/night-work/recommendations/", "save")],
    ids=["suggesting", "saving"],
)
def test_what_was_typed_outlives_a_lost_session(
    url: str, do: str, board: Page, client: Client, member: Any, signed_in: Any
) -> None:
    typed = {f"w-{item('Air the rooms').pk}": "Air the rooms daily", "do": do}
    sent = client.post(url, form_of(board, **typed))
    assert "/accounts/login/" in sent["Location"]
    signed_in(client, member)
    back = client.get(url)
    assert "Air the rooms daily</textarea>" in back.content.decode()
    assert 'value="Clearer"' in back.content.decode()
    assert "Your text from before you signed in is back." in words(back)
    client.post(url, {"do": "discard"})
    assert "Air the rooms daily" not in client.get(url).content.decode()


def test_an_editor_accepts_parts_by_ticking(
    board: Page, rows: SimpleNamespace, reworded: Suggestion, author: Any, as_author: Client
) -> None:
    made, air = reworded, rows.air
    shown = as_author.get(made.get_absolute_url())
    assert "Accept parts of it" in words(shown)
    url = f"{made.get_absolute_url()}parts/"
    screen = as_author.get(url).content.decode()
    assert screen.count(" checked ") == 2
    assert "Change their words first" not in screen
    none = as_author.post(url, {"do": "parts", "some": "1"})
    assert none.status_code == 422
    part = {"do": "parts", "some": "1", "part": f"words-{air.pk}", "reason": "Some is vague"}
    as_author.post(url, part | {"against": str(made.base)})
    made.refresh_from_db()
    assert (made.state, made.reason) == ("partly", "Some is vague")
    assert stands(board)[0][1] == [
        "Keep two beds free",
        "Count the beds at noon",
        "Air the rooms daily",
    ]


def test_where_both_changed_the_same_the_editor_is_asked(
    board: Page, rows: SimpleNamespace, reworded: Suggestion, author: Any, as_author: Client
) -> None:
    made, air = reworded, rows.air
    reword(air, "Air all rooms at noon", author=author)
    shown = words(as_author.get(made.get_absolute_url()))
    assert "Both touch 1 place" in shown
    clash = as_author.post(made.get_absolute_url(), {"do": "accept"})
    assert clash.status_code == 409
    html = clash.content.decode()
    assert "It reads “Air all rooms at noon” by now." in words(clash)
    assert html.count(" checked ") == 1
    against = re.findall(r'name="against" value="(\d+)"', html)[0]
    ticked = {"do": "parts", "some": "1", "against": against, "part": [f"words-{air.pk}"]}
    reword(air, "Air all rooms at ten", author=author)
    again = as_author.post(f"{made.get_absolute_url()}parts/", ticked)
    assert again.status_code == 409
    assert "It reads “Air all rooms at ten” by now." in words(again)
    against = re.findall(r'name="against" value="(\d+)"', again.content.decode())[0]
    as_author.post(f"{made.get_absolute_url()}parts/", ticked | {"against": against})
    assert item("Air the rooms daily").pk == air.pk


OTHER = "Changed while accepting the suggestion of ben"


def test_an_editor_accepts_them_in_other_words(
    board: Page, rows: SimpleNamespace, reworded: Suggestion, author: Any, as_author: Client
) -> None:
    form = read(as_author.get(f"{reworded.get_absolute_url()}parts/"))
    assert [field.raw.strip() for field in form.all("textarea")] == [
        *("Keep some beds free", "Air the rooms daily")
    ]
    air = f"words-{rows.air.pk}"
    sent = {"do": "parts", "some": "1", "against": str(reworded.base)}
    sent |= {
        f"own-words-{rows.keep.pk}": "Keep some beds free",
        f"own-{air}": "Air all rooms daily",
    }
    as_author.post(f"{reworded.get_absolute_url()}parts/", sent | {"part": [air]})
    reworded.refresh_from_db()
    assert reworded.state == "partly"
    assert stands(board)[0][1][2] == "Air all rooms daily"
    second, first = board.changesets.order_by("-number")[:2]
    assert (first.author.username, first.note, first.accepted_by) == ("ben", "Clearer", author)
    assert (second.author, second.note) == (author, OTHER)
    assert rows.air.history.get(changeset=first).wording == "Air the rooms daily"
    assert reworded.update == first


def test_what_a_suggestion_adds_can_be_said_in_other_words(
    board: Page, rows: SimpleNamespace, member: Any, author: Any
) -> None:
    form = form_of(board)
    new = {"item": [*form["item"], "n1", "n2"], "area": [*form["area"], "n1"], "t-n1": "Rest"}
    new |= {"w-n1": "Sleep by day", "in-n1": "n1", "w-n2": "Eat at night", "in-n2": "n1"}
    made = suggest(board, member, new | {f"t-{rows.bells.pk}": "Bells and lamps"})
    own = {"added-n1": "Sleep late", "area-n1": "Recovery", f"heading-{rows.bells.pk}": "Sounds"}
    accept_changes(made, by=author, own=own)
    assert [title for title, _ in stands(board)] == ["Beds", "Sounds", "Recovery"]
    assert stands(board)[2][1] == ["Sleep late", "Eat at night"]


@pytest.mark.parametrize(
    ("own", "ticked", "said"),
    [
        ("", True, "It has no words"),
        ("x" * 4_000, True, "at most"),
        ("Air all rooms daily", False, "tick them too"),
    ],
)
def test_other_words_that_cannot_stand_come_back_with_the_reason(
    own: str,
    ticked: bool,
    said: str,
    rows: SimpleNamespace,
    reworded: Suggestion,
    as_author: Client,
    latest: Any,
) -> None:
    air, keep = f"words-{rows.air.pk}", f"words-{rows.keep.pk}"
    sent = {
        "do": "parts",
        "some": "1",
        "part": [keep, air] if ticked else [keep],
        f"own-{air}": own,
    }
    number = latest().number
    screen = read(as_author.post(f"{reworded.get_absolute_url()}parts/", sent), 422)
    assert said in screen.one(f"#e-{air}").text
    assert screen.one(f"#own-{air}").raw.removeprefix("\n") == own
    assert latest().number == number


def test_one_is_declined_with_a_reason(board: Page, member: Any, as_author: Client) -> None:
    made = suggest(board, member, {f"w-{item('Air the rooms').pk}": "Air the rooms daily"})
    as_author.post(made.get_absolute_url(), {"do": "decline", "reason": "Hourly is better"})
    made.refresh_from_db()
    assert (made.state, made.reason) == ("declined", "Hourly is better")
    assert "Hourly is better" in words(as_author.get("/wiki/night-work/suggestions/?show=decided"))


def test_notes_and_reasons_link_to_what_they_name(
    board: Page, rows: SimpleNamespace, member: Any, as_author: Client
) -> None:
    said = f"As [[Night work]] says of {rows.keep.ref}, @amara"
    links = ["/wiki/night-work/", f"/recommendations/{rows.keep.pk}/?cited=1", "/people/amara/"]
    made = suggest(board, member, {f"w-{rows.air.pk}": "Air the rooms daily"}, said)

    def linked(address: str, selector: str) -> list[str]:
        return [a["href"] for a in read(as_author.get(address)).one(selector).all("a")]

    here = made.get_absolute_url()
    for address in (here, f"{here}parts/"):
        assert linked(address, "main blockquote") == links
    assert linked("/wiki/night-work/suggestions/", "main q") == links
    as_author.post(here, {"do": "decline", "reason": said})
    state = "section[aria-labelledby=state-h] q"
    assert linked(here, state) == links


@pytest.mark.parametrize("number", [1, 4])
def test_a_suggestion_costs_the_same_queries_however_much_it_changes(
    number: int,
    board: Page,
    member: Any,
    as_author: Client,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    fields = {f"w-{one.pk}": f"{one.wording} now" for one in Recommendation.objects.all()[:number]}
    made = suggest(board, member, fields)
    with django_assert_max_num_queries(22):
        as_author.get(made.get_absolute_url())


@pytest.fixture
def overtaken(
    board: Page, rows: SimpleNamespace, make_page: Callable[..., Any], member: Any, author: Any
) -> Suggestion:
    """Four changes, of which the page has a place for one: the new words of R1."""
    keep, count, air = rows.keep, rows.count, rows.air
    bells = rows.bells
    made = suggest(
        board,
        member,
        {
            f"w-{keep.pk}": "Keep some beds free",
            f"w-{count.pk}": "Count the beds at ten",
            f"in-{air.pk}": str(bells.pk),
            f"at-{air.pk}": "1",
            f"t-{bells.pk}": "Bells and lamps",
        },
    )
    move_to_page(count, page=make_page("Day work"), title="Beds", author=author)
    remove_area(bells, author=author)
    return made


def test_what_the_page_has_no_place_for_is_not_taken_for_accepted(
    overtaken: Suggestion, rows: SimpleNamespace, author: Any, latest: Any
) -> None:
    keep, count, air = rows.keep, rows.count, rows.air
    bells = rows.bells
    number = latest().number
    lost = [f"words-{count.pk}", f"moved-{air.pk}", f"heading-{bells.pk}"]
    for chosen in (None, *([key] for key in lost), [f"words-{keep.pk}", lost[0]]):
        with pytest.raises(Meets):
            accept_changes(overtaken, by=author, chosen=chosen, against=chosen and number)
    overtaken.refresh_from_db()
    assert (overtaken.state, latest().number) == ("open", number)
    accept_changes(overtaken, by=author, chosen=[f"words-{keep.pk}"], against=number)
    overtaken.refresh_from_db()
    assert overtaken.state == "partly"
    assert stands(overtaken.page) == [("Beds", ["Keep some beds free", "Air the rooms"])]


def test_it_is_said_at_its_place_and_cannot_be_ticked(
    overtaken: Suggestion, as_author: Client
) -> None:
    said = (
        "It stands on another page by now, and is edited there.",
        "The area that it would go to was removed meanwhile.",
        "The area was removed meanwhile.",
    )
    shown = as_author.get(overtaken.get_absolute_url())
    assert "Both touch 3 places" in words(shown)
    for screen in (shown, as_author.post(overtaken.get_absolute_url(), {"do": "accept"})):
        assert all(words(screen).count(line) == 1 for line in said)
    assert screen.status_code == 409
    html = screen.content.decode()
    assert (html.count(" disabled aria"), html.count(" checked aria")) == (3, 1)


def test_an_area_stays_while_what_was_to_leave_it_has_no_place(
    board: Page, rows: SimpleNamespace, member: Any, author: Any, as_author: Client
) -> None:
    answer, bells, beds = rows.answer, rows.bells, rows.beds
    changed = {f"in-{answer.pk}": str(beds.pk), f"at-{answer.pk}": "1", f"xa-{bells.pk}": "1"}
    made = suggest(board, member, changed)
    remove_area(beds, author=author)
    with pytest.raises(Meets):
        accept_changes(made, by=author, chosen=[f"area-gone-{bells.pk}"])
    assert stands(board) == [("Bells", ["Answer every bell"])]
    screen = words(as_author.get(f"{made.get_absolute_url()}parts/"))
    assert "What was to leave it has no area to go to by now." in screen
    assert "Nothing of it fits the page any more" in screen
    assert "Accept the ticked parts" not in screen


def test_an_area_goes_where_what_was_to_leave_it_is_gone_already(
    board: Page, rows: SimpleNamespace, member: Any, author: Any
) -> None:
    answer, bells, beds = rows.answer, rows.bells, rows.beds
    changed = {f"in-{answer.pk}": str(beds.pk), f"at-{answer.pk}": "1", f"xa-{bells.pk}": "1"}
    made = suggest(board, member, changed)
    remove(answer, author=author)
    accept_changes(made, by=author, chosen=[f"area-gone-{bells.pk}"])
    made.refresh_from_db()
    assert made.state == "partly"
    assert [title for title, _ in stands(board)] == ["Beds"]
