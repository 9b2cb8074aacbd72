"""Saving a page that others may have changed meanwhile: nothing is overwritten unseen."""

from dataclasses import dataclass, field, replace

from accounts.models import User
from markup.merge import Merge, merge, resolve
from markup.words import count_change, plain
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.pasts import Hidden, text_at
from wiki.tagging import settled, tidy_tags
from wiki.writing import revise_page, tidy


@dataclass(frozen=True)
class Texts:
    """What the edit form holds of a page: its keyword tags as they are called now."""

    title: str
    body: str
    tags: str
    is_hidden: bool = field(default=False, compare=False)
    """The text is for merging alone: no screen may show it."""

    @classmethod
    def of(cls, page: Page) -> "Texts":
        return cls(page.title, page.body, settled(page.tags))

    @classmethod
    def at(cls, page: Page, number: int, *, hidden_too: bool = False) -> "Texts | None":
        """As update `number` left them; None where there is no such update, or it is hidden."""
        changeset = Changeset.objects.filter(page=page, number=number).first()
        try:
            return cls.left_by(page, changeset) if changeset else None
        except Hidden:
            if not hidden_too or changeset is None:
                return None
        return cls.left_by(page, changeset, hidden_too=True)

    @classmethod
    def left_by(cls, page: Page, changeset: Changeset, *, hidden_too: bool = False) -> "Texts":
        """Raises wiki.pasts.Hidden, unless that is wanted too."""
        row = page.history.as_at(changeset.pk).get()
        body = text_at(page, changeset, hidden_too=hidden_too)
        return cls(row.title, body, settled(row.tags), is_hidden=hidden_too)


@dataclass(frozen=True)
class Merged:
    """Two people's changes of the same texts, put together as far as they do not touch."""

    base: Texts
    theirs: Texts
    mine: Texts
    body: Merge

    @property
    def title_conflict(self) -> bool:
        return self.theirs.title not in (self.base.title, self.mine.title) and (
            self.mine.title != self.base.title
        )

    @property
    def clean(self) -> bool:
        return self.body.clean and not self.title_conflict

    @property
    def title(self) -> str:
        return self.theirs.title if self.mine.title == self.base.title else self.mine.title

    @property
    def tags(self) -> str:
        """Keyword tags never conflict: what either added is there, what either removed is not."""
        base, theirs, mine = (
            [name for name in texts.tags.split(", ") if name]
            for texts in (self.base, self.theirs, self.mine)
        )
        kept = [name for name in theirs if name in mine or name not in base]
        return tidy_tags([*kept, *(name for name in mine if name not in (*base, *kept))])


class Conflict(Exception):
    """Raised where two people changed the same place; holds both, and `against`: theirs."""

    def __init__(self, merged: Merged, against: int) -> None:
        super().__init__("two people changed the same place")
        self.merged = merged
        self.against = against


@dataclass(frozen=True)
class Saved:
    changeset: Changeset | None  # None: nothing had changed
    merged: bool  # with what somebody else changed meanwhile


def words_changed(page: Page, mine: Texts, *, base: int | None) -> int:
    """How many words of the text somebody added to and removed from what they saw."""
    seen = (Texts.at(page, base) if base else None) or Texts.of(page)
    return sum(count_change(plain(seen.body), plain(tidy(mine.body))))


def put_together(base: Texts, theirs: Texts, mine: Texts) -> Merged:
    mine = replace(mine, body=tidy(mine.body), tags=tidy_tags(mine.tags))
    return Merged(base, theirs, mine, merge(base.body, theirs.body, mine.body))


def save(
    page: Page,
    mine: Texts,
    *,
    base: int | None,
    author: User | None,
    note: str = "",
    minor: bool = False,
    parent: Page | bool | None = False,
    seen: int | None = None,
    keep_address: bool = False,
    take_over: str = "",
    accepted_by: User | None = None,
) -> Saved:
    """Save a page edited since update `base` (None: since the latest).

    Where a conflict was decided, `base` is what it was decided against, and `seen` the update that
    its author had seen before. What a new title does to addresses is said as for
    `wiki.writing.revise_page`; `accepted_by` puts on the page what `author` suggested.
    Raises Conflict, wiki.naming.NameTaken, markup.render.Refused; nothing is written then.
    """
    with recording(page, author=author, note=note, minor=minor, accepted_by=accepted_by) as update:
        page.refresh_from_db()
        latest = Changeset.objects.filter(page=page).values_list("number", flat=True).first() or 0
        is_behind = base is not None and base < latest
        before = Texts.at(page, base or 0, hidden_too=True) if is_behind else None
        theirs = Texts.of(page)
        together = put_together(before or theirs, theirs, mine)
        if not together.clean:
            raise Conflict(together, latest)
        if before is not None and base is not None and parent == _parent_at(page, base):
            parent = False  # its place was not changed here, and may have been there
        revise_page(
            page,
            author=author,
            title=together.title,
            body=together.body.text,
            tags=together.tags,
            parent=parent,
            keep_address=keep_address,
            take_over=take_over,
        )
        since = _merged_since(base, seen, is_changed=before is not None and theirs != before)
        if since is not None and update.made is not None:
            update.merged(since=since)
            return Saved(update.made, merged=True)
    return Saved(update.made, merged=False)


def _merged_since(base: int | None, seen: int | None, *, is_changed: bool) -> int | None:
    """The update after which others changed what is saved; None where nobody did."""
    if base is None or (seen is not None and seen < base):
        return seen
    return base if is_changed else None


def _parent_at(page: Page, number: int) -> Page | None:
    """The page that it stood under at update `number`."""
    changeset = Changeset.objects.get(page=page, number=number)
    parent_id = page.history.as_at(changeset.pk).get().parent_id
    return Page.objects.filter(pk=parent_id).first() if parent_id else None


def decide(merged: Merged, choices: dict[int, str], title: str) -> Texts:
    """The texts that somebody made of a conflict. `choices`: the text for each conflicting place.

    Raises ValueError where a place is left open.
    """
    return Texts(title, resolve(merged.body, choices), merged.tags)
