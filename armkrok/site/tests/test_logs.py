"""What the log tells, and what it never tells (OWASP ASVS 5.0.0 chapter 16)."""

import json
import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from armkrok.site import towns as data
from armkrok.site.urls import handler500
from armkrok.site.urls import urlpatterns as ours
from tests.support.people import Visit

SAY = """
import logging, sys, django
django.setup()
log = logging.getLogger("armkrok.trial")
log.warning("first line\\nsecond line", extra={"asked": sys.argv[1]})
try:
    raise ValueError(f"{sys.argv[1]} at anna@sundby.example")
except ValueError:
    log.exception("it broke")
"""


def _broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("the secret is in the trace")


urlpatterns = [path("trasig/", _broken), *ours]
assert handler500


def test_a_line_is_one_object_with_time_and_no_personal_data() -> None:
    number = data.PEOPLE[0].number
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "armkrok.site.settings",
        "ARMKROK_HOME": str(settings.HOME),
        "ARMKROK_LOG": "INFO",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SAY, number],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, second = [json.loads(line) for line in done.stderr.splitlines()]
    assert first["event"] == "first line\nsecond line"
    assert first["level"] == "warning"
    assert first["logger"] == "armkrok.trial"
    assert datetime.fromisoformat(first["timestamp"]).utcoffset() == timedelta(0)
    assert "ValueError" in second["exception"]
    assert number not in done.stderr
    assert "anna@" not in done.stderr
    assert done.stdout == ""


def test_a_refusal_is_told_in_the_log(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "armkrok.site.middleware"):
        visit("karin").get("/sundby/installningar/", status=403)
    (told,) = [one for one in caplog.records if one.message == "refused"]
    assert (told.__dict__["code"], told.__dict__["status"]) == ("NotAllowed", 403)


def test_what_breaks_is_told_in_the_log_and_not_to_the_person(
    settings: Settings, caplog: pytest.LogCaptureFixture, towns: object
) -> None:
    settings.ROOT_URLCONF = __name__
    response = Client(raise_request_exception=False).get("/trasig/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "ValueError" not in text
    assert "secret" not in text
    assert any(
        one.exc_info and "the secret is in the trace" in str(one.exc_info[1]) for one in caplog.records
    )
