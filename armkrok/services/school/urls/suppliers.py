"""Addresses of suppliers and receivers, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import federation, receiver_groups, receivers, suppliers

urlpatterns = [
    path("leverantorer/", suppliers.suppliers, name="suppliers"),
    path("leverantorer/ny/", suppliers.new, name="supplier-new"),
    path("leverantorer/<uuid:supplier_id>/", suppliers.supplier, name="supplier"),
    path("leverantorer/<uuid:supplier_id>/kontakt/", suppliers.contact, name="supplier-contact"),
    path("kontakter/<uuid:contact_id>/ta-bort/", suppliers.end_contact, name="supplier-contact-end"),
    path("mottagare/", receivers.receivers, name="receivers"),
    path("mottagare/ny/<uuid:supplier_id>/", receivers.new, name="receiver-new"),
    path("mottagare/<uuid:school_receiver_id>/installningar/", receivers.settings, name="receiver-settings"),
    path("mottagare/<uuid:school_receiver_id>/urval/", receivers.selection, name="receiver-selection"),
    path("mottagare/<uuid:school_receiver_id>/grupper/", receiver_groups.groups, name="receiver-groups"),
    path("mottagare/<uuid:school_receiver_id>/oppna/", receivers.switch, name="receiver-switch"),
    path("federation/", federation.federation, name="federation"),
    path("federation/nyckel/", federation.federation_key, name="federation-key"),
]
