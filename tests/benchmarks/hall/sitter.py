"""One person at the exam, as exam.js behaves: each answer with a rising revision, sent again until acknowledged."""

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field

TOKEN = "c" * 32
ATTEMPT = re.compile(r"/assessment/attempt/(\d+)/")


@dataclass
class Tally:
    """What the hall saw: seconds by act, and every answer that was not a good one."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    retries: int = 0

    def took(self, act: str, seconds: float) -> None:
        self.seconds.setdefault(act, []).append(seconds)


@dataclass
class Sitter:
    staff_no: str
    session: str
    port: int
    tally: Tally
    patient: bool = False  # sends again what got no answer, as the page does over a lost network
    attempt: int = 0
    acknowledged: dict[int, tuple[int, list[str]]] = field(default_factory=dict)
    revisions: dict[int, int] = field(default_factory=dict)

    async def start(self) -> None:
        address = "/assessment/HALL/start/"
        status, headers, _body = await self.ask("start", "POST", address, f"pledge=1&csrfmiddlewaretoken={TOKEN}")
        found = ATTEMPT.search(headers)
        if status != 302 or not found:
            raise RuntimeError(f"start: {status} {headers[:300]}")
        self.attempt = int(found.group(1))

    async def open(self) -> None:
        status, _headers, _body = await self.ask("paper", "GET", self._at(""))
        if status != 200:
            self.tally.errors.append(f"paper: {status}")

    async def save(self, item: int, dice: random.Random) -> None:
        revision = self.revisions[item] = self.revisions.get(item, 0) + 1
        answer = [dice.choice("TF" if item > 16 else "ABCD")]
        data = {"item": item, "answer": answer, "flagged": False, "revision": revision}
        status, _headers, body = await self.ask("save", "POST", self._at("save/"), json.dumps(data), "application/json")
        if status == 200:
            self.acknowledged[item] = (json.loads(body)["revision"], answer)
        else:
            self.tally.errors.append(f"save: {status} {body[:80]}")

    async def hand_in(self) -> None:
        status, headers, _body = await self.ask(
            "hand in", "POST", self._at("hand-in/"), f"csrfmiddlewaretoken={TOKEN}")
        if status != 302 or "result" not in headers:
            self.tally.errors.append(f"hand in: {status}")

    def _at(self, rest: str) -> str:
        return f"/assessment/attempt/{self.attempt}/{rest}"

    async def ask(self, act: str, method: str, path: str, body: str = "",
                  kind: str = "application/x-www-form-urlencoded") -> tuple[int, str, str]:
        """One exchange; a patient sitter repeats it until the server has answered other than with a fault."""
        while True:
            began = time.perf_counter()
            try:
                answer = await asyncio.wait_for(self._exchange(method, path, body, kind), 30)
            except (OSError, ValueError, IndexError, TimeoutError) as problem:
                answer = (0, "", repr(problem))
            if _is_an_answer(*answer) or not self.patient:
                self.tally.took(act, time.perf_counter() - began)
                return answer
            self.tally.retries += 1
            await asyncio.sleep(0.5)

    async def _exchange(self, method: str, path: str, body: str, kind: str) -> tuple[int, str, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            content = body.encode()
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
                f"Cookie: sessionid={self.session}; csrftoken={TOKEN}; exam_seat={'0' * 32}\r\n"
                f"X-CSRFToken: {TOKEN}\r\nReferer: https://127.0.0.1/\r\nAccept-Language: zh-hans\r\n"
                f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            writer.write(head.encode() + content)
            await writer.drain()
            raw = await reader.read()
        finally:
            writer.close()
        headers, _gap, text = raw.partition(b"\r\n\r\n")
        told = headers.decode("latin-1")
        return int(told.split(" ", 2)[1]), told, text.decode("utf-8", "replace")


def _is_an_answer(status: int, _headers: str, body: str) -> bool:
    """Not a fault of the server's; a refusal speaks JSON, as the page knows it."""
    return 0 < status < 500 and not (status == 400 and body.lstrip().startswith("<"))
