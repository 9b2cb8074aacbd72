"""From post to recommendation: words of a post proposed as one, with credit to who wrote them."""

import datetime
from functools import partial

from django.utils import timezone

from accounts.models import User
from discussions.causing import name_causes
from discussions.models import Post, Proposal, ThreadWatch
from discussions.posting import Removed
from markup.marking import text_of
from markup.passages import QUOTE_LIMIT, Text, flat
from recommendations.areas import chosen_area
from recommendations.arranging import add, tidy, twin_of
from recommendations.models import Area, Recommendation
from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import Recording, recording


class SaidAlready(ValueError):
    """Raised where the area has a recommendation with these very words: `twin`."""

    def __init__(self, twin: Recommendation) -> None:
        super().__init__(f"{twin.ref} says this already")
        self.twin = twin


class NotThere(ValueError):
    """Raised where the post does not say what is quoted of it."""


def sentences_of(post: Post) -> list[str]:
    """The sentences of a post, as a reader reads them; those that are too long left out."""
    said = dict.fromkeys(Text(text_of([post.html])).sentences())
    return [sentence for sentence in said if sentence and len(sentence) <= QUOTE_LIMIT]


def words_in(post: Post, words: str) -> str:
    """These words as the post says them. Raises NotThere."""
    found = Text(text_of([post.html])).chosen(flat(words)[:QUOTE_LIMIT])
    if found is None:
        raise NotThere("The post does not say these words")
    return found.quote


def propose(
    post: Post,
    *,
    by: User,
    quote: str,
    wording: str = "",
    area: Area | None = None,
    new_area: str = "",
    note: str = "",
    at: datetime.datetime | None = None,
) -> Recommendation:
    """Put words of a post (`quote`) on its page as a recommendation; `wording` may differ.

    It stands in an area of the page, or in one of this title. Its update names the thread as its
    cause; who wrote the words, and who watches the thread, is told. The same words proposed twice
    are one. Raises Removed, NotThere, SaidAlready, AreaRemoved.
    """
    moment = at or timezone.now()
    thread, page = post.thread, post.thread.page
    note = note or f"Proposed from post {post.number} of “{thread.subject[:300]}”"
    with recording(page, author=by, note=note, at=at) as update:
        post = Post.objects.select_for_update().select_related("author").get(pk=post.pk)
        if post.removed_at is not None:
            raise Removed("The post was taken down")
        quote = words_in(post, quote)
        wording = tidy(wording or quote)
        place = chosen_area(page, area, new_area, author=by)
        twin = twin_of(place, wording)
        if twin is not None:
            if twin.from_post != post.pk:
                raise SaidAlready(twin)
            return twin
        made = add(place, wording, author=by)
        words = {"from_post": post.pk, "from_name": post.author.username}
        Recommendation.objects.filter(pk=made.pk).update(**words)
        changeset = update.changeset()
        Proposal.objects.create(
            recommendation=made, post=post, update=changeset, quote=quote, by=by, at=moment
        )
        name_causes(changeset, [post.thread_id], by=by, at=moment, tells=False)
        _tell(post, made, by, moment)
    made.refresh_from_db()
    return made


def tell_of_status(item: Recommendation, update: Recording) -> set[int]:
    """Tell who proposed it from a post, and who wrote the post: where it stands now, and why.

    Returns who heard of it.
    """
    proposal = Proposal.objects.select_related("post").filter(recommendation=item.pk).first()
    by = update.author
    if proposal is None or by is None:
        return set()
    said = f"marked as {item.get_status_display().lower()}"
    news = partial(_news, item, by, at=update.at, quote=item.status_note)
    tell({proposal.by_id}, news(f"{said} what you proposed:"), but=by.pk)
    wrote = {proposal.post.author_id} - {proposal.by_id}
    tell(wrote, news(f"{said} what was proposed in your words:"), but=by.pk)
    return {proposal.by_id, *wrote}


def _tell(post: Post, made: Recommendation, by: User, at: datetime.datetime) -> None:
    news = partial(_news, made, by, at=at)
    tell({post.author_id}, news("proposed your words as a recommendation:"), but=by.pk)
    watchers = set(
        ThreadWatch.objects.filter(thread=post.thread_id).values_list("person", flat=True)
    )
    deed = f"proposed a recommendation from “{post.thread.subject[:120]}”:"
    tell(watchers - {post.author_id}, news(deed), but=by.pk)


def _news(
    item: Recommendation, by: User, deed: str, *, at: datetime.datetime, quote: str = ""
) -> News:
    return News(
        kind=Notification.Kind.REPLY,
        actor_name=by.username,
        deed=deed,
        subject=str(item),
        url=item.get_absolute_url(),
        at=at,
        quote=quote,
    )
