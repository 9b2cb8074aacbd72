from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate

from search.index import after_migrations, before_migrations


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        # Only apps with models are told of migrations; any one of them hears of all.
        told = apps.get_app_config("discussions")
        pre_migrate.connect(before_migrations, sender=told, dispatch_uid="search")
        post_migrate.connect(after_migrations, sender=told, dispatch_uid="search")
