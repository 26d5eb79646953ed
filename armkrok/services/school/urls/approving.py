"""Addresses of approving, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import approving, orders

urlpatterns = [
    path("godkanna/", approving.queue, name="approvals"),
    path("godkanna/borta/", approving.lend, name="approvals-away"),
    path("godkanna/borta/<uuid:right_id>/avsluta/", approving.end_loan, name="approvals-away-end"),
    path("godkanna/<uuid:order_id>/", approving.approval, name="approval"),
    path("godkanna/<uuid:order_id>/fragor/", orders.approval_thread, name="approval-thread"),
]
