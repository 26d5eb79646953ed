"""Addresses of an organisation's settings."""

from django.urls import path

from armkrok.core.administration.views import (
    access_review,
    audit,
    clients,
    faults,
    groups,
    members,
    organisation,
    overview,
    policies,
    providers,
    roles,
    staff,
    structure,
)
from armkrok.core.reading import urls as reading

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("uppgifter/", organisation.facts, name="facts"),
    path("utseende/", organisation.theme, name="theme"),
    path("regler/", policies.policies, name="policies"),
    path("tjanster/", overview.services, name="services"),
    path("medarbetare/", members.members, name="members"),
    path("medarbetare/ny/", members.new, name="member-new"),
    path("medarbetare/lista/", staff.upload, name="staff-lists"),
    path("medarbetare/lista/<uuid:import_id>/", staff.preview, name="staff-list"),
    path("medarbetare/lista/<uuid:import_id>/spara/", staff.apply, name="staff-list-apply"),
    path("medarbetare/lista/<uuid:import_id>/kasta/", staff.discard, name="staff-list-discard"),
    path("medarbetare/<uuid:person_id>/", members.member, name="member"),
    path("medarbetare/<uuid:person_id>/avsluta/", members.end, name="member-end"),
    path("medarbetare/<uuid:person_id>/logga-ut/", members.end_sessions, name="member-sessions-end"),
    path("roller/", roles.roles, name="roles"),
    path("roller/<uuid:assignment_id>/avsluta/", roles.end, name="role-end"),
    path("inloggning/", providers.providers, name="providers"),
    path("inloggning/ny/", providers.new, name="provider-new"),
    path("inloggning/<uuid:provider_id>/", providers.provider, name="provider"),
    path("inloggning/<uuid:provider_id>/oppna/", providers.switch, name="provider-switch"),
    path("inloggning/<uuid:provider_id>/upp/", providers.move_up, name="provider-up"),
    path("inloggning/<uuid:provider_id>/prova/", providers.test, name="provider-test"),
    path("inloggning/<uuid:provider_id>/metadata.xml", providers.metadata, name="provider-metadata"),
    path("genomgang/", access_review.access_review, name="access-review"),
    path("genomgang/csv/", access_review.access_review_csv, name="access-review-csv"),
    path("grupper/", groups.groups, name="groups"),
    path("grupper/ny/", groups.new, name="group-new"),
    path("grupper/<uuid:group_id>/", groups.group, name="group"),
    path("namnder/", structure.structure, name="structure"),
    path("namnder/ny/", structure.new_board, name="board-new"),
    path("namnder/<uuid:board_id>/", structure.board, name="board"),
    path("enheter/ny/", structure.new_unit, name="unit-new"),
    path("enheter/<uuid:unit_id>/", structure.unit, name="unit"),
    path("system/", clients.clients, name="clients"),
    path("system/<uuid:client_id>/tillbaka/", clients.returns, name="client-returns"),
    path("system/<uuid:client_id>/stang/", clients.close, name="client-close"),
    path("logg/", audit.audit, name="audit"),
    path("logg/kontrollera/", audit.check, name="audit-check"),
    *reading.urlpatterns,
]

public_urlpatterns = [path("rapportera-fel/", faults.report, name="report-fault")]
