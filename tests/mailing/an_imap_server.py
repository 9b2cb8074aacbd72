"""A small IMAP server on loopback: one mailbox, as much of RFC 3501 as a client here asks for."""

import re
import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mailbox:
    messages: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    password: str = "p@ss/word"
    drops_at: str = ""  # the command at which the server hangs up
    said: list[str] = field(default_factory=list)

    def add(self, raw: bytes) -> None:
        uid = 100 + len(self.messages)
        self.messages[uid], self.flags[uid] = raw, set()


class Talk(socketserver.StreamRequestHandler):
    server: "ImapServer"

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.server.mailbox.said.append(command)
            drops_at = self.server.mailbox.drops_at
            if drops_at and command.startswith(drops_at):
                return
            answer = self.answer(command)
            self.say(f"{tag} {answer}")
            if command == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def answer(self, command: str) -> str:
        box = self.server.mailbox
        if command == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            return "OK in" if command == f'LOGIN lena "{box.password}"' else "NO wrong password"
        elif command.startswith("SELECT"):
            if command != 'SELECT "INBOX"':
                return "NO no such folder"
            self.say(f"* {len(box.messages)} EXISTS")
        elif command.startswith("UID SEARCH"):
            unseen = [str(uid) for uid, flags in box.flags.items() if r"\Seen" not in flags]
            self.say(f"* SEARCH {' '.join(unseen)}".strip())
        elif found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            raw = box.messages[int(found[1])][: int(found[2])]
            self.say(f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(raw)}}}")
            self.wfile.write(raw + b")\r\n")
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS \((.*)\)", command):
            box.flags[int(found[1])].add(found[2])
        elif command == "LOGOUT":
            self.say("* BYE")
        else:
            return f"BAD {command}"
        return "OK done"


class ImapServer(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mailbox = Mailbox()
        self.tls = tls
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True)
        return connection, address

    @property
    def url(self) -> str:
        scheme, port = "imaps" if self.tls else "imap", self.server_address[1]
        return f"{scheme}://lena:p%40ss%2Fword@127.0.0.1:{port}/INBOX"

    def __exit__(self, *args: Any) -> None:
        self.shutdown()
        super().__exit__(*args)
