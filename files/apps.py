from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        from files.using import found, keep  # models are there only now
        from wiki.shelving import files_kept_by

        files_kept_by(found, keep)
