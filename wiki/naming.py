"""The names of pages: each belongs to one page, which has or had it."""

from django.utils.dateformat import format as format_date
from django.utils.timezone import localtime

from accounts.models import User
from wiki.changesets import recording
from wiki.linking import slug_of
from wiki.models import TITLE_LIMIT, Page, PageName


class NameTaken(ValueError):
    """Raised where a title's name already belongs to another page (`page`), or is no name.

    `former`: the name itself, where that page is called otherwise now. Whoever knows that may
    take it over.
    """

    def __init__(self, page: Page | None, former: str = "") -> None:
        self.page = page
        self.former = former
        said = "Use a letter or digit"
        if page:
            said = f"There is already a page called “{page.title}”"
        if page and former:
            said = f"The page “{page.title}” had this name before, and links with it lead there"
        if page and page.deleted_at:
            day = format_date(localtime(page.deleted_at), "j F Y")
            said = f"A page called “{page.title}” was deleted on {day} and can still be restored"
        super().__init__(said)


def require_free(slug: str, page: Page | None, take_over: str = "") -> None:
    """Raise NameTaken unless `page` (None: a new one) may have this name.

    `take_over` names a former name of another page that may be taken from it.
    """
    taken = PageName.objects.filter(slug=slug).select_related("page").first()
    if slug and (taken is None or taken.page == page):
        return
    if taken is None:
        raise NameTaken(None)
    is_gone = taken.page.deleted_at is not None
    is_former = is_gone or slug not in (taken.page.slug, slug_of(taken.page.title))
    if not (is_former and take_over == slug):
        raise NameTaken(taken.page, slug if is_former else "")


def give_name(page: Page, slug: str, take_over: str = "") -> None:
    """Let links and addresses with this name lead to `page`; where it is free, or taken over.

    Raises IntegrityError where somebody else got it at the same moment.
    """
    if take_over == slug:
        PageName.objects.filter(slug=slug).update(page=page)
    PageName.objects.get_or_create(slug=slug, page=page)


def make_way(slug: str, take_over: str, *, author: User | None) -> None:
    """Move a deleted page to another address, where its own is taken over."""
    gone = Page.objects.deleted().filter(slug=slug).first() if take_over == slug else None
    if gone is not None:
        with recording(gone, author=author, of_deleted=True) as update:
            gone.slug = f"{slug[: TITLE_LIMIT - 30]}-deleted-{gone.pk}"
            gone.save()
            PageName.objects.get_or_create(slug=gone.slug, page=gone)
            update.count("name_given_up")


def rename(page: Page, *, keep_address: bool = False, take_over: str = "") -> None:
    """Give the page the name of its new title; the old one goes on leading here.

    With `keep_address` links with the new title lead here too, and the address stays.
    """
    slug = slug_of(page.title)
    require_free(slug, page, take_over)
    give_name(page, slug, take_over)
    if not keep_address:
        page.slug = slug
