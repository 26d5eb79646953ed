"""Subjects and courses as syllabuses of SS 12000:2020."""

from uuid import UUID, uuid5

from armkrok.services.school.ss12000.answers import Json


def syllabus_id(organisation_id: UUID, code: str) -> str:
    """The roster keeps a subject's code and name, not the source's object: the id is made of the code."""
    return str(uuid5(organisation_id, f"syllabus:{code}"))


def syllabus(organisation_id: UUID, code: str, name: str) -> Json:
    """A subject, or a course of upper secondary school, whose codes begin otherwise."""
    is_subject = code.startswith("GRGR")
    course = {} if is_subject else {"courseCode": code, "courseName": name}
    return {
        "id": syllabus_id(organisation_id, code),
        "schoolType": "GR" if is_subject else "GY",
        "subjectCode": code if is_subject else code[:3],
        "subjectName": name,
        "official": True,
        **course,
    }
