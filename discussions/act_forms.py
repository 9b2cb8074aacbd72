"""The forms in which somebody does something with a thread as a whole, and says why."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from discussions.models import REASON_LIMIT, SUBJECT_LIMIT, Post, Thread
from discussions.whereabouts import opening_post
from recommendations.models import Recommendation
from web.forms import PlainForm, line
from web.paging import whole_number
from wiki.access import find_page
from wiki.linking import slug_of
from wiki.models import TITLE_LIMIT, Changeset, Page

OFFERED = 50  # updates and threads to choose from
ADDRESS = re.compile(r"(?:^|/discussion/)(\d{1,18})/?$")


def why(label: str, empty: str, *, required: bool = True) -> forms.CharField:
    hint = "One sentence. It stands in the thread with your name."
    return line(label, limit=REASON_LIMIT, required=required, empty=empty, hint=hint, size=60)


class ActForm(PlainForm):
    """What all of them know: the thread, and who would do it."""

    def __init__(self, thread: Thread, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thread, self.reader = thread, reader


class FeatureForm(ActForm):
    reason = why("Why it is featured", "Say in one sentence why this thread is featured")


class LockForm(ActForm):
    reason = why("Why it is locked", "Say in one sentence why this thread is locked")


class ResolveForm(ActForm):
    reason = why("What it led to", "", required=False)
    update = forms.ChoiceField(label="The update that it led to", required=False)
    recommendation = forms.ChoiceField(label="The recommendation that it led to", required=False)

    def __init__(self, thread: Thread, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(thread, reader, *args, **kwargs)
        updates = Changeset.objects.visible_to(reader).filter(page=thread.page_id)
        self.updates: QuerySet[Changeset] = updates.order_by("-number")[:OFFERED]
        items = Recommendation.objects.standing().filter(page=thread.page_id)
        self.items: QuerySet[Recommendation] = items.order_by("pk")
        choices = {
            "update": [(str(one.pk), _named(one)) for one in self.updates],
            "recommendation": [(str(one.pk), f"{one.ref} {one.wording}") for one in self.items],
        }
        for name, found in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", "None"), *((pk, words[:90]) for pk, words in found)]
            field.error_messages = {"invalid_choice": f"Choose an {name} of the page, or none"}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, rows in (("update", self.updates), ("recommendation", self.items)):
            pk = whole_number(data.get(name) or "")
            data[name] = next((one for one in rows if one.pk == pk), None)
        if not any(data.get(name) for name in self.fields) and not self.errors:
            self.add_error("reason", "Say what it led to, or choose an update or a recommendation")
        return data


def _named(update: Changeset) -> str:
    return f"Update {update.number}" + (f": {update.note}" if update.note else "")


class MoveForm(ActForm):
    page = line(
        "Move it to the page",
        limit=TITLE_LIMIT,
        empty="Enter the title of a page",
        hint="The whole title of a page.",
        size=40,
    )
    reason = why("Why it is moved", "Say in one sentence why this thread is moved")

    def clean_page(self) -> Page:
        title = self.cleaned_data["page"]
        found = find_page(self.reader, slug_of(title))
        if found is None:
            pages = Page.objects.visible_to(self.reader).filter(title__icontains=title)
            titles = [f"“{name}”" for name in pages.values_list("title", flat=True)[:5]]
            like = f". Titles like it: {', '.join(titles)}" if titles else ""
            raise forms.ValidationError(f"No page is called “{title}”{like}")
        return found


class SplitForm(ActForm):
    post = line(
        "Number of the reply",
        limit=18,
        empty="Enter the number of a reply",
        hint="It becomes the first post of the new thread. All that answers it goes along.",
        inputmode="numeric",
        size=6,
    )
    subject = line(
        "Subject of the new thread",
        limit=SUBJECT_LIMIT,
        empty="Give the new thread a subject",
        hint=f"At most {SUBJECT_LIMIT} characters.",
        size=60,
    )
    reason = why("Why it is split off", "Say in one sentence why this is split off")

    def clean_post(self) -> Post:
        number = whole_number(self.cleaned_data["post"])
        found: Post | None = Post.objects.filter(thread=self.thread, number=number or 0).first()
        if found is None or found.number == 1:
            raise forms.ValidationError("No reply of this thread has that number")
        return found


class MergeForm(ActForm):
    """Into which thread another one goes: one of the same page, or any by its address."""

    into = forms.ChoiceField(label="Merge it into", required=False)
    other = line(
        "Or into a thread of another page",
        limit=300,
        required=False,
        hint="Its address, or the number in its address.",
        size=40,
    )
    reason = why("Why they are merged", "Say in one sentence why the threads are merged")

    def __init__(self, thread: Thread, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(thread, reader, *args, **kwargs)
        beside = Thread.objects.standing().filter(page=thread.page_id).exclude(pk=thread.pk)
        rows = beside.order_by("-last_post_at")[:OFFERED].values_list("pk", "subject")
        field: Any = self.fields["into"]
        field.choices = [("", "Choose a thread of this page")]
        field.choices += [(str(pk), subject[:90]) for pk, subject in rows]
        field.error_messages = {"invalid_choice": "Choose a thread that stands beside this page"}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        named = ADDRESS.search(data.get("other") or "")
        pk = named[1] if named else data.get("into") if not data.get("other") else ""
        found = Thread.objects.filter(pk=int(pk)).first() if pk else None
        if found is not None and found.merged_into_id is not None:
            post = opening_post(found)
            found = post.thread if post else None
        if found and not Thread.objects.visible_to(self.reader).filter(pk=found.pk).exists():
            found = None
        if found is None and not self.errors:
            name = "other" if data.get("other") else "into"
            self.add_error(name, "Say which thread it is merged into")
        elif found is not None and found.pk == self.thread.pk:
            self.add_error("other", "A thread cannot be merged into itself")
        data["into"] = found
        return data
