from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        from recommendations.citing import numbered  # models are there only now
        from wiki.citing import numbers_found_by

        numbers_found_by(numbered)
