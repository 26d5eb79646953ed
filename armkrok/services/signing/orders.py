"""What a machine says when it wants signatures: the same words in the API and in the watched folder."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
Language = Literal["sv", "en"]


class PersonToAsk(Schema):
    """Somebody who is asked to do something with the documents."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    email: str = Field(max_length=254, pattern=EMAIL)
    personal_number: str = Field(max_length=20, description="twelve digits")
    title: str = Field("", max_length=120)
    role: Literal["signer", "approver", "reader", "copy"] = "signer"
    turn: int = Field(1, ge=1, le=200, description="those with the same number are asked together")
    message: str = Field("", max_length=2000, description="to this person alone")
    language: Literal["", "sv", "en"] = Field("", description="of letters; nothing is the request's")
    seat: str = Field("", max_length=40, description="the document type's name for the part")
    principal: str = Field("", max_length=200, description="whom the person signs for")
    principal_number: str = Field("", max_length=20, description="that organisation's number")
    mandate: str = Field("", max_length=200, description="what gives the right to sign")
    mandate_until: date | None = None


class Wanted(Schema):
    """What is said of the request as a whole."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field("", max_length=200)
    type: str = Field("", max_length=60, description="key of a document type in the register")
    message: str = Field("", max_length=2000, description="to everybody")
    sign_by: date | None = Field(None, description="the last day")
    remind: bool = Field(True, description="the day before the last day")
    remind_after: int | None = Field(None, ge=1, le=365, description="days after the invitation")
    remind_every: int | None = Field(None, ge=1, le=365, description="days between reminders")
    may_forward: bool = True
    may_stand_in: bool = True
    language: Language = "sv"
    as_is: bool = Field(False, description="keep the files to sign byte for byte: others have signed them")


class Order(Wanted):
    """A request, and who is asked."""

    people: list[PersonToAsk] = Field(max_length=200)
