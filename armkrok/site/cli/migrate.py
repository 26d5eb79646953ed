"""`armkrok migrate`."""

from argparse import Namespace

from armkrok.site.cli.database import database, refuse_mighty_role
from armkrok.site.cli.django_setup import set_up


def command(_wanted: Namespace) -> int:
    """Bring the database to the code's shape, as the owner role."""
    with database() as addresses:
        migrate()
        refuse_mighty_role(addresses.application)
    print("Databasen är uppdaterad.")
    return 0


def migrate() -> None:
    """Apply every migration and the application role's grants."""
    set_up()
    from armkrok.site.schema import migrate as bring_up_to_date

    bring_up_to_date()
