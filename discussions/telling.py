"""Who is told of a thread and of a post, and in which words: each once, whatever the reasons."""

import datetime
import re
from collections.abc import Collection, Iterable

from accounts.models import User
from accounts.names import canonical
from discussions import letters
from discussions.models import Post, Thread, ThreadWatch
from markup.render import cited_in
from markup.words import plain
from watching.delivery import News, tell
from watching.models import Notification
from wiki.following import followers
from wiki.models import PageWatch, Tag

_QUOTATION = re.compile(r"(</?blockquote\b[^>]*>)")
MENTIONS_TOLD = 20  # people that one post tells by naming them


def of_thread(thread: Thread, first: Post, *, but: Iterable[int]) -> None:
    """Tell whoever it answers, who watches the page, follows its tags, or is named in it.

    Whoever is among `but` was told in other words.
    """
    author, moment = thread.started_by, thread.started_at
    answered = {thread.reservation.person_id} if thread.reservation else set()

    def tell_once(people: Iterable[int], deed: str) -> None:
        chosen = set(people) - told
        told.update(chosen)
        tell(chosen, news_of(first, thread, author, deed, moment), but=author.pk)

    told: set[int] = set(but)
    tell_once(answered, "answered your reservation in")
    watchers = PageWatch.objects.filter(page=thread.page).values_list("person_id", flat=True)
    tell_once(watchers, "started a thread")
    following = followers(thread.keywords.all()) if thread.tags else {}
    for person, tag in following.items():
        tell_once({person}, f"started a thread tagged “{tag}”:")
    tell_once(_people(names_in(first.html)), "mentioned you in")
    letters.write(told, first)


def of_reply(thread: Thread, post: Post, answered: int) -> None:
    """Tell whom it answers (`answered`: their id), who watches the thread, and who is named."""
    author, moment = post.author, post.created_at
    watchers = ThreadWatch.objects.filter(thread=thread).values_list("person_id", flat=True)
    told = {answered, *watchers}
    tell(told, news_of(post, thread, author, "replied in", moment), but=author.pk)
    named = set(_people(names_in(post.html))) - told
    tell(named, news_of(post, thread, author, "mentioned you in", moment), but=author.pk)
    letters.write(told | named, post)


def of_edit(thread: Thread, post: Post, before: set[str], at: datetime.datetime) -> None:
    """Tell those whom only the new words name, and who were told nothing of the post yet.

    `before`: the names in the earlier words.
    """
    named = set(_people(names_in(post.html) - before)) - {post.author_id}
    if not named:
        return
    news = news_of(post, thread, post.author, "mentioned you in", at)
    knowing = Notification.objects.filter(person__in=named, url=news.url)
    named -= set(knowing.values_list("person_id", flat=True))
    tell(named, news)
    letters.write(named, post)


def of_tags(thread: Thread, new: Collection[Tag], by: User, at: datetime.datetime) -> None:
    """Tell who follows tags that a thread did not have, where they were not told of it yet."""
    if not new:
        return
    url = thread.get_absolute_url()
    following = followers(Tag.objects.filter(pk__in=[tag.pk for tag in new]))
    knowing = Notification.objects.filter(person__in=list(following), url=url)
    known = set(knowing.values_list("person_id", flat=True))
    for person, tag in following.items():
        news = News(
            kind=Notification.Kind.REPLY,
            actor_name=by.username,
            deed=f"gave the tag “{tag}” to the thread",
            subject=thread.subject,
            url=url,
            at=at,
        )
        tell({person} - known, news, but=by.pk)


def names_in(html: str) -> set[str]:
    """The names, in their canonical form, that a stored post mentions, outside what it quotes."""
    depth, own = 0, []
    for piece in _QUOTATION.split(html):
        if _QUOTATION.fullmatch(piece):
            depth += -1 if piece.startswith("</") else 1
        elif not depth:
            own.append(piece)
    return {canonical(mark[1:]) for mark in cited_in(own) if mark.startswith("@")}


def _people(names: set[str]) -> list[int]:
    if not names:
        return []
    people = User.objects.filter(name_key__in=names, is_active=True).order_by("pk")
    return list(people.values_list("pk", flat=True)[:MENTIONS_TOLD])


def news_of(post: Post, thread: Thread, author: User, deed: str, at: datetime.datetime) -> News:
    """News of a post: of a thread's first as of the thread."""
    words = " ".join(plain(post.body).split())
    return News(
        kind=Notification.Kind.REPLY,
        actor_name=author.username,
        deed=deed,
        subject=thread.subject,
        url=(thread if post.number == 1 else post).get_absolute_url(),
        at=at,
        quote=words if len(words) <= 200 else f"{words[:199]}…",
    )
