"""A network between browsers and the server that does its worst, the same at every run of its seed.

A ``Network`` listens on a port of loopback and passes on what it gets; its ``weather`` says how. What is
decided by chance is decided by a generator of the seed and the number of the request.
"""

import contextlib
import http.client
import random
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

# Kept by a connection alone, which ends here.
OF_THE_WAY = {"connection", "keep-alive", "transfer-encoding", "content-length"}
PORTAL = b"<!doctype html><title>Free wifi</title><h1>Welcome! Please sign in to our wifi.</h1>"
PROBLEM = b'{"protocol": "letter-marathon/1", "code": "%s", "message": "No."}'
HTML, JSON = "text/html; charset=utf-8", "application/json"

# What somebody else answers, or the server in a mood: status, type, body, further headers.
ANSWERS: dict[str, tuple[int, str, bytes, dict[str, str]]] = {
    "portal": (200, HTML, PORTAL, {}),
    "login": (302, HTML, b"", {"Location": "/wifi-login"}),
    "forbidden": (403, HTML, PORTAL, {}),
    "stale": (403, JSON, PROBLEM % b"forbidden", {}),
    "denied": (404, JSON, PROBLEM % b"not_found", {}),
    "too_large": (413, HTML, b"<h1>413</h1>", {}),
    "too_many": (429, JSON, PROBLEM % b"too_many", {"Retry-After": "1"}),
    "trouble": (500, HTML, b"<h1>500</h1>", {}),
}


class Network:
    """One way to the server. ``weather``: ``good``, ``cut``, ``hang``, ``storm``, or a name of ``ANSWERS``.

    In a storm, one POST in ``doubles`` is passed on twice, and the answer of one in ``loses`` gets lost.
    """

    def __init__(self, port: int, *, seed: int = 0, doubles: int = 3, loses: int = 10) -> None:
        self.upstream, self.seed, self.doubles, self.loses = port, seed, doubles, loses
        self.weather = "good"
        # Whose requests the weather is about; the others pass.
        self.only = ""
        self.number = 0
        self.posts: list[str] = []
        self.lock = threading.Lock()
        self.ended = threading.Event()

    def __enter__(self) -> Self:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        """Where browsers find the server behind it."""
        return f"http://127.0.0.1:{self.port}"

    def chance(self) -> random.Random:
        """What decides about the next request."""
        with self.lock:
            self.number += 1
            return random.Random(self.seed * 1_000_003 + self.number)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        network = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                network.pass_on(self)

            do_POST = do_HEAD = do_GET  # noqa: N815 - so the library calls them

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        return Handler

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        """Does to one request what the weather wants."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        weather = self.weather if self.only in request.path else "good"
        if weather == "cut":
            return self._hang_up(request)
        if weather == "hang":
            self.ended.wait(60)
            return self._hang_up(request)
        if weather in ANSWERS:
            status, kind, content, headers = ANSWERS[weather]
            return self._answer(request, status, [("Content-Type", kind), *headers.items()], content)
        is_post, chance = request.command == "POST", self.chance()
        if is_post:
            self.posts.append(body.decode(errors="replace"))
        if weather == "storm" and is_post and chance.randrange(self.doubles) == 0:
            self._ask(request, body)
        told = self._ask(request, body)
        if told is None or (weather == "storm" and is_post and chance.randrange(self.loses) == 0):
            return self._hang_up(request)
        return self._answer(request, *told)

    def _ask(
        self, request: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in OF_THE_WAY}
        try:
            with contextlib.closing(
                http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=60)
            ) as way:
                way.request(request.command, request.path, body or None, headers)
                response = way.getresponse()
                content = response.read()
        except (OSError, http.client.HTTPException):
            return None
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in OF_THE_WAY]
        return response.status, kept, content

    def _answer(
        self, request: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], content: bytes
    ) -> None:
        with contextlib.suppress(OSError):
            request.send_response_only(status)
            for name, value in headers:
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(content)))
            request.send_header("Connection", "close")
            request.end_headers()
            if request.command != "HEAD":
                request.wfile.write(content)
        request.close_connection = True

    def _hang_up(self, request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        with contextlib.suppress(OSError):
            request.connection.shutdown(socket.SHUT_RDWR)
