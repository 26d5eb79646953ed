"""Addresses of a supplier's own pages, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import supplier_pages

urlpatterns = [
    path("for-leverantorer/", supplier_pages.orders, name="supplier-orders"),
    path("for-leverantorer/<uuid:order_id>/", supplier_pages.order, name="supplier-order"),
    path("for-leverantorer/<uuid:order_id>/bekrafta/", supplier_pages.confirm, name="supplier-confirm"),
    path("for-leverantorer/<uuid:order_id>/leverera/", supplier_pages.deliver, name="supplier-deliver"),
    path("for-leverantorer/<uuid:order_id>/neka/", supplier_pages.refuse, name="supplier-refuse"),
]
