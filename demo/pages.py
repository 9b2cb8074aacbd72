"""What people of the story do with pages."""

import datetime
from dataclasses import replace

from accounts.models import User
from demo.stage import STORY, Event, Stage
from discussions.models import ThreadWatch
from files.uploading import upload
from updates import suggesting
from updates.editing import Texts
from wiki import retagging, visiting, writing
from wiki.models import PageWatch, Tag


class PageDeeds(Stage):
    """Each deed is called as its events are."""

    def create_page(self, by: User, at: datetime.datetime, event: Event) -> None:
        self.pages[event["page"]] = writing.create_page(
            author=by,
            title=event["title"],
            body=event["body"],
            tags=event.get("tags", []),
            note=event.get("note", ""),
            parent=self.pages.get(event.get("parent", "")),
            at=at,
        )

    def edit_page(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        page.refresh_from_db()
        body = event.get("body", page.body)
        for old, new in event.get("replace", []):
            body = body.replace(old, new, 1)
        writing.revise_page(
            page,
            author=by,
            title=event.get("title"),
            body=body,
            tags=event.get("tags"),
            note=event.get("note", ""),
            minor=event.get("minor", False),
            at=at,
        )

    def attach(self, by: User, at: datetime.datetime, event: Event) -> None:
        page, name, said = self.pages[event["page"]], event["file"], event["alt"]
        content = (STORY / "files" / name).read_bytes()
        upload(page, author=by, content=content, name=name, alt=said, note=event["note"], at=at)

    def tag(self, by: User, at: datetime.datetime, event: Event) -> None:
        tag = Tag.objects.get(name=event["tag"])
        retagging.describe(tag, description=event["text"], by=by, at=at)
        for name in event["also"]:
            retagging.add_synonym(tag, name=name, by=by, at=at)

    def suggest(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        page.refresh_from_db()
        texts = Texts.of(page)
        for old, new in event["replace"]:
            texts = replace(texts, body=texts.body.replace(old, new, 1))
        suggesting.suggest(page, texts, base=None, author=by, note=event["note"], at=at)

    def feature(self, by: User, at: datetime.datetime, event: Event) -> None:
        writing.feature(self.pages[event["page"]], by=by, reason=event["reason"], at=at)

    def visit(self, by: User, at: datetime.datetime, event: Event) -> None:
        visiting.read(self.pages[event["page"]], by, at=at)

    def watch(self, by: User, at: datetime.datetime, event: Event) -> None:
        if "page" in event:
            PageWatch.objects.get_or_create(
                page=self.pages[event["page"]], person=by, defaults={"since": at}
            )
        else:
            ThreadWatch.objects.get_or_create(
                thread=self.threads[event["thread"]], person=by, defaults={"since": at}
            )
