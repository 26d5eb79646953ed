"""Identifiers sort in the order they were made, also within a millisecond."""

import time
import uuid

from armkrok.kit.ids import read_uuid, uuid7


def test_ids_are_version_7_and_in_order() -> None:
    made = []
    for _one in range(500):
        made.append(uuid7())
        time.sleep(0.000_002)
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
    assert len(set(made)) == 500


def test_an_id_tells_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_a_text_that_is_no_id_is_none() -> None:
    made = uuid7()
    assert read_uuid(str(made)) == made
    assert [read_uuid(text) for text in ("", "57", f"{made}0", "g" * 32)] == [None] * 4
