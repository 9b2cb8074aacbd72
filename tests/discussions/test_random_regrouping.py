"""Random stories of replies, splits, merges, moves and their undoing, against a plain model."""

from collections.abc import Callable
from typing import Any

import pytest

from discussions.checking import faults
from discussions.models import PostMove, Thread
from discussions.whereabouts import post_named
from tests.discussions.a_model import Story, outline

STORIES, STEPS = 20, 10


def assert_alike(story: Story) -> None:
    assert [fault for pk in story.model.made for fault in faults(Thread.objects.get(pk=pk))] == []
    rows = {thread.pk: thread for thread in Thread.objects.filter(pk__in=story.model.made)}
    assert {pk: row.page_id for pk, row in rows.items() if pk in story.standing} == {
        pk: page for pk, page in story.model.pages.items() if pk in story.standing
    }
    assert {pk: row.merged_into_id for pk, row in rows.items() if row.merged_into_id} == (
        story.model.into
    )
    for pk in story.model.made:
        assert outline(pk) == story.model.outline(pk)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_threads_leaves_what_a_plain_model_has(
    make_page: Callable[..., Any], author: Any, member: Any, seed: int
) -> None:
    pages = [make_page("Night work"), make_page("Rota")]
    for number in range(STORIES):
        story = Story(seed * 1000 + number, pages, [author, member])
        story.start()
        story.start()
        for _ in range(STEPS):
            story.step()
            assert_alike(story)


@pytest.mark.parametrize("seed", range(4))
def test_so_does_what_is_done_to_threads_as_deep_as_they_get(
    grown: Callable[..., Thread],
    make_page: Callable[..., Any],
    author: Any,
    member: Any,
    seed: int,
) -> None:
    """A chain of 60 posts, whose end stands side by side on the deepest level."""
    story = Story(seed, [make_page("Rota"), make_page("Rest")], [author, member])
    story.adopt(grown(60, lambda number: number - 1))
    story.start()
    for _ in range(STEPS * 3):
        story.step()
        assert_alike(story)


@pytest.mark.parametrize("seed", range(4))
def test_a_number_of_a_thread_means_one_post_for_ever(
    make_page: Callable[..., Any], author: Any, member: Any, seed: int
) -> None:
    story = Story(seed, [make_page("Rota"), make_page("Rest")], [author, member])
    story.start()
    story.start()
    meant: dict[tuple[int, int], int] = {}
    for _ in range(STEPS * 4):
        story.step()
        for pk, one in story.model.posts.items():
            assert meant.setdefault((one.thread, one.number), pk) == pk
    assert PostMove.objects.exists()
    for (thread, number), pk in meant.items():
        found = post_named(thread, number)
        assert found is not None
        assert found.pk == pk
