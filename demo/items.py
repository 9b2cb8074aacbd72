"""What people of the story do with recommendations."""

import datetime

from accounts.models import User
from demo.stage import Event, Stage
from recommendations import arranging, criteria, merging, reserving, starring
from recommendations.detailing import Details, set_details
from recommendations.draft import Draft
from updates.moving import move_to_page
from updates.recommending import suggest_changes
from wiki.changesets import recording


class ItemDeeds(Stage):
    """Each deed is called as its events are."""

    def suggest_wording(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        draft = Draft.from_page(item.page)
        for line in draft.items():
            line.wording = event["wording"] if line.pk == item.pk else line.wording
        suggest_changes(draft, author=by, note=event["note"], at=at)

    def add(self, by: User, at: datetime.datetime, event: Event) -> None:
        page = self.pages[event["page"]]
        with recording(page, author=by, note=event.get("note", ""), at=at):
            for item in event["items"]:
                area = self._area(page, item["area"]) or arranging.add_area(
                    page, item["area"], author=by
                )
                self.recommendations[item["key"]] = arranging.add(area, item["wording"], author=by)

    def reword(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        declared = event.get("declared", False)
        arranging.reword(item, event["wording"], author=by, declared=declared, note=note, at=at)

    def move(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        area = self._area(item.page, event["area"])
        assert area is not None
        note, position = event.get("note", ""), event["position"]
        arranging.move(item, area=area, position=position, author=by, note=note, at=at)

    def move_to_page(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        page, title = self.pages[event["page"]], event["area"]
        move_to_page(item, page=page, title=title, author=by, note=note, at=at)

    def merge(self, by: User, at: datetime.datetime, event: Event) -> None:
        self.recommendations[event["key"]] = merging.merge(
            [self.recommendations[key] for key in event["keys"]],
            wording=event["wording"],
            area=self._area(self.pages[event["page"]], event["area"]),
            author=by,
            note=event.get("note", ""),
            at=at,
        )

    def split(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        parts = {part["key"]: part["wording"] for part in event["parts"]}
        made = merging.split(item, list(parts.values()), author=by, note=note, at=at)
        self.recommendations.update(zip(parts, made, strict=True))

    def remove(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        arranging.remove(item, author=by, note=note, at=at)

    def rename_area(self, by: User, at: datetime.datetime, event: Event) -> None:
        area = self._area(self.pages[event["page"]], event["area"])
        assert area is not None
        arranging.rename_area(area, event["title"], author=by, note=event.get("note", ""), at=at)

    def define(self, by: User, at: datetime.datetime, event: Event) -> None:
        criteria.define(
            self.pages[event["page"]],
            [criteria.Meaning(**meaning) for meaning in event.get("meanings", [])],
            author=by,
            need_reason=event.get("need_reason"),
            hide_tally=event.get("hide_tally"),
            note=event.get("note", ""),
            at=at,
        )

    def star(self, by: User, at: datetime.datetime, event: Event) -> None:
        items = [self.recommendations[key] for key in event["keys"]]
        page = items[0].page
        starring.give_all(
            page,
            items,
            person=by,
            criterion=self._criterion(page, event),
            reason=event.get("reason", ""),
            note=event.get("note", ""),
            at=at,
        )

    def reason(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        meant, text = self._criterion(item.page, event), event["text"]
        starring.explain(item, person=by, criterion=meant, reason=text, at=at)

    def confirm(self, by: User, at: datetime.datetime, event: Event) -> None:
        starring.give(self.recommendations[event["key"]], person=by, at=at)

    def unstar(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        starring.take_back(item, person=by, note=note, at=at)

    def reserve(self, by: User, at: datetime.datetime, event: Event) -> None:
        item = self.recommendations[event["key"]]
        reserving.raise_reservation(item, person=by, reason=event["text"], at=at)

    def withdraw(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        reserving.withdraw(item, person=by, note=note, at=at)

    def status(self, by: User, at: datetime.datetime, event: Event) -> None:
        item, note = self.recommendations[event["key"]], event.get("note", "")
        arranging.set_status(item, event["status"], author=by, note=note, at=at)

    def details(self, by: User, at: datetime.datetime, event: Event) -> None:
        details = Details.read(event | {"audience": ", ".join(event.get("audience", []))})
        item, note = self.recommendations[event["key"]], event.get("note", "")
        set_details(item, details, author=by, note=note, at=at)
