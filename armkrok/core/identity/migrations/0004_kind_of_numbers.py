from django.db import migrations

from armkrok.core.identity import sealed
from armkrok.kit.numbers import is_coordination_number


def tell_kinds(apps, schema_editor):
    """Say which of the numbers that are there are coordination numbers."""
    numbers = apps.get_model("identity", "IdentityNumber").objects.using(schema_editor.connection.alias)
    for row in numbers.only("pk", "sealed").iterator():
        if is_coordination_number(sealed.unseal(bytes(row.sealed))):
            numbers.filter(pk=row.pk).update(kind="coordination")


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_proofs_and_bound_sessions")]

    operations = [migrations.RunPython(tell_kinds, migrations.RunPython.noop)]
