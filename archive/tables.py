"""What an export holds: every table of the site but those that belong to one machine or one day."""

import tomllib
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

LEFT_OUT = {
    "sessions.session",  # who is signed in on which device
    "updates.pagedraft",  # what its writer has shown to nobody yet
    "discussions.postdraft",  # the same
    "updates.writer",  # who edits a page just now
    "account.emailconfirmation",  # keys in mails that are on their way
    # Mail that is on its way, and mail that came: another site would send and post it again.
    *("mailing.answer", "mailing.received", "discussions.postletter"),
    # Written by `migrate`, with ids that differ from one database to another.
    "contenttypes.contenttype",
    "auth.permission",
}
NUMBERED_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission"}

Table = type[models.Model]


def tables() -> list[Table]:
    """Every stored model, histories and many-to-many rows included.

    In the order of the apps, so that the index of search meets a thread before its posts. What
    names its neighbours by their natural keys comes last, when those are there.
    """
    stored = [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(stored, key=names_by_natural_key)


def names_by_natural_key(table: Table) -> bool:
    """Whether rows point to what has another id in every database."""
    pointed_at: list[Any] = [field.related_model for field in table._meta.concrete_fields]
    return any(model and model._meta.label_lower in NUMBERED_BY_MIGRATE for model in pointed_at)


def rows(table: Table) -> models.QuerySet[Any]:
    """All rows of a table in the order of an export, past whatever its own manager leaves out."""
    return table._base_manager.order_by("pk")


def product_version() -> str:
    """As pyproject.toml has it."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


class Schema:
    """How far migrations have shaped the tables: in this code, and in the database."""

    def __init__(self) -> None:
        self._executor = MigrationExecutor(connection)

    @property
    def is_applied(self) -> bool:
        """Whether the database has the shape that this code wants."""
        leaves = self._executor.loader.graph.leaf_nodes()
        return not self._executor.migration_plan(leaves)

    @property
    def latest(self) -> dict[str, str]:
        """The last migration of each app that has a table in an export."""
        labels = {table._meta.app_label for table in tables()}
        leaves = self._executor.loader.graph.leaf_nodes()
        return {app: name for app, name in sorted(leaves) if app in labels}

    def knows(self, app: str, migration: str) -> bool:
        return (app, migration) in self._executor.loader.disk_migrations
