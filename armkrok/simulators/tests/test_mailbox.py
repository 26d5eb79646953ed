"""The mailbox: real SMTP in, a page out, and nothing in a mail can become more than text and links."""

import json
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import html5lib
import pytest

from armkrok.simulators.mailbox.application import pieces


@dataclass
class Mailbox:
    """A running mailbox."""

    port: int
    smtp_port: int
    home: Path
    process: "subprocess.Popen[bytes]"

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return str(answer.read().decode())

    def messages(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.get(f"/messages.json{query}"))
        return found

    def call(self, method: str, path: str, body: object = None) -> None:
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, json.dumps(body).encode(), method=method)
        urllib.request.urlopen(request).close()  # noqa: S310

    def send(self, subject: str, text: str, *to: str) -> None:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = subject, "armkrok@sundby.example", ", ".join(to)
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=5) as server:
            server.send_message(mail)


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    started = start(tmp_path_factory.mktemp("mailbox"))
    yield started
    started.process.send_signal(signal.SIGTERM)
    assert started.process.wait(10) == 0


@pytest.fixture(autouse=True)
def _as_new(mailbox: Mailbox) -> None:
    mailbox.call("DELETE", "/control/faults")
    mailbox.call("DELETE", "/messages.json")


def start(home: Path) -> Mailbox:
    port, smtp_port = free_port(), free_port()
    command = ["--port", str(port), "--smtp-port", str(smtp_port), "--home", str(home)]
    process = subprocess.Popen([sys.executable, "-m", "armkrok.simulators.mailbox", *command])
    mailbox = Mailbox(port, smtp_port, home, process)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if mailbox.get("/healthz") == "ok":
                return mailbox
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError("the mailbox did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_mail_is_listed_for_each_of_its_recipients_newest_first(mailbox: Mailbox) -> None:
    mailbox.send("Skriv under protokollet", "Hej Åsa!", "asa@sundby.example", "Ove@norrvik.example")
    mailbox.send("Påminnelse", "Hej igen!", "asa@sundby.example")
    assert [one["subject"] for one in mailbox.messages()] == ["Påminnelse", "Skriv under protokollet"]
    to_ove = mailbox.messages("?to=ove@norrvik.example")
    assert [one["subject"] for one in to_ove] == ["Skriv under protokollet"]
    assert to_ove[0]["text"].strip() == "Hej Åsa!"
    assert "Påminnelse" not in mailbox.get("/?to=ove@norrvik.example")
    assert "Ove@norrvik.example (1)" in " ".join(mailbox.get("/").split())


def test_links_can_be_followed_and_everything_else_is_text(mailbox: Mailbox) -> None:
    text = "<script>alert(1)</script> <img src=x onerror=alert(2)>\n"
    text += 'Öppna https://sundby.example/a?b=1&c="x". Tack!'
    mailbox.send("<b>Fet</b>", text, "asa@sundby.example")
    page = mailbox.get(f"/mejl/{mailbox.messages()[0]['id']}")
    tree = html5lib.parse(page, treebuilder="lxml", namespaceHTMLElements=False)
    main = tree.find(".//main")
    assert not main.findall(".//script")
    assert not main.findall(".//img")
    assert main.find(".//h1").text == "<b>Fet</b>"
    links = [a.get("href") for a in main.find(".//p[@class='text']").iter("a")]
    assert links == ["https://sundby.example/a?b=1&c="]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Se https://a.example/b.", ["https://a.example/b"]),
        ("(http://a.example/b)", ["http://a.example/b"]),
        ("javascript:alert(1) data:text/html,x ftp://a.example", []),
        ("https://a.example/ https://b.example/", ["https://a.example/", "https://b.example/"]),
    ],
)
def test_only_web_addresses_become_links(text: str, links: list[str]) -> None:
    assert [piece.href for piece in pieces(text) if piece.href] == links
    assert "".join(piece.text for piece in pieces(text)) == text


def test_a_restart_keeps_the_mails(tmp_path: Path) -> None:
    first = start(tmp_path)
    first.send("Kvar", "Finns kvar efter omstart", "asa@sundby.example")
    first.process.kill()
    first.process.wait()
    second = start(tmp_path)
    try:
        assert [one["subject"] for one in second.messages()] == ["Kvar"]
    finally:
        second.process.kill()
        second.process.wait()


def test_the_server_can_be_down_and_come_back(mailbox: Mailbox) -> None:
    mailbox.call("POST", "/control/faults", {"fault": "down"})
    with pytest.raises(OSError, match="refused"):
        mailbox.send("Ämne", "Text", "asa@sundby.example")
    mailbox.call("DELETE", "/control/faults")
    mailbox.send("Ämne", "Text", "asa@sundby.example")
    assert len(mailbox.messages()) == 1


def test_the_server_can_refuse_for_a_while(mailbox: Mailbox) -> None:
    mailbox.call("POST", "/control/faults", {"fault": "later", "count": 2})
    for _ in range(2):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            mailbox.send("Ämne", "Text", "asa@sundby.example")
        assert refused.value.smtp_code == 451
    mailbox.send("Ämne", "Text", "asa@sundby.example")
    assert len(mailbox.messages()) == 1


def test_an_unknown_fault_and_an_unknown_mail_are_refused(mailbox: Mailbox) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        mailbox.call("POST", "/control/faults", {"fault": "sleepy"})
    assert refused.value.code == 400
    with pytest.raises(urllib.error.HTTPError) as gone:
        mailbox.get("/mejl/none")
    assert gone.value.code == 404


def test_pages_run_no_scripts_and_are_whole(mailbox: Mailbox) -> None:
    mailbox.send("Ämne", "https://sundby.example/", "asa@sundby.example")
    with urllib.request.urlopen(f"http://127.0.0.1:{mailbox.port}/") as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        page = answer.read().decode()
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page)
    parser.parse(mailbox.get(f"/mejl/{mailbox.messages()[0]['id']}"))
