"""The data of Elever och läromedel, by area."""

from armkrok.services.school.models.assignments import Assignment
from armkrok.services.school.models.catalogue import (
    Title,
    TitleImport,
    TitleImportFile,
    TitleImportRow,
    TitleWord,
)
from armkrok.services.school.models.earlier import Earlier
from armkrok.services.school.models.licences import Licence, Proposal, Seat, YearChange, YearDates
from armkrok.services.school.models.orders import (
    MOVES,
    Budget,
    Buyer,
    BuyingRight,
    LineGroup,
    Order,
    OrderLine,
    OrderMove,
    OrderRemark,
)
from armkrok.services.school.models.roster import (
    Duty,
    Enrolment,
    Membership,
    PupilGroup,
    Responsible,
    RosterPerson,
    SchoolUnit,
)
from armkrok.services.school.models.sending import (
    Alias,
    Erasure,
    Kind,
    SendBatch,
    SendNote,
    SendRun,
    SentObject,
    Wanted,
)
from armkrok.services.school.models.sources import Finding, ImportFile, ImportRun, Source
from armkrok.services.school.models.suppliers import Federation, Receiver, Supplier, SupplierContact
from armkrok.services.school.models.teaching import Activity, ActivityGroup, Teaching

__all__ = [
    "MOVES",
    "Activity",
    "ActivityGroup",
    "Alias",
    "Assignment",
    "Budget",
    "Buyer",
    "BuyingRight",
    "Duty",
    "Earlier",
    "Enrolment",
    "Erasure",
    "Federation",
    "Finding",
    "ImportFile",
    "ImportRun",
    "Kind",
    "Licence",
    "LineGroup",
    "Membership",
    "Order",
    "OrderLine",
    "OrderMove",
    "OrderRemark",
    "Proposal",
    "PupilGroup",
    "Receiver",
    "Responsible",
    "RosterPerson",
    "SchoolUnit",
    "Seat",
    "SendBatch",
    "SendNote",
    "SendRun",
    "SentObject",
    "Source",
    "Supplier",
    "SupplierContact",
    "Teaching",
    "Title",
    "TitleImport",
    "TitleImportFile",
    "TitleImportRow",
    "TitleWord",
    "Wanted",
    "YearChange",
    "YearDates",
]
