"""A store that speaks as much of Amazon's S3 as django-storages asks of one, on loopback.

It checks what a real one would refuse: an address without the bucket, a request that is not
signed, and a body that is not what its checksum says. moto's server does more, and would bring
some sixteen packages for it.
"""

import base64
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

MISSING = b"<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>"


class Store(ThreadingHTTPServer):
    def __init__(self, bucket: str) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.bucket = bucket
        self.kept: dict[str, bytes] = {}
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Store

    def log_message(self, *args: object) -> None:
        """Quietly."""

    def key(self) -> str:
        path = unquote(urlsplit(self.path).path)
        bucket, _, key = path.removeprefix("/").partition("/")
        signed = self.headers.get("Authorization", "")
        if bucket != self.server.bucket or not signed.startswith("AWS4-HMAC-SHA256 Credential="):
            return ""
        self.server.asked.append(f"{self.command} {key}")
        return key

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.key()
        crc = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
        hashed = self.headers["x-amz-content-sha256"]
        if not key:
            self.answer(403)
        elif self.headers.get("x-amz-checksum-crc32", crc) != crc or (
            hashed != "UNSIGNED-PAYLOAD" and hashed != sha256(body).hexdigest()
        ):
            self.answer(400)
        else:
            self.server.kept[key] = body
            self.answer(200, ETag=f'"{sha256(body).hexdigest()}"')

    def do_GET(self) -> None:
        key = self.key()
        body = self.server.kept.get(key)
        if body is None:
            self.answer(404 if key else 403, MISSING, Content_Type="application/xml")
            return
        etag = f'"{sha256(body).hexdigest()}"'
        when = "Thu, 01 Feb 2024 12:00:00 GMT"
        self.answer(200, body, ETag=etag, Last_Modified=when, Content_Type="binary/octet-stream")

    def do_HEAD(self) -> None:
        body = self.server.kept.get(self.key())
        if body is None:
            self.answer(404)
            return
        self.send_response(200)
        self.send_header("ETag", f'"{sha256(body).hexdigest()}"')
        self.send_header("Last-Modified", "Thu, 01 Feb 2024 12:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()

    def do_DELETE(self) -> None:
        self.server.kept.pop(self.key(), None)
        self.answer(204)


@contextmanager
def open_store(bucket: str) -> Iterator[Store]:
    with Store(bucket) as store:
        thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield store
        finally:
            store.shutdown()
            thread.join()
