"""Tracked models: their every write stands in the history, inside somebody's update of a page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.dispatch import receiver
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from wiki.changesets import recording_for


class UntrackedWrite(RuntimeError):
    """Raised, before anything is written, on a write that would leave no history."""


class KeptApart(AttributeError):
    """Raised where a history row is asked for the whole object, of which it holds only a part."""


class TrackedQuerySet(models.QuerySet[Any]):
    """Refuses the bulk writes that bypass history. Derived columns may be updated in bulk."""

    def update(self, **kwargs: Any) -> int:
        tracked = set(kwargs) - set(self.model.derived_fields)
        if tracked:
            raise UntrackedWrite(f"{self.model.__name__}.{sorted(tracked)} need a change set")
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        raise UntrackedWrite("bulk_create writes no history: save each row")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise UntrackedWrite("bulk_update writes no history: save each row")

    def delete(self) -> Any:
        raise UntrackedWrite("delete rows one by one, inside a change set")


class Tracked(models.Model):
    """A model whose rows are only written inside `recording(page, ...)`.

    `derived_fields` name the columns computed from others (counts, rendered HTML): they stand in
    no history, and may be written without a change set through the query set. `kept_apart` name
    those whose past is kept, but not in the history's rows.
    """

    derived_fields: ClassVar[tuple[str, ...]] = ()
    kept_apart: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._require_change_set()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._require_change_set()
        return super().delete(*args, **kwargs)

    def tracked_page_id(self) -> int | None:
        """The page whose history this row belongs to (None: a page not saved yet)."""
        raise TypeError(f"{type(self).__name__} must say which page it belongs to")

    def _require_change_set(self) -> None:
        if recording_for(self.tracked_page_id()) is None:
            raise UntrackedWrite(f"{type(self).__name__} is written outside a change set")


class ChangesetRecord(models.Model):
    """What each history row has beside the columns it copies: the update that wrote it."""

    changeset = models.ForeignKey(
        "wiki.Changeset", on_delete=models.PROTECT, related_name="+", db_index=True
    )

    class Meta:
        abstract = True


class HistoryRows(HistoricalQuerySet):
    """History rows read as of one update, right even where two rows share a time."""

    def as_at(self, changeset_id: int) -> "HistoryRows":
        """Of each object, its row as that update left it; objects gone by then are left out.

        Give it rows already narrowed to one page's objects. A plain window query with the type
        filtered outside lets Django push the filter inside, which brings deleted rows back.
        """
        upto = self.filter(changeset_id__lte=changeset_id)
        latest = upto.order_by().values("id").annotate(last=models.Max("history_id"))
        return self.filter(history_id__in=latest.values("last")).exclude(history_type="-")


class TrackedManager(HistoryManager):
    """The library's own, without its way around `KeptApart`."""

    def most_recent(self) -> Any:
        if self.model.instance_type.kept_apart:
            _refuse_the_whole(self.model())
        return super().most_recent()


class TrackedHistory(HistoricalRecords):
    """The one kind of history that tracked models have; see `Tracked`.

    `indexes`: further ones of the history's table.
    """

    def __init__(self, *, indexes: Sequence[models.Index] = (), **kwargs: Any) -> None:
        self._further_indexes = indexes
        super().__init__(
            bases=[ChangesetRecord],
            history_manager=TrackedManager,
            history_id_field=models.BigAutoField(primary_key=True),
            history_change_reason_field=models.TextField(null=True),
            historical_queryset=HistoryRows,
            user_db_constraint=True,
            **kwargs,
        )

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """One object's log is read newest first; the library's own index has the wrong order."""
        options: dict[str, Any] = super().get_meta_options(model)
        name = f"{model._meta.model_name}_log"
        pk = model._meta.pk
        assert pk is not None
        options["indexes"] = (
            *options.get("indexes", ()),
            models.Index(fields=[pk.attname, "-history_id"], name=name),
            *self._further_indexes,
        )
        return options

    def get_extra_fields(self, model: Any, fields: Any) -> dict[str, Any]:
        """Without the library's filling in of what is kept apart: it takes what stands today."""
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        if model.kept_apart:
            extra["instance"] = extra["history_object"] = property(_refuse_the_whole)
            extra["__str__"] = lambda row: f"{model.__name__} {row.pk} of history"
        return extra

    def create_historical_record(
        self, instance: Tracked, history_type: str, using: str | None = None
    ) -> None:
        update = recording_for(instance.tracked_page_id())
        if update is None:
            raise UntrackedWrite(f"{type(instance).__name__} is written outside a change set")
        instance._history_date = update.at  # type: ignore[attr-defined]
        instance._history_user = update.author  # type: ignore[attr-defined]
        super().create_historical_record(instance, history_type, using)


def _refuse_the_whole(row: Any) -> None:
    raise KeptApart(f"{type(row).__name__} holds no {row.instance_type.kept_apart}")


@receiver(pre_create_historical_record)
def name_the_update(sender: Any, instance: Any, history_instance: Any, **kwargs: Any) -> None:
    """Give each history row its change set; the first row of a recording creates it."""
    if isinstance(history_instance, ChangesetRecord):
        update = recording_for(instance.tracked_page_id())
        assert update is not None
        history_instance.changeset = update.changeset()
