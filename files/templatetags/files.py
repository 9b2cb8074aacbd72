"""What templates of other apps show of files."""

from django import template

from files.models import FileVersion
from files.panels import changed_between
from wiki.models import Page

register = template.Library()


@register.simple_tag
def file_changes(page: Page, after: int, until: int) -> list[FileVersion]:
    return changed_between(page, after, until)
