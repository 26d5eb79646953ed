"""Addresses of Elever och läromedel: /{organisation}/skola/…, a module for each area."""

from armkrok.services.school.urls import (
    approving,
    budgets,
    catalogue,
    extracts,
    following_up,
    licences,
    ordering,
    protecting,
    roster,
    sending,
    sources,
    ss12000_hook,
    supplier_pages,
    suppliers,
)

urlpatterns = [
    *catalogue.urlpatterns,
    *ordering.urlpatterns,
    *approving.urlpatterns,
    *budgets.urlpatterns,
    *roster.urlpatterns,
    *licences.urlpatterns,
    *following_up.urlpatterns,
    *suppliers.urlpatterns,
    *sending.urlpatterns,
    *protecting.urlpatterns,
    *sources.urlpatterns,
    *ss12000_hook.urlpatterns,
    *supplier_pages.urlpatterns,
    *extracts.urlpatterns,
]
