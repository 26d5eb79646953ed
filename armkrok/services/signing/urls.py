"""Addresses of Underskrift: /{organisation}/underskrift/… and the public ones."""

from django.urls import path

from armkrok.services.signing.views import documents, drafting, following, pki, signing, verifying

urlpatterns = [
    path("", following.sent_list, name="list"),
    path("ny/", drafting.new, name="new"),
    path("ny/<uuid:request_id>/dokument/", drafting.document, name="document"),
    path("ny/<uuid:request_id>/personer/", drafting.people, name="people"),
    path("ny/<uuid:request_id>/meddelande/", drafting.message, name="message"),
    path("ny/<uuid:request_id>/granska/", drafting.confirm, name="confirm"),
    path("ny/<uuid:request_id>/skicka/", drafting.send, name="send"),
    path("ny/<uuid:request_id>/slang/", drafting.discard, name="discard"),
    path("<uuid:request_id>/", following.progress, name="progress"),
    path("<uuid:request_id>/skickad/", drafting.sent, name="sent"),
    path("<uuid:request_id>/paminn/", following.remind, name="remind"),
    path("<uuid:request_id>/dra-tillbaka/", following.withdraw, name="withdraw"),
    path("<uuid:request_id>/skriv-under/", signing.sign, name="sign"),
    path("<uuid:request_id>/skriv-under/bankid/", signing.start, name="start"),
    path("<uuid:request_id>/skriv-under/bankid/<uuid:order_id>/", signing.order, name="order"),
    path("<uuid:request_id>/skriv-under/bankid/<uuid:order_id>/lage/", signing.state, name="order-state"),
    path("<uuid:request_id>/skriv-under/bankid/<uuid:order_id>/avbryt/", signing.cancel, name="order-cancel"),
    path("<uuid:request_id>/skriv-under/bankid/<uuid:order_id>/igen/", signing.retry, name="order-retry"),
    path("<uuid:request_id>/klart/", signing.done, name="done"),
    path("<uuid:request_id>/nej/", signing.decline, name="decline"),
    path("<uuid:request_id>/<int:place>/sida/<int:number>.webp", documents.page_image, name="page-image"),
    path("<uuid:request_id>/<int:place>/stor-text/", documents.big_text, name="big-text"),
    path("<uuid:request_id>/<int:place>/fil/", documents.download, name="download"),
    path("<uuid:request_id>/<int:place>/original/", documents.original, name="original"),
    path("<uuid:request_id>/kontroll/", verifying.check, name="check"),
    path("certifikat/utfardare.crl", pki.crl, name="crl"),
    path("certifikat/utfardare.cer", pki.issuer, name="issuer"),
]

public_urlpatterns = [
    path("verifiera/", verifying.verify, name="verify"),
    path("verifiera/<slug:organisation>/<slug:code>/", verifying.verify_code, name="verify-code"),
    path("certifikat/rot.crl", pki.root_crl, name="root-crl"),
    path("certifikat/rot.cer", pki.root_certificate, name="root-certificate"),
]
