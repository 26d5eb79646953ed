from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables


class Migration(migrations.Migration):
    dependencies = [("school", "0001_initial"), ("tenants", "0002_walls"), ("documents", "0002_walls")]

    operations = [
        SecureTenantTables(
            [
                "Source",
                "ImportRun",
                "ImportFile",
                "Finding",
                "SchoolUnit",
                "RosterPerson",
                "Responsible",
                "Enrolment",
                "Duty",
                "PupilGroup",
                "Membership",
                "Activity",
                "ActivityGroup",
                "Teaching",
                "Assignment",
                "Supplier",
                "SupplierContact",
                "Receiver",
                "Federation",
                "Title",
                "TitleImport",
                "TitleImportFile",
                "TitleImportRow",
                "Earlier",
                "BuyingRight",
                "Budget",
                "Buyer",
                "Order",
                "OrderMove",
                "OrderRemark",
                "OrderLine",
                "LineGroup",
                "Licence",
                "Seat",
                "YearDates",
                "YearChange",
                "Proposal",
                "Wanted",
                "SentObject",
                "SendBatch",
                "SendRun",
                "SendNote",
                "Alias",
                "Erasure",
            ],
            own=("SupplierContact",),
        ),
    ]
