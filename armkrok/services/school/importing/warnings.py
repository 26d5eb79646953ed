"""What is odd in what the source tells, though each row is right by itself. Nothing is withheld for it."""

from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from armkrok.services.school.importing.findings import Findings
from armkrok.services.school.importing.judging import Case, report
from armkrok.services.school.models import PupilGroup, RosterPerson

IN_FORCE = "(m.start_on IS NULL OR m.start_on <= %(day)s) AND (m.end_on IS NULL OR m.end_on >= %(day)s)"
GOOD = "NOT s.fault"
UNMARKED = RosterPerson.Marking.NONE.value


def warn(cursor: CursorWrapper, case: Case, findings: Findings) -> None:
    """Note all of it. Whether somebody stands alone can only be told when the source tells everything."""
    _numbers(cursor, findings)
    _markings(cursor, findings)
    _classes(cursor, case, findings)
    sql = f"SELECT s.id, s.line FROM stage_duty s WHERE s.person IS NULL AND {GOOD}"
    report(cursor, findings, "empty_duty", "Duty", "", sql)
    if not case.is_delta:
        _alone(cursor, case, findings)


def _numbers(cursor: CursorWrapper, findings: Findings) -> None:
    same = (
        "SELECT civic_lookup FROM stage_rosterperson WHERE civic_lookup IS NOT NULL AND NOT fault "
        "GROUP BY civic_lookup HAVING count(*) > 1"
    )
    sql = f"SELECT s.id, s.line FROM stage_rosterperson s WHERE {GOOD} AND s.civic_lookup IN ({same})"
    report(cursor, findings, "duplicate_number", "RosterPerson", "", f"{sql} ORDER BY s.civic_lookup, s.line")
    sql = (
        "SELECT s.id, s.line FROM stage_rosterperson s JOIN school_rosterperson r ON r.id = s.row_id "
        f"WHERE s.is_known AND {GOOD} AND r.civic_lookup <> s.civic_lookup"
    )
    report(cursor, findings, "number_changed", "RosterPerson", "", sql)


def _markings(cursor: CursorWrapper, findings: Findings) -> None:
    sql = (
        "SELECT s.id, s.line FROM stage_rosterperson s JOIN school_rosterperson r ON r.id = s.row_id "
        f"WHERE s.is_known AND {GOOD} AND r.marking <> '{UNMARKED}' AND s.marking = '{UNMARKED}'"
    )
    report(cursor, findings, "marking_removed", "RosterPerson", "", sql)


def _classes(cursor: CursorWrapper, case: Case, findings: Findings) -> None:
    """A pupil is in exactly one class (SS 12000:2020, GroupType Klass)."""
    sql = (
        "SELECT p.id, NULL FROM real_membership m JOIN stage_pupilgroup s ON s.row_id = m.a "
        "JOIN present_rosterperson p ON p.row_id = m.b "
        f"WHERE s.kind = '{PupilGroup.CLASS}' AND {GOOD} AND NOT m.fault AND {IN_FORCE} "
        "AND (s.start_on IS NULL OR s.start_on <= %(day)s) AND (s.end_on IS NULL OR s.end_on >= %(day)s) "
        "GROUP BY p.id HAVING count(DISTINCT m.a) > 1"
    )
    report(cursor, findings, "two_classes", "RosterPerson", "", sql, day=case.day)


def _alone(cursor: CursorWrapper, case: Case, findings: Findings) -> None:
    sql = (
        "SELECT DISTINCT p.id, NULL::integer FROM real_membership m "
        f"JOIN present_rosterperson p ON p.row_id = m.b WHERE {IN_FORCE} "
        "AND NOT EXISTS (SELECT FROM real_enrolment e WHERE e.a = m.b) "
        "AND NOT EXISTS (SELECT FROM stage_mentioned n WHERE n.id = p.id)"
    )
    report(cursor, findings, "no_school", "RosterPerson", "", sql, day=case.day)
    sql = f"""
        SELECT s.id, s.line FROM stage_rosterperson s WHERE {GOOD}
        AND NOT EXISTS (SELECT FROM real_enrolment e WHERE e.a = s.row_id)
        AND NOT EXISTS (SELECT FROM real_membership m WHERE m.b = s.row_id)
        AND NOT EXISTS (SELECT FROM stage_duty d WHERE d.person = s.id)
        AND NOT EXISTS (SELECT FROM real_responsible r WHERE r.b = s.row_id)
    """
    report(cursor, findings, "orphan_person", "RosterPerson", "", sql)
    sql = f"""
        SELECT s.id, s.line FROM stage_pupilgroup s WHERE {GOOD}
        AND NOT EXISTS (SELECT FROM real_membership m WHERE m.a = s.row_id)
        AND NOT EXISTS (SELECT FROM real_activitygroup g WHERE g.b = s.row_id)
    """
    what = _("Gruppen har varken elever eller undervisning.")
    report(cursor, findings, "orphan_group", "PupilGroup", what, sql)
