from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "challenges"

    def ready(self) -> None:
        from challenges.placing import place  # models are there only now
        from wiki.linking import followed_by

        followed_by(place)
