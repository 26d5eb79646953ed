"""What the SS 12000 interface answers when it can't answer, in the standard's form and in English."""


class Unanswerable(Exception):
    """Told as {code, message} (SS 12000:2020, Error); nothing has changed."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Unknown(Unanswerable):
    """No such collection or object, or one that is withheld."""

    def __init__(self) -> None:
        super().__init__(404, "NotFound", "There is no such resource.")


class BadQuestion(Unanswerable):
    """A parameter that is not understood."""

    def __init__(self, message: str) -> None:
        super().__init__(400, "BadRequest", message)
