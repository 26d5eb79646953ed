from django.db import migrations

from armkrok.core.tenants.operations import SecureTenantTables, TieTenantKeys


class Migration(migrations.Migration):
    dependencies = [("signing", "0006_one_place_each"), ("tenants", "0002_walls"), ("documents", "0002_walls")]

    operations = [
        SecureTenantTables(
            [
                "Document", "Act", "Signature", "Placement", "Remark", "StandIn", "Bulk", "BulkRow",
                "ImportedFile", "TypeVersion", "Body", "Minutes", "SigningPolicy", "SealKey", "Revocation",
                "Delivery", "Culling", "Culled", "ExternalSigning", "Handoff",
            ],
            own=("StandIn",),
        ),
        TieTenantKeys("SigningRequest", ["unit", "copied_from"]),
        TieTenantKeys("Party", ["replaces"]),
        TieTenantKeys("Consent", ["act"]),
    ]
