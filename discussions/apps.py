from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "discussions"

    def ready(self) -> None:
        from discussions.linking import refresh  # models are there only now
        from discussions.placing import PASSAGES
        from discussions.proposing import tell_of_status
        from recommendations.hearing import statuses_told_by
        from wiki.linking import refreshed_by
        from wiki.marking import marks_of

        refreshed_by(refresh)
        marks_of(PASSAGES)
        statuses_told_by(tell_of_status)
