"""Boards and units."""

from typing import TypeVar

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.administration.errors import NameTaken
from armkrok.core.administration.events import BoardSaved, UnitSaved
from armkrok.core.events.recording import Event, record
from armkrok.core.tenants.models import Board, Unit

Part = TypeVar("Part", Board, Unit)


@transaction.atomic
def save_board(name: str, *, board: Board | None = None, by: Actor) -> Board:
    """Add a board, or give one another name."""
    row = Board.objects.locked(board) if board else Board()
    was, row.name = row.name, name
    return _saved(row, BoardSaved(was, name), by)


@transaction.atomic
def save_unit(name: str, board: Board | None, *, unit: Unit | None = None, by: Actor) -> Unit:
    """Add a unit, or give one another name or board."""
    row = Unit.objects.locked(unit) if unit else Unit()
    was = row.name, _named(row.board)
    row.name, row.board = name, board
    return _saved(row, UnitSaved(was[0], name, was[1], _named(board)), by)


def _named(board: Board | None) -> str:
    return board.name if board else ""


def _saved(row: Part, event: Event, by: Actor) -> Part:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken from error
    record(event, about=row, by=by)
    return row
