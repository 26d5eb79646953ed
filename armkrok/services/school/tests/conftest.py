"""What the school's tests lean on: the suppliers and the federation as running processes."""

from tests.support.suppliers import supplier_processes, suppliers

__all__ = ["supplier_processes", "suppliers"]
