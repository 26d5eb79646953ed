"""Rosters from a directory: a real OpenLDAP over TLS, from its entries to what a supplier receives."""

from uuid import UUID

import pytest

from armkrok.kit.days import today
from armkrok.services.school.importing.records import activity_id, employment_id
from armkrok.services.school.models import (
    Duty,
    Enrolment,
    ImportRun,
    Membership,
    PupilGroup,
    RosterPerson,
    SchoolUnit,
    Teaching,
    Wanted,
)
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.directory_ground import TABLES, names, read, sundby
from armkrok.site.settling import Settled
from tests.support.agreements import signed
from tests.support.directories import SUFFIX, Directory, an_id, directory, entry, pupil
from tests.support.people import inside
from tests.support.suppliers import Suppliers

__all__ = ["directory", "sundby"]


@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_a_first_reading_and_what_changes_after_it(
    sundby: Settled, directory: Directory, scheme: str
) -> None:
    source = directory.source(TABLES, url=getattr(directory, scheme))
    source.limit_percent = 100
    source.save()
    run = read(source)
    assert (run.state, run.why, run.counts["faults"]) == (ImportRun.State.APPLIED, "", {})
    unit = SchoolUnit.objects.get(source_id=an_id("Ekbackeskolan"))
    assert (unit.name, unit.code) == ("Ekbackeskolan", "99010001")
    alva = RosterPerson.objects.get(source_id=an_id("Älva Öst"))
    assert (alva.given_name, alva.surname, alva.eppn) == ("Älva", "Öst", "alva@skola.sundby.example")
    assert Enrolment.objects.get(pupil=alva).school_year == 8
    group = PupilGroup.objects.get(source_id=an_id("8A"))
    pupils = Membership.objects.filter(group=group).values_list("pupil__given_name", flat=True)
    assert (group.unit, set(pupils)) == (unit, {"Älva", "Bo"})
    duty = Duty.objects.get()
    assert str(duty.source_id) == employment_id(str(unit.source_id), str(an_id("Tea Åkerlind")))
    taught = Teaching.objects.get(duty=duty).activity
    assert str(taught.source_id) == activity_id(str(group.source_id), str(unit.source_id))
    directory.change(pupil("Cia Al"))
    directory.change(f"dn: uid=bo,ou=Elever,{SUFFIX}\nchangetype: delete\n")
    again = read(source)
    assert (again.counts["RosterPerson"]["new"], again.counts["RosterPerson"]["gone"]) == (1, 1)
    assert names() == {"Älva", "Cia", "Tea"}
    assert Membership.objects.filter(pupil__given_name="Bo", end_on=None).count() == 0


def test_more_than_a_page_of_pupils_and_one_that_cannot_be_read(
    sundby: Settled, directory: Directory
) -> None:
    directory.change("".join(pupil(f"Elev{number} Ek") for number in range(1_250)))
    directory.change(
        f"dn: uid=elev7,ou=Elever,{SUFFIX}\nchangetype: modify\nreplace: objectGUID\nobjectGUID: kort\n"
    )
    run = read(directory.source(TABLES))
    assert run.counts["RosterPerson"]["read"] == 1_252
    (finding,) = run.findings.all()
    assert (finding.code, finding.kind) == ("bad_object", "RosterPerson")
    assert (finding.what, bool(finding.line)) == (f"students, post {finding.line}.", True)


def test_whose_entry_cannot_be_read_whole_is_as_she_was(sundby: Settled, directory: Directory) -> None:
    """A pupil and her teacher have an address that is no text: nobody loses an account for it."""
    more = 'email = "jpegPhoto"\nsecurityMarking = "employeeType"\nuserName = '
    source = directory.source(TABLES.replace("userName = ", more))
    source.limit_percent = 100
    source.save()
    assert read(source).counts["faults"] == {}
    for one in ("bo,ou=Elever", "tea,ou=Personal"):
        directory.change(f"dn: uid={one},{SUFFIX}\nchangetype: modify\nadd: jpegPhoto\njpegPhoto:: /w==\n")
    marked = "changetype: modify\nadd: employeeType\nemployeeType: ja\n"
    directory.change(f"dn: uid=bo,ou=Elever,{SUFFIX}\n{marked}")
    protected: list[UUID] = []
    run = read(source, protected)
    faults = {"bad_object": 2, "missing_value": 1}
    assert (run.state, run.counts["faults"]) == (ImportRun.State.APPLIED, faults)
    assert protected == [RosterPerson.objects.get(given_name="Bo").pk], "her marking can be read"
    assert names() == {"Älva", "Bo", "Tea"}
    assert not Duty.objects.exclude(gone_at=None).exists()
    assert Teaching.objects.filter(end_on=None).count() == 1
    assert Membership.objects.filter(end_on=None).count() == 2


def test_a_value_that_leads_nowhere_is_reported_and_a_name_is_not(
    sundby: Settled, directory: Directory
) -> None:
    """8A has a teacher among its members, and 9Z is at a school that is not there."""
    member = f"uid=bo,ou=Elever,{SUFFIX}"
    guid = an_id("9Z").bytes_le
    directory.change(
        entry("cn=9Z,ou=Klasser", "groupOfNames iSkolan", ou="1", member=member, objectGUID=guid)
    )
    run = read(directory.source(TABLES))
    found = {(one.code, one.kind, one.object_id) for one in run.findings.all()}
    assert ("broken_reference", "PupilGroup", str(an_id("9Z"))) in found
    assert {code for code, _kind, _id in found} == {"broken_reference"}


def test_other_directories_that_it_points_at_are_not_followed(sundby: Settled, directory: Directory) -> None:
    """Active Directory names others whenever one searches from the top."""
    elsewhere = f"ldap://127.0.0.1:1/{SUFFIX}"
    directory.change(entry("ou=Annan,ou=Elever", "referral extensibleObject", ref=elsewhere))
    run = read(directory.source(TABLES))
    assert (run.state, run.counts["faults"], names()) == (ImportRun.State.APPLIED, {}, {"Älva", "Bo", "Tea"})


def test_the_order_of_an_ids_bytes_is_as_it_is_written(sundby: Settled, directory: Directory) -> None:
    read(directory.source(TABLES.replace('"microsoft"', '"bytes"')))
    assert not RosterPerson.objects.filter(source_id=an_id("Älva Öst")).exists()
    turned = type(an_id(""))(bytes=an_id("Älva Öst").bytes_le)
    assert RosterPerson.objects.get(source_id=turned).surname == "Öst"


def test_from_the_directory_to_the_supplier(
    towns: Settled, directory: Directory, suppliers: Suppliers
) -> None:
    """The ids that a supplier gets are the directory's, and those that the EGIL client derives of them."""
    organisation_id = towns.organisations["sundby"].pk
    with inside(towns, "sara"):
        read(directory.source(TABLES))
        receiver = sending_ground._receiver(suppliers)
        group = PupilGroup.objects.get(name="8A")
        Wanted.objects.create(receiver=receiver, group=group, starts_on=today())
        signed(receiver.pk, receiver.name)
    ground = sending_ground.Ground(organisation_id, receiver.pk, suppliers)
    run = ground.send()
    assert (run.state, run.why) == (sending_ground.State.DONE, "")
    unit, tea = str(an_id("Ekbackeskolan")), str(an_id("Tea Åkerlind"))
    users = suppliers.objects("Users")
    assert set(users) == {str(an_id("Älva Öst")), str(an_id("Bo Ek")), tea}
    assert users[str(an_id("Älva Öst"))]["name"] == {"givenName": "Älva", "familyName": "Öst"}
    assert set(suppliers.objects("StudentGroups")) == {str(an_id("8A"))}
    assert set(suppliers.objects("Employments")) == {employment_id(unit, tea)}
    assert set(suppliers.objects("Activities")) == {activity_id(str(an_id("8A")), unit)}
