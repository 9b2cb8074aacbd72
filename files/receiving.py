"""How files come in: never more of one than is taken."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

TOO_LARGE = "parley.file_too_large"


class Bounded(FileUploadHandler):
    """Stops keeping a file that is larger than the limit; the form then says so."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.FILE_LIMIT:
            assert self.request is not None
            self.request.META[TOO_LARGE] = "1"
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None
