"""Nothing tracked is written past its history."""

from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from wiki.changesets import recording
from wiki.tracking import ChangesetRecord, HistoryRows, Tracked, TrackedQuerySet, UntrackedWrite

TRACKED = [model for model in apps.get_models() if issubclass(model, Tracked)]
IDS = [model.__name__ for model in TRACKED]


def columns(model: type[Any]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in model.derived_fields and not field.primary_key
    ]


def test_pages_areas_recommendations_and_stars_are_tracked() -> None:
    assert {"Page", "Area", "Recommendation", "Star"} <= set(IDS)


@pytest.mark.parametrize("model", TRACKED, ids=IDS)
def test_each_history_row_names_its_update(model: type[Any]) -> None:
    """Only `TrackedHistory` makes such rows, and reads them as of an update."""
    assert isinstance(model.history.all(), HistoryRows)
    rows = model.history.model
    assert issubclass(rows, ChangesetRecord)
    assert not rows._meta.get_field("changeset").null


@pytest.mark.parametrize("model", TRACKED, ids=IDS)
def test_history_keeps_every_column_but_the_derived_ones(model: type[Any]) -> None:
    kept = {field.name for field in model.history.model._meta.concrete_fields}
    every = {field.name for field in model._meta.concrete_fields}
    assert every - kept == {*model.derived_fields, *model.kept_apart}


def test_the_text_of_a_page_alone_is_kept_apart() -> None:
    assert {model.__name__: model.kept_apart for model in TRACKED if model.kept_apart} == {
        "Page": ("body",)
    }


@pytest.mark.parametrize("model", TRACKED, ids=IDS)
@pytest.mark.usefixtures("db")
def test_a_bulk_update_of_a_tracked_column_is_refused(model: type[Any]) -> None:
    for column in columns(model):
        with pytest.raises(UntrackedWrite):
            model.objects.update(**{column: None})


@pytest.mark.parametrize("model", TRACKED, ids=IDS)
@pytest.mark.usefixtures("db")
def test_bulk_creation_and_deletion_are_refused(model: type[Any]) -> None:
    assert issubclass(model.objects.get_queryset().__class__, TrackedQuerySet)
    with pytest.raises(UntrackedWrite):
        model.objects.bulk_create([model()])
    with pytest.raises(UntrackedWrite):
        model.objects.all().delete()


def test_a_save_outside_an_update_is_refused_before_anything_is_written(make_page: Any) -> None:
    page = make_page("Rota")
    page.title = "Another name"
    with pytest.raises(UntrackedWrite):
        page.save()
    page.refresh_from_db()
    assert page.title == "Rota"


def test_a_delete_outside_an_update_is_refused(make_page: Any) -> None:
    page = make_page("Rota")
    with pytest.raises(UntrackedWrite):
        page.delete()


def test_a_save_inside_another_pages_update_is_refused(make_page: Any, author: Any) -> None:
    page, other = make_page("Rota"), make_page("Sleep")
    page.title = "Another name"
    with pytest.raises(UntrackedWrite), recording(other, author=author):
        page.save()


def test_history_is_dated_and_signed_by_its_update(make_page: Any, author: Any) -> None:
    moment = timezone.now() - timezone.timedelta(days=3)
    page = make_page("Rota", at=moment)
    row = page.history.get()
    assert (row.history_date, row.history_user) == (moment, author)
    assert row.changeset.number == 1
