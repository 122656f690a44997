"""A phone at the table: posts entries until the server has said yes to each."""

import datetime as dt
import http.client
import json
import random
import time
import uuid
from typing import Any

from benchmarks.seed import CASES, EVENTS, KINDS, key_of

# Attempts a request before a phone gives up, and the pause between them: the longest outage it outlives.
ATTEMPTS = 1_200
PAUSE = 0.05


class Phone:
    """One client with one connection, as long as it holds."""

    def __init__(self, port: int, number: int) -> None:
        self.port = port
        self.headers = {
            "Host": "marathon.example",
            "Origin": "https://marathon.example",
            "X-Forwarded-Proto": "https",
            "Content-Type": "application/json",
            "X-CSRFToken": "c" * 32,
            "Cookie": f"__Host-csrftoken={'c' * 32}; __Host-device={key_of(number)}",
        }
        self.random = random.Random(number)
        self.connection: http.client.HTTPConnection | None = None
        self.faults: list[int] = []

    def entry(self, **fields: Any) -> dict[str, Any]:
        """A new entry of one letter."""
        return {
            "id": str(uuid.uuid4()),
            "case": self.random.choice(CASES),
            "kind": self.random.choice(KINDS),
            "quantity": 1,
            "written_at": dt.datetime.now(dt.UTC).isoformat(),
        } | fields

    def try_once(self, entries: list[dict[str, Any]], event: str = EVENTS[0]) -> dict[str, Any] | None:
        """One request. The answer of a 201; None where none came or it was another."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            body = json.dumps({"entries": entries})
            self.connection.request("POST", f"/api/v1/events/{event}/entries", body, self.headers)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return None
        if response.status != 201:
            self.faults.append(response.status)
            return None
        answer: dict[str, Any] = json.loads(content)
        return answer

    def deliver(
        self, entries: list[dict[str, Any]], event: str = EVENTS[0], *, loses: float = 0
    ) -> list[dict[str, Any]]:
        """Sends until answered; loses some answers, as a phone does that walks out of the wifi."""
        for _attempt in range(ATTEMPTS):
            answer = self.try_once(entries, event)
            if answer is not None and self.random.random() >= loses:
                results: list[dict[str, Any]] = answer["results"]
                return results
            if answer is None:
                time.sleep(PAUSE)
        raise RuntimeError("The server stayed away.")
