"""A copy of everything: complete, of oneself alone, and only for who has just logged in."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Session
from armkrok.core.me.errors import AlreadyAsked, TooManyExports
from armkrok.core.me.gathering import gathered
from armkrok.core.me.jobs import prepare_export
from armkrok.core.me.models import DataExport
from armkrok.core.me.preparing import throw_away_old
from armkrok.core.me.ties import every_tie
from armkrok.core.reading.log import read
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.signing.models import SigningRequest
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.mirrored import mirrored
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

PAGE = "/mina/uppgifter/hamta/"
DEED = "what she did: it is in the area of deeds, from the log"
AREAS = {
    "identity.IdentityNumber.person": "numbers",
    "identity.Session.person": "sessions",
    "mandates.Mandate.holder": "mandates",
    "mandates.Mandate.principal": "mandates",
    "me.DataExport.person": "copies",
    "members.Member.person": "memberships",
    "members.GroupEntry.person": "groups",
    "access.RoleAssignment.person": "roles",
    "notifications.Task.person": "tasks",
    "passkeys.Passkey.person": "passkeys",
    "passkeys.Invitation.person": "passkey-invitations",
    "protection.Marking.person": "protection",
    "school.RosterPerson.person": "school-roster",
    "school.BuyingRight.person": "school-rights",
    "school.Order.orderer": "school-orders",
    "school.Order.decider": "school-decisions",
    "school.OrderRemark.author": "school-remarks",
    "school.SupplierContact.person": "school-contacts",
    "signing.SigningRequest.sender": "signing-requests",
    "signing.Party.person": "signing-parts",
    "signing.Act.person": "signing-acts",
    "signing.Remark.author": "signing-remarks",
    "signing.StandIn.person": "signing-stand-ins",
    "signing.StandIn.other": "signing-stand-ins",
    "signing.Bulk.sender": "signing-lists",
    "signing.BulkRow.person": "signing-lists",
    "signing.ExternalSigning.person": "signing-external",
}
LEFT_OUT = {
    "identity.Session.principal": "another's log-in: acts done for her are in the area of deeds",
    "eid.EidOrder.person": "lives for minutes, and holds nothing that the session does not",
    "administration.RoleReview.reviewer": DEED,
    "administration.StaffImport.person": DEED,
    "school.TitleImport.person": DEED,
    "me.Merger.kept": "the operator's decision about her number: it is in the area of deeds",
    "me.Merger.other": "the operator's decision about her number: it is in the area of deeds",
    "me.Merger.asked_by": DEED,
    "me.Merger.decided_by": DEED,
    "me.MergedPerson.old": "leads the copy to the rows of a former number",
    "me.MergedPerson.kept": "leads the copy to the rows of a former number",
    "passkeys.BreakGlass.opened_by": DEED,
    "passkeys.BreakGlass.closed_by": DEED,
    "passkeys.Invitation.made_by": DEED,
}
OF_ROSTER = ("school-periods", "school-releases")
OF_SERVICES = ("decided_by", "announced_by", "held_by", "made_by", "receipt_by", "asked_by", "approved_by",
               "rejected_by", "registered_by", "undone_by")  # fmt: skip


def test_every_row_that_points_at_a_person_is_in_the_copy_or_left_out_for_a_reason() -> None:
    """A new foreign key to Person needs an area of its service's export, or a reason here."""
    found = {tie.key: tie.field for tie in every_tie()}
    deeds = {key for key, field in found.items() if key.startswith("signing.") and field in OF_SERVICES}
    assert found.keys() == AREAS.keys() | LEFT_OUT.keys() | deeds


def test_every_area_that_is_named_is_made(towns: Settled) -> None:
    mirrored(towns)
    from armkrok.core import registry
    from armkrok.core.me import areas

    person = towns.people["sara"]
    with scope(None, person.pk):
        made = {area.key for area in areas.of_person(person, None)}
    with scope(towns.organisations["sundby"].pk, person.pk):
        made |= {area.key for area in areas.here(person.pk)}
        for service in registry.services():
            made |= {area.key for area in service.export(person.pk)} if service.export else set()
    assert (
        set(AREAS.values()) | {"identity", "reads", "deeds", "letters", "signing-letters", *OF_ROSTER} == made
    )


def asked(visit: Visit, towns: Settled, key: str = "amina") -> dict[str, Any]:
    """The copy, from the button to the open file."""
    visitor = visit(key)
    visitor.follow(visitor.submit(visitor.get(PAGE), PAGE))
    export = DataExport.objects.get(state="waiting")
    prepare_export(export_id=str(export.pk))
    page = visitor.get(PAGE)
    fetched = visitor.client.post(f"{PAGE}fil/", {"csrfmiddlewaretoken": visitor.token})
    assert page.find("//form[contains(@action, '/fil/')]")
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_copy_has_what_each_organisation_has(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara") as sara:
        read(sara, [towns.people["amina"].pk], "administration.members")
    files = asked(visit, towns)
    assert {"las-forst.html", "du/numbers.json", "sundby/memberships.json", "sundby/reads.json"} <= set(files)
    assert not [name for name in files if name.startswith("norrvik/")]
    assert json.loads(files["du/numbers.json"])[0]["number"] == data.person("amina").number
    assert json.loads(files["sundby/memberships.json"])[0]["title"] == "HR-chef"
    assert "HR-chef" in files["las-forst.html"]
    assert "Sara" not in "".join(files.values()), "others are not in it"
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.filter(event="DataExported", actor_id=towns.people["amina"].pk).count() == 1
    with scope(towns.organisations["norrvik"].pk):
        assert not AuditRow.objects.filter(event="DataExported").exists()


def test_the_copy_has_what_signing_has(visit: Visit, towns: Settled) -> None:
    mirrored(towns)
    files = asked(visit, towns, "sara")
    with scope(towns.organisations["sundby"].pk):
        titles = set(
            SigningRequest.objects.filter(sender=towns.people["sara"]).values_list("title", flat=True)
        )
    told = json.loads(files["sundby/signing-requests.json"])
    assert {one["title"] for one in told} == titles
    assert json.loads(files["sundby/signing-stand-ins.json"])
    assert json.loads(files["norrvik/signing-requests.json"])


def test_a_protected_person_is_not_named_in_anothers_copy(visit: Visit, towns: Settled) -> None:
    mirrored(towns)
    ante = towns.people["ante"]
    type(ante).objects.filter(pk=ante.pk).update(is_protected=True)
    text = "".join(asked(visit, towns, "sara").values())
    assert "Ante Sarri" not in text
    assert "Person med skyddade uppgifter" in text


def test_a_log_in_of_one_town_gets_that_town_alone(towns: Settled) -> None:
    mirrored(towns)
    sara, sundby = towns.people["sara"], towns.organisations["sundby"].pk
    parts = list(gathered(sara, sundby, lambda _part: None))
    assert {part.organisation.slug for part in parts if part.organisation} == {"sundby"}
    assert "numbers" not in {area.key for area in parts[0].areas}


def test_it_is_encrypted_at_rest_and_gone_after_a_week(visit: Visit, towns: Settled) -> None:
    asked(visit, towns)
    kept = DataExport.objects.get()
    assert b"PK" not in bytes(kept.content)[:60]
    assert kept.in_clear().startswith(b"PK")
    assert throw_away_old() == 0
    DataExport.objects.update(asked_at=now() - timedelta(days=7, minutes=1))
    visit("amina").post(f"{PAGE}fil/", status=404)
    assert throw_away_old() == 1
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content)) == ("gone", b"")


def test_nobody_fetches_anothers(visit: Visit, towns: Settled) -> None:
    asked(visit, towns)
    with unchanged(towns):
        visit("karin").post(f"{PAGE}fil/", status=404)


@pytest.mark.parametrize("change", [{"created_at": now() - timedelta(minutes=11)}, {"strength": 2}])
def test_only_who_has_just_logged_in_strongly(visit: Visit, towns: Settled, change: dict[str, Any]) -> None:
    asked(visit, towns)
    amina = visit("amina")
    Session.objects.filter(person=towns.people["amina"]).update(**change)
    page = amina.get(PAGE)
    assert not page.find("//form[contains(@action, '/fil/')]")
    with unchanged(towns):
        amina.post(f"{PAGE}fil/", status=403)
        amina.post(PAGE, status=403)
    assert amina.submit(page, "/logga-in-igen/").leads_to == "/logga-in/?next=%2Fmina%2Fuppgifter%2Fhamta%2F"
    amina.get("/mina/", status=302)


def test_one_at_a_time_and_few_a_day(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    amina.post(PAGE)
    assert str(AlreadyAsked.text) in amina.post(PAGE, status=409).text
    for _ in range(2):
        prepare_export(export_id=str(DataExport.objects.get(state="waiting").pk))
        amina.post(PAGE)
    prepare_export(export_id=str(DataExport.objects.get(state="waiting").pk))
    assert str(TooManyExports.text) in amina.post(PAGE, status=429).text
    assert DataExport.objects.exclude(content=b"").count() == 1, "a new one takes the old one's place"


def test_the_operators_log_tells_of_both(visit: Visit, towns: Settled) -> None:
    asked(visit, towns)
    with scope(Organisation.objects.get(is_operator=True).pk):
        told = set(AuditRow.objects.values_list("event", flat=True))
    assert {"DataExportAsked", "DataExportFetched"} <= told
