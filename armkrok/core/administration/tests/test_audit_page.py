"""Olle, who audits Sundby, reads the log."""

import os
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from armkrok.core.access.actor import Actor
from armkrok.core.administration.actions.structure import save_board
from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.site.settling import Settled, settle
from tests.support.people import Visit, inside
from tests.support.visitor import Visitor

LOG = "/sundby/installningar/logg/"


def _link(towns: Settled) -> None:
    """Let the database link the rows as it does at commit."""
    with scope(towns.organisations["sundby"].pk), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _boards(towns: Settled, count: int, key: str = "sara") -> None:
    with inside(towns, key) as actor:
        for number in range(count):
            save_board(f"{key} nämnd {number}", by=actor)
    _link(towns)


def test_deeds_are_told_in_words_the_newest_first(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    closing = {"service": "signing", "state": "off"}
    sara.submit(sara.post("/sundby/installningar/tjanster/", closing, status=200))
    sara.confirm(sara.get("/sundby/installningar/roller/"), person="Amina Karlsson", role="auditor")
    with scope(towns.organisations["sundby"].pk):
        save_board("Nattnämnden", by=Actor())
    _link(towns)
    rows = visit("olle").get(LOG).rows()
    assert "Sparade en nämnd Nattnämnden Någon som inte var inloggad" in rows[0]
    assert "Gav en roll Amina Karlsson, Granskare Sara Lind" in rows[1]
    assert "Stängde av en tjänst Underskrift Sara Lind" in rows[2]


def test_the_log_is_narrowed_by_event_person_and_day(visit: Visit, towns: Settled) -> None:
    _boards(towns, 2)
    _boards(towns, 1, "amina")
    olle = visit("olle")
    assert len(olle.get(LOG, event="BoardSaved").rows()) == 3
    assert len(olle.get(LOG, event="UnitSaved").rows()) == 0
    assert len(olle.get(LOG, person="lind").rows()) == 2
    assert len(olle.get(LOG, person="amina karlsson").rows()) == 1
    assert len(olle.get(LOG, day=str(today())).rows()) == 3
    assert len(olle.get(LOG, day="2020-02-29").rows()) == 0
    assert olle.get(LOG, day="i går").problems


def test_pages_follow_the_chain(visit: Visit, towns: Settled) -> None:
    _boards(towns, 120)
    olle = visit("olle")
    page, seen = olle.get(LOG), []
    while True:
        seen += page.rows()
        following = page.find("//a[@rel='next']/@href")
        if not following:
            break
        page = olle.get(LOG + following[0])
    assert len(seen) == len(set(seen)) == 120
    assert "sara nämnd 119" in seen[0]
    assert page.find("//a[@rel='prev']/@href")


def test_many_rows_ask_no_more_questions(visit: Visit, towns: Settled) -> None:
    olle = visit("olle")
    _boards(towns, 1)
    with CaptureQueriesContext(connection) as few:
        olle.get(LOG)
    _boards(towns, 45, "amina")
    with CaptureQueriesContext(connection) as many:
        olle.get(LOG)
    assert len(many) == len(few)


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("per-olof", 404)])
def test_only_the_towns_auditors_may(visit: Visit, key: str, status: int) -> None:
    visit(key).get(LOG, status=status)
    visit(key).post(LOG + "kontrollera/", status=status)


def _tamper(statement: str) -> None:
    """As somebody with the keys to the database server might."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["ARMKROK_TEST_SUPERUSER_URL"], dbname=name, autocommit=True) as server:
        server.execute(sql.SQL(statement))


def test_the_check_says_whether_the_log_is_whole(committed_db: Any) -> None:
    towns = settle()
    with inside(towns, "sara") as actor:
        for name in ("Ett", "Två", "Tre"):
            save_board(name, by=actor)
    olle = Visitor(towns.people["olle"])
    checked = olle.submit(olle.get(LOG), "kontrollera/", status=200)
    assert "Loggen är hel. Alla 3 rader är orörda" in checked.text
    _tamper("UPDATE audit_auditrow SET at = at - interval '1 day' WHERE sequence = 2")
    checked = olle.post(LOG + "kontrollera/", status=200)
    assert "Loggen är inte hel" in checked.text
    assert "Rad 2: Innehållet har ändrats" in checked.text
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.count() == 3
