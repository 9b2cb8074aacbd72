"""Splitting a branch off as a thread of its own, merging two threads, and undoing either."""

import datetime
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from discussions import attaching
from discussions.acting import Overtaken, short, tell_watchers
from discussions.models import (
    SUBJECT_LIMIT,
    TAGS_LIMIT,
    Post,
    PostDraft,
    PostMove,
    Thread,
    ThreadAct,
    ThreadVisit,
    ThreadWatch,
)
from discussions.rehousing import Home, homes_after, posts_of, rehouse, with_answers
from discussions.whereabouts import post_named
from recommendations.models import Recommendation
from wiki.models import Page
from wiki.tagging import tags_named

When = datetime.datetime | None
Kind = ThreadAct.Kind
# What a thread is about, which a part of it is about too.
ABOUT = (
    *("page", "area", "recommendation", "changeset", "about_wording", "at_update"),
    *("quote", "before", "after", "is_gone", "removed_by", "tags"),
)


def split_off(post: Post, *, by: User, subject: str, reason: str, at: When = None) -> ThreadAct:
    """Let a post and all that answers it go on as a thread of its own, which it opens.

    Raises Overtaken where it is no reply (any more).
    """
    moment = at or timezone.now()
    subject = " ".join(subject.split())[:SUBJECT_LIMIT]
    with transaction.atomic():
        source, _ = _locked(post.thread_id, None)
        posts = posts_of(source)
        first = next((one for one in posts if one.pk == post.pk and one.number > 1), None)
        if first is None:
            raise Overtaken("This post opens its thread, so that nothing can be split off with it")
        target = Thread.objects.create(
            **{name: getattr(source, name) for name in ABOUT},
            subject=subject,
            started_by=first.author,
            started_at=first.created_at,
            last_post_at=first.created_at,
            last_post_by=first.author,
        )
        target.keywords.set(source.keywords.all())
        _keep_place(source, target, by, reason, moment)
        _count_threads(target, 1)
        act = ThreadAct.objects.create(
            thread=source, kind=Kind.SPLIT, actor=by, reason=reason, at=moment, other=target,
            post=first,
        )  # fmt: skip
        going = with_answers(posts, [first.number])
        _go(act, source, target, homes_after(target, going, None), moment)
        _let_watch(target, source, moment)
        deed = f"split a branch off from “{short(source.subject)}”, which goes on as"
        tell_watchers([source], act, deed, shown=target)
    return act


def _keep_place(source: Thread, target: Thread, by: User, reason: str, at: When) -> None:
    """Where the thread was moved away from its recommendation, so was what is split off."""
    about = source.recommendation
    if about is not None and about.page_id != source.page_id:
        ThreadAct.objects.create(
            thread=target, kind=Kind.MOVED, actor=by, reason=reason, at=at or timezone.now(),
            page_from_id=about.page_id, page_to=source.page,
        )  # fmt: skip


def merge(thread: Thread, *, into: Thread, by: User, reason: str, at: When = None) -> ThreadAct:
    """Let a thread go on as a branch below the first post of another one.

    Its watchers, visits, drafts and tags come along. Raises Overtaken where either went into
    another one already, or they are one.
    """
    moment = at or timezone.now()
    if thread.pk == into.pk:
        raise Overtaken("A thread cannot be merged into itself")
    with transaction.atomic():
        source, target = _locked(thread.pk, into.pk)
        assert target is not None, "it was given"
        for one in (source, target):
            if one.merged_into_id is not None:
                raise Overtaken(f"“{one.subject}” went into another thread meanwhile")
        going = posts_of(source)
        act = ThreadAct.objects.create(
            thread=source, kind=Kind.MERGED, actor=by, reason=reason, at=moment, other=target,
            post=going[0], tags_were=target.tags,
        )  # fmt: skip
        _go(act, source, target, homes_after(target, going, 1), moment)
        _leave(source, target)
        _retag(target, [*target.tag_names, *source.tag_names])
        _let_watch(target, source, moment)
        deed = f"merged “{short(source.subject)}” into"
        tell_watchers([source, target], act, deed, shown=target)
    return act


def put_back(act: ThreadAct, *, by: User, at: datetime.datetime) -> None:
    """Undo a split or a merge: the posts go back to their numbers, with what answers them now.

    Called by undoing.undo in its transaction. Raises Overtaken where they were taken further since.
    """
    source, target = _locked(act.thread_id, act.other_id)
    assert target is not None, "both kinds have another thread"
    # Of the act's own moves the way there; that way back is taken at most once.
    moves = {move.post_id: move for move in act.moves.filter(is_undoing=False)}
    posts = posts_of(target)
    came = [post for post in posts if post.pk in moves]
    going = with_answers(posts, [post.number for post in came])
    _require_free(act, source, [*moves, *(post.pk for post in going)])
    homes = homes_after(source, [post for post in going if post.pk not in moves], None)
    numbers = {pk: move.number_from for pk, move in moves.items()}
    numbers |= {pk: home.number for pk, home in homes.items()}
    named = {post.number: numbers[post.pk] for post in going}
    back = {
        post.pk: Home(numbers[post.pk], moves[post.pk].answers_from)
        if post.pk in moves
        else Home(numbers[post.pk], named[post.answers or 0])
        for post in going
    }
    _go(act, target, source, back, at, is_undoing=True)
    if act.kind == Kind.SPLIT:
        _let_watch(source, target, at)
        _leave(target, source)
        return
    Thread.objects.filter(pk=source.pk).update(merged_into=None)
    _count_threads(source, 1)
    attaching.mark_again(source)
    gone = set(source.tag_names) - set(act.tags_were.split(", "))
    _retag(target, [name for name in target.tag_names if name not in gone])
    came_along = ThreadWatch.objects.filter(thread=source).values("person")
    ThreadWatch.objects.filter(thread=target, since=act.at, person__in=came_along).delete()
    meanwhile = {post.author_id for post in going if post.pk not in moves and not post.removed_at}
    joined = User.objects.filter(pk__in=meanwhile, watches_what_they_join=True)
    _watch(source, joined.values_list("pk", flat=True), at)


def _require_free(act: ThreadAct, source: Thread, posts: Collection[int]) -> None:
    """Raises Overtaken where a later act has to be undone first."""
    later = PostMove.objects.filter(act__undone_at__isnull=True, act__pk__gt=act.pk)
    blocking = later.filter(post__in=posts).select_related("act__other").order_by("-pk").first()
    if blocking is None and act.post is not None and act.kind == Kind.SPLIT:
        answers = act.moves.get(post=act.post, is_undoing=False).answers_from
        over = post_named(source.pk, answers or 1)
        blocking = (
            later.filter(post=over, thread_from=source).order_by("-pk").first()
            if over and over.thread_id != source.pk
            else None
        )
    if blocking is not None:
        other = blocking.act.other
        name = f"“{other.subject}”" if other else "another thread"
        raise Overtaken(f"Some of these posts went on in {name} since. Undo that first")


def _locked(source: int, target: int | None) -> tuple[Thread, Thread | None]:
    """One thread or two under locks, in the order of ids; before them the pages that they count on.

    New threads about a recommendation are counted under a lock of its page.
    """
    chosen = Thread.objects.filter(pk__in=[pk for pk in (source, target) if pk])
    pages = {pk for pair in chosen.values_list("page", "recommendation__page") for pk in pair if pk}
    list(Page.objects.select_for_update().only("pk").filter(pk__in=pages).order_by("pk"))
    found = {
        one.pk: one
        for one in chosen.select_for_update(of=("self",))
        .select_related("page", "started_by", "recommendation")
        .order_by("pk")
    }
    return found[source], found[target] if target else None


def _go(
    act: ThreadAct,
    source: Thread,
    target: Thread,
    homes: dict[int, Home],
    at: datetime.datetime,
    *,
    is_undoing: bool = False,
) -> None:
    """Move posts, and with them what people read of them and wrote to answer them."""
    made = target.posts_made
    numbers = dict(Post.objects.filter(pk__in=list(homes)).values_list("number", "pk"))
    moved = {number: homes[pk].number for number, pk in numbers.items()}
    rehouse(act, source, target, homes, at=at, is_undoing=is_undoing)
    _keep_visits(source, target, moved, made)
    for draft in PostDraft.objects.select_for_update().filter(thread=source):
        to = str(draft.fields.get("to") or "1")
        if to.isdecimal() and int(to) in moved:
            draft.thread, draft.fields["to"] = target, str(moved[int(to)])
            draft.save(update_fields=["thread", "fields"])


def _keep_visits(source: Thread, target: Thread, moved: dict[int, int], made: int) -> None:
    """Let nobody be told that posts are new which they have read in the other thread.

    Who had read a thread to its end goes on from there; `made` is how far it went in the target.
    """
    read = dict(ThreadVisit.objects.filter(thread=target).values_list("person", "latest_number"))
    new = sorted((there, here) for here, there in moved.items() if there > made)
    changed = []
    for visit in ThreadVisit.objects.filter(thread=source):
        upto, before = made, made
        for there, here in new:
            if here > visit.latest_number:
                break
            upto = there
            before = there if here <= visit.before_number and before == there - 1 else before
        if upto > made and read.get(visit.person_id, 0) >= made:
            changed.append(
                ThreadVisit(
                    thread=target,
                    person_id=visit.person_id,
                    latest_at=visit.latest_at,
                    latest_number=upto,
                    before_number=before,
                )
            )
    ThreadVisit.objects.bulk_create(
        changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["thread", "person"],
        update_fields=["latest_number", "before_number"],
    )
    # Nothing is left to read for who has read the last that stands there.
    last = Post.objects.filter(thread=source).order_by("-number").values_list("number", flat=True)
    past = ThreadVisit.objects.filter(thread=source, latest_number__gte=next(iter(last[:1]), 1))
    past.update(latest_number=source.posts_made)


def _leave(thread: Thread, into: Thread) -> None:
    """A thread without posts stands in no list, and its address leads on."""
    Thread.objects.filter(pk=thread.pk).update(merged_into=into)
    _count_threads(thread, -1)
    attaching.mark_again(thread)


def _count_threads(thread: Thread, more: int) -> None:
    about = Recommendation.objects.filter(pk=thread.recommendation_id or 0)
    about.update(threads_about=F("threads_about") + more)


def _let_watch(thread: Thread, other: Thread, at: datetime.datetime) -> None:
    """Who watches the other thread watches this one too."""
    _watch(thread, ThreadWatch.objects.filter(thread=other).values_list("person", flat=True), at)


def _watch(thread: Thread, people: Iterable[int], at: datetime.datetime) -> None:
    watches = [ThreadWatch(thread=thread, person_id=pk, since=at) for pk in people]
    ThreadWatch.objects.bulk_create(watches, batch_size=500, ignore_conflicts=True)


def _retag(thread: Thread, names: list[str]) -> None:
    """As many of the tags as there is room for."""
    tags = ""
    for name in dict.fromkeys(names):
        longer = f"{tags}, {name}" if tags else name
        tags = longer if len(longer) <= TAGS_LIMIT else tags
    if tags != thread.tags:
        thread.tags = tags
        thread.save(update_fields=["tags"])
        thread.keywords.set(tags_named(thread.tag_names))
