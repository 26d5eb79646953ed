"""A browser's connection, as lean as it gets: the measuring client shares the processor with the server."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """What came back; header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class Browser:
    """One kept-alive HTTP/1.1 connection with cookies."""

    def __init__(self, host: str, port: int, cookies: dict[str, str] | None = None) -> None:
        self.host, self.port = host, port
        self.cookies = dict(cookies or {})
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, **headers: str) -> Answer:
        """GET; redirects are not followed."""
        return await self._ask("GET", path, b"", headers)

    async def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """POST a form."""
        body = urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return await self._ask("POST", path, body, headers)

    async def send(self, path: str, body: bytes, media_type: str) -> Answer:
        """POST a body of any type."""
        return await self._ask("POST", path, body, {"Content-Type": media_type})

    def close(self) -> None:
        """Drop the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "User-Agent: bench"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body:
            lines.append(f"Content-Length: {len(body)}")
            lines.append(f"Origin: http://{self.host}:{self.port}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        sent = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        for last in (False, True):
            try:
                return await self._exchange(sent)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()  # the server may have dropped an idle connection; a browser asks again
                if last or method == "POST":
                    raise
        raise AssertionError

    async def _exchange(self, sent: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
        self._writer.write(sent)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        found: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                self._keep(value.strip())
            else:
                found[name.lower()] = value.strip()
        return Answer(int(first.split()[1]), found, await self._body(self._reader, found))

    async def _body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") == "chunked":
            whole = b""
            while size := int((await reader.readline()).split(b";")[0], 16):
                whole += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
            return whole
        return await reader.readexactly(int(headers.get("content-length", "0")))

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value and value != '""':
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)
