"""The area into which a form puts something: one that it chose, or one that it names."""

from django import forms

from accounts.models import User
from recommendations.arranging import add_area, tidy
from recommendations.models import Area
from web.paging import whole_number
from wiki.models import Page


class AreaRemoved(ValueError):
    """Raised where somebody removed the area meanwhile that a form chose."""

    def __init__(self, area: Area) -> None:
        super().__init__(f"“{area}” was removed from the page meanwhile")


def chosen_area(page: Page, area: Area | None, title: str, *, author: User | None) -> Area:
    """The area that was chosen, or the one of this title. Raises AreaRemoved.

    It is made where there is none of the title: asked for twice, it is one. The page is locked.
    """
    if area is not None:
        area.refresh_from_db()
        if area.is_removed:
            raise AreaRemoved(area)
        return area
    found: Area | None = page.areas.filter(is_removed=False, title=tidy(title)).first()
    return found or add_area(page, title, author=author)


def tell_of_removed_area(form: forms.Form, page: Page) -> None:
    """Say at its field that the `area` is gone which a form chose, unless it names a `new_area`.

    Called in its `clean`. Where no area is left to choose from, there is but the other field.
    """
    chosen = page.areas.filter(pk=whole_number(form.data.get("area", "")) or 0)
    removed = chosen.filter(is_removed=True).first()
    if removed is None:
        return
    form.errors.pop("area", None)
    if not form.cleaned_data.get("new_area"):
        said = f"{AreaRemoved(removed)}. Choose another one, or enter a heading for a new one"
        form.add_error("area" if "area" in form.fields else "new_area", said)
