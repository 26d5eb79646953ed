"""Who logs in is tied to her own row of the roster, for as long as something says that it is hers."""

from armkrok.core.members.models import Member
from armkrok.kit import numbers
from armkrok.kit.days import now
from armkrok.services.school.models import RosterPerson, Source
from armkrok.services.school.tests.roster_records import an_id, changed, imported, school
from armkrok.site.settling import Settled
from armkrok.site.towns import person


def test_who_logs_in_is_tied_by_number_and_staff_by_address(source: Source, towns: Settled) -> None:
    elif_, karin = person("elif"), person("karin")
    records = changed(school(), "tea", eppn="", email=elif_.email.upper())
    imported(source, changed(records, "alva", number=karin.number))
    assert RosterPerson.objects.get(source_id=an_id("tea")).person_id == towns.people["elif"].pk
    assert RosterPerson.objects.get(source_id=an_id("alva")).person_id == towns.people["karin"].pk


def test_a_pupil_is_not_tied_by_an_address(source: Source) -> None:
    imported(source, changed(school(), "alva", email=person("elif").email))
    assert RosterPerson.objects.get(source_id=an_id("alva")).person_id is None


def test_a_corrected_number_ties_the_right_person_and_no_longer_the_wrong_one(
    source: Source, towns: Settled
) -> None:
    def holder() -> object:
        return RosterPerson.objects.get(source_id=an_id("alva")).person_id

    imported(source, changed(school(), "alva", number=person("karin").number))
    assert holder() == towns.people["karin"].pk
    imported(source, changed(school(), "alva", number=person("elif").number))
    assert holder() == towns.people["elif"].pk
    imported(source, changed(school(), "alva", number=numbers.test_numbers()[-1]))
    assert holder() is None


def test_a_corrected_address_unties_staff_and_a_known_number_weighs_more(
    source: Source, towns: Settled
) -> None:
    def holder() -> object:
        return RosterPerson.objects.get(source_id=an_id("tea")).person_id

    elif_, karin = person("elif"), person("karin")
    imported(source, changed(school(), "tea", eppn="", email=elif_.email))
    imported(source, changed(school(), "tea", eppn="", email=karin.email))
    assert holder() == towns.people["karin"].pk
    imported(source, changed(school(), "tea", eppn="", email=karin.email, number=elif_.number))
    assert holder() == towns.people["elif"].pk
    imported(source, changed(school(), "tea", eppn="", email="tea@skola.sundby.example"))
    assert holder() is None


def test_staff_who_leave_the_organisation_are_untied(source: Source, towns: Settled) -> None:
    imported(source, changed(school(), "tea", eppn="", email=person("elif").email))
    Member.objects.filter(person_id=towns.people["elif"].pk).update(left_at=now())
    imported(source, changed(school(), "tea", eppn="", email=person("elif").email))
    assert RosterPerson.objects.get(source_id=an_id("tea")).person_id is None
