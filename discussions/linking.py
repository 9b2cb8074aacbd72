"""The text of a post as it is stored, and the links in it."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from accounts.models import User
from discussions.models import Post, PostLink
from markup.render import Rendered, WikiLink, cited_in, link_titles, render_post
from wiki.citing import cite
from wiki.linking import keep_links, known_pages
from wiki.models import PageName
from wiki.writing import tidy


@dataclass(frozen=True)
class PostText:
    """A rendered post, with the pages that its links were found to lead to."""

    rendered: Rendered
    known: Mapping[str, str]

    @property
    def html(self) -> str:
        return "".join(part.html for part in self.rendered.parts)

    @property
    def links(self) -> list[WikiLink]:
        return self.rendered.links


def resolve(
    body: str, *, author: User, to: int = 0, cited: Mapping[str, str] | None = None
) -> PostText:
    """Render a post. Raises markup.render.Refused.

    Ids in it begin with a mark made of who says what to which post (0: a thread's opening), so
    that they are known before the post has a number, and differ between posts of a thread.
    """
    body = tidy(body)
    said = f"{author.pk}/{to}/{body}"
    prefix = f"p{hashlib.sha256(said.encode()).hexdigest()[:8]}-"
    known = known_pages(link_titles(body))
    cited = cite(body) if cited is None else cited
    return PostText(render_post(body, known, prefix, cited), known)


def keep(post: Post, text: PostText, *, is_new: bool = False) -> None:
    """Have the table hold the links of a post as it was rendered."""
    if text.links or not is_new:
        keep_links(PostLink, {"source": post}, text.links, text.known)
    if any(link.title not in text.known for link in text.links):
        transaction.on_commit(partial(_settle, post.pk))


def _settle(pk: int) -> None:
    """Render once more where a page that the post links to was written at the same moment."""
    missing = PostLink.objects.filter(source=pk, is_missing=True)
    slugs = missing.filter(target_slug__in=PageName.objects.leading().values("slug"))
    found = list(slugs.values_list("target_slug", flat=True))
    if found:
        refresh(found)


def refresh(slugs: Collection[str]) -> None:
    """Render the posts again that link to these names: their pages are written, or moved, now."""
    posts = Post.objects.standing().filter(links_out__target_slug__in=slugs)
    for post in posts.select_related("author").distinct():
        cited = cited_in([post.html])
        text = resolve(post.body, author=post.author, to=post.answers or 0, cited=cited)
        if Post.objects.filter(pk=post.pk, body=post.body).update(html=text.html):
            keep(post, text)
