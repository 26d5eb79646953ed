"""A place for what one layer needs and a layer above it knows, so that imports keep their one direction."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """Filled as the programme starts. Whoever reads it says what holds while it is empty."""

    def __init__(self) -> None:
        self.held: T | None = None

    def fill(self, held: T) -> None:
        """Let `held` answer from now on."""
        self.held = held
