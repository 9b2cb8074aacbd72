"""Which of the site's activity somebody asks for, kept in an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from accounts.models import User
from accounts.names import canonical
from challenges.models import Challenge, ChallengeQuerySet
from discussions.models import Post, Thread, ThreadAct
from discussions.querysets import ActQuerySet, PostQuerySet
from discussions.whereabouts import opening_post
from recommendations.models import Recommendation
from wiki.access import find_page, find_page_asked
from wiki.models import Changeset, Page, Tag
from wiki.querysets import ChangesetQuerySet
from wiki.sizes import FINER_KINDS, KINDS
from wiki.tree import ids_of_branch

TEXT_LIMIT = 200
DISCUSSION = "discussion"
NAMES = {"": "Everything"} | {key: name for key, (name, _) in KINDS.items()}
NAMES[DISCUSSION] = "Discussion"
NAMES["moderation"] = FINER_KINDS["moderation"][0]


@dataclass(frozen=True)
class Choice:
    """What of the activity is asked for, as an address keeps it; everything where it is empty."""

    kind: str = ""  # one of NAMES
    on: str = ""  # the name of a page in its address: it, and all beneath it
    tag: str = ""  # a keyword of the page or the thread
    person: str = ""
    thread: str = ""  # its number in its address: its posts alone
    recommendation: str = ""  # likewise: what became of it, and the posts about it
    minor: str = ""  # "no": without minor edits
    watched: str = ""  # "yes": of pages and threads that the reader watches
    group: str = ""  # "page": each day by page
    # What the page and the tag are called, and what of the address is nowhere.
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def asked(cls, query: Mapping[str, str], reader: Any) -> "Choice":
        """What an address asks for. What it names and is nowhere is left out, and said so.

        Raises Deleted where the page was.
        """
        given = {name: " ".join(query.get(name, "").split())[:TEXT_LIMIT] for name in FIELDS}
        page = find_page_asked(reader, given["on"]) if given["on"] else None
        tag = Tag.objects.meant_by(given["tag"]) if given["tag"] else None
        person = User.objects.filter(name_key=canonical(given["person"])).first()
        thread = _thread(reader, given["thread"])
        item = _numbered(Recommendation.objects.visible_to(reader), given["recommendation"])
        found = {"on": page, "tag": tag, "person": person}
        found |= {"thread": thread, "recommendation": item}
        return cls(
            kind=given["kind"] if given["kind"] in NAMES else "",
            on=page.slug if page else "",
            tag=tag.slug if tag else "",
            person=person.username if person else "",
            thread=str(thread.pk) if thread else "",
            recommendation=str(item.pk) if item else "",
            minor="no" if given["minor"] == "no" else "",
            watched="yes" if given["watched"] == "yes" and reader.is_authenticated else "",
            group="page" if given["group"] == "page" else "",
            names={
                "on": page.title if page else "",
                "tag": tag.name if tag else "",
                "thread": thread.subject if thread else "",
                "recommendation": item.ref if item else "",
            },
            unknown=tuple(
                sorry.format(given[name])
                for name, sorry in SORRY.items()
                if given[name] and found[name] is None
            ),
        )

    @property
    def query(self) -> str:
        """As it stands in an address, after the question mark."""
        return urlencode({name: getattr(self, name) for name in FIELDS if getattr(self, name)})

    @property
    def of_any_kind(self) -> str:
        chosen = {name: getattr(self, name) for name in FIELDS if name != "kind"}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a kind is asked for."""
        return any(getattr(self, name) for name in FIELDS if name not in ("kind", "group"))

    @property
    def said(self) -> str:
        """What is asked for beside a kind, in words: "by ben, tagged rest"."""
        words = (
            self.on and f"on “{self.names['on']}” and beneath it",
            self.thread and f"in the thread “{self.names['thread']}”",
            self.recommendation and f"about {self.names['recommendation']}",
            self.person and f"by {self.person}",
            self.tag and f"tagged {self.names['tag']}",
            self.minor and "without minor edits",
            self.watched and "of what you watch",
        )
        return ", ".join(filter(None, words))

    def updates(self, reader: Any) -> ChangesetQuerySet:
        found: ChangesetQuerySet = Changeset.objects.visible_to(reader).of_kind(self.kind)
        if self.on:
            found = found.filter(page__in=self._branch(reader))
        if self.tag:
            tags = Tag.objects.of(self.tag)
            found = found.filter(page__in=Page.objects.filter(keywords__in=tags).values("pk"))
        if self.person:
            found = found.filter(author__username=self.person)
        if self.thread:
            found = found.none()
        if self.recommendation:
            found = _touching(found, [self.recommendation])
        if self.minor:
            found = found.filter(minor=False)
        if self.watched:
            watched = Page.objects.filter(watches__person=reader)
            found = found.filter(page__in=watched.values("pk"))
        return found

    def posts(self, reader: Any) -> PostQuerySet:
        found: PostQuerySet = Post.objects.standing().visible_to(reader)
        if self.on:
            found = found.filter(thread__page__in=self._branch(reader))
        if self.tag:
            tags = Tag.objects.of(self.tag)
            tagged = Q(thread__keywords__in=tags) | Q(thread__page__keywords__in=tags)
            found = found.filter(pk__in=Post.objects.filter(tagged).values("pk"))
        if self.person:
            found = found.filter(author__username=self.person)
        if self.thread:
            found = found.filter(thread=self.thread)
        if self.recommendation:
            found = found.filter(thread__recommendation=self.recommendation)
        if self.watched:
            threads = Q(thread__watches__person=reader) | Q(thread__page__watches__person=reader)
            found = found.filter(pk__in=Post.objects.filter(threads).values("pk"))
        return found

    def acts(self, reader: Any) -> ActQuerySet:
        """What was done with threads as a whole, but for what was undone."""
        found: ActQuerySet = ThreadAct.objects.standing()
        found = found.exclude(thread__page__in=Page.objects.deleted().values("pk"))
        if self.on:
            found = found.filter(thread__page__in=self._branch(reader))
        if self.tag:
            tags = Tag.objects.of(self.tag)
            tagged = Q(thread__keywords__in=tags) | Q(thread__page__keywords__in=tags)
            found = found.filter(pk__in=ThreadAct.objects.filter(tagged).values("pk"))
        if self.person:
            found = found.filter(actor__username=self.person)
        if self.thread:
            found = found.filter(Q(thread=self.thread) | Q(other=self.thread))
        if self.recommendation:
            found = found.filter(thread__recommendation=self.recommendation)
        if self.watched:
            threads = Q(thread__watches__person=reader) | Q(thread__page__watches__person=reader)
            found = found.filter(pk__in=ThreadAct.objects.filter(threads).values("pk"))
        return found

    def challenges(self, reader: Any) -> ChallengeQuerySet:
        found: ChallengeQuerySet = Challenge.objects.visible_to(reader)
        if self.on:
            found = found.filter(page__in=self._branch(reader))
        if self.tag:
            tagged = Page.objects.filter(keywords__in=Tag.objects.of(self.tag))
            found = found.filter(page__in=tagged.values("pk"))
        if self.person:
            found = found.filter(author__username=self.person)
        if self.watched:
            watched = Page.objects.filter(watches__person=reader)
            found = found.filter(page__in=watched.values("pk"))
        return found

    def _branch(self, reader: Any) -> Any:
        page = find_page(reader, self.on)
        return ids_of_branch(page.pk if page else 0)


def updates_of(reader: Any, recommendations: Any) -> ChangesetQuerySet:
    """Those by which something became of recommendations; no stars, which are their givers'."""
    return _touching(Changeset.objects.visible_to(reader), recommendations)


def _touching(found: ChangesetQuerySet, recommendations: Any) -> ChangesetQuerySet:
    rows = Recommendation.history.filter(id__in=recommendations)
    return found.filter(pk__in=rows.values("changeset"))


def _numbered(found: Any, text: str) -> Any:
    """The one with the number that an address names, or None."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 18
    return found.filter(pk=int(text)).first() if is_number else None


def _thread(reader: Any, text: str) -> Any:
    """The thread with this number, or the one that it was merged into."""
    threads = Thread.objects.visible_to(reader)
    found = _numbered(threads, text)
    gone = None if found else _numbered(Thread.objects.exclude(merged_into=None), text)
    opening = opening_post(gone) if gone else None
    return threads.filter(pk=opening.thread_id).first() if opening else found


FIELDS = tuple(one.name for one in fields(Choice) if one.compare)
SORRY = {
    "on": "No page is called “{}”, so all pages are shown.",
    "tag": "Nothing is tagged “{}”, so everything is shown.",
    "person": "Nobody here is called “{}”, so everybody’s activity is shown.",
    "thread": "There is no thread {}, so everything is shown.",
    "recommendation": "There is no recommendation {}, so everything is shown.",
}
EVERYTHING = Choice()
