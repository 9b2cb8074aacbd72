from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "discussions"

    def ready(self) -> None:
        from discussions.linking import refresh  # models are there only now
        from wiki.linking import refreshed_by

        refreshed_by(refresh)
