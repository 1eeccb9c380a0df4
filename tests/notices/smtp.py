"""A real SMTP server on loopback, small: it takes what it is sent, and refuses what it is told to refuse."""

import contextlib
import email
import email.policy
import socketserver
import threading


class Handler(socketserver.StreamRequestHandler):
    """One conversation, RFC 5321's least: EHLO, MAIL, RCPT, DATA, RSET, QUIT."""

    def handle(self) -> None:
        self.say("220 test")
        for line in iter(self.rfile.readline, b""):
            word, _, rest = line.decode().strip().partition(" ")
            if word.upper() == "QUIT":
                return self.say("221 bye")
            if word.upper() == "MAIL" and len(self.server.letters) == self.server.hangs_up_after:
                return None
            self.answer(word.upper(), rest)
        return None

    def answer(self, word: str, rest: str) -> None:
        if word == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            return self.say(self.server.refusals.get(address, "250 ok"))
        if word == "DATA":
            self.say("354 go on")
            lines = []
            for line in iter(self.rfile.readline, b".\r\n"):
                lines.append(line[1:] if line.startswith(b"..") else line)
            self.server.letters.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        return self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """`letters` it took; `refusals`: address → answer; `hangs_up_after` so many letters."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.letters: list = []
        self.refusals: dict[str, str] = {}
        self.hangs_up_after: int | None = None


@contextlib.contextmanager
def running():
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
