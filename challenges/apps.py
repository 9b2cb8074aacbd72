from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "challenges"

    def ready(self) -> None:
        from challenges.placing import CHALLENGES  # models are there only now
        from wiki.marking import marks_of

        marks_of(CHALLENGES)
