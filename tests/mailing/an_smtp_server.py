"""A small SMTP server on loopback, which takes every mail and shows it to the test."""

import socketserver
import threading
from queue import Queue
from typing import Any


class Talk(socketserver.StreamRequestHandler):
    server: "SmtpServer"

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            command = line.decode().strip().upper()
            if command == "DATA":
                self.say("354 go on")
                self.server.mails.put(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.say("221 bye" if command == "QUIT" else "250 yes")
            if command == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class SmtpServer(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: Queue[bytes] = Queue()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *args: Any) -> None:
        self.shutdown()
        super().__exit__(*args)
