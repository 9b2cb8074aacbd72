"""Who may take a file down, and the screen that tells of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from files.models import File, FileUse, FileVersion
from wiki.access import may_edit
from wiki.tree import ancestors


def may_take_down(person: Any, file: File) -> bool:
    """Moderators; whoever uploaded all of it too, while nothing uses it.

    The same people put it back, but not what a moderator took down.
    """
    if not may_edit(person, file.page):
        return False
    if person.moderates:
        return True
    others = FileVersion.objects.filter(file=file).exclude(changeset__author=person)
    uses = FileUse.objects.filter(owner=file.page_id, name_key=file.name_key)
    by_others = file.is_hidden and file.hidden_by_id != person.pk
    return not (by_others or others.exists() or uses.exists())


def may_hide_version(person: Any, file: File) -> bool:
    return bool(may_edit(person, file.page) and person.moderates)


def gone_screen(request: HttpRequest, file: File, version: FileVersion | None) -> HttpResponse:
    """What became of a file, or of one version of it (`version`)."""
    may_restore = may_hide_version if version else may_take_down
    context = {
        "page": file.page,
        "path": ancestors(file.page),
        "file": file,
        "version": version,
        "gone": version or file,
        "may_restore": not (version or file).purged_at and may_restore(request.user, file),
    }
    return render(request, "files/gone.html", context, status=410)
