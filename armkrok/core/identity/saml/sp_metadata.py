"""Our own metadata, for the identity provider or the federation to read.

Source: SAML 2.0 metadata clause 2.4.4; Sweden Connect's Deployment Profile clause 2 and Entity Categories.
"""

from __future__ import annotations

from typing import Any, Final

from saml2 import md, saml, xmldsig
from saml2.extension import mdattr, mdui
from saml2.samlp import NAMESPACE as PROTOCOL

from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.encryption import GCM, OAEP_MGF1P
from armkrok.core.identity.saml.idp_metadata import POST
from armkrok.core.identity.saml.keys import Pair, pairs

CATEGORY: Final = "http://macedir.org/entity-category"
URI: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


def described(config: SamlConfig, *, acs_url: str) -> bytes:
    """The metadata as XML. It is not signed: the provider gets it from the organisation, or a federation
    signs it.
    """
    entity = md.EntityDescriptor(
        entity_id=config.sp_entity_id,
        extensions=_categories(config.entity_categories),
        spsso_descriptor=_role(config, acs_url),
        organization=_organisation(config),
        contact_person=_contacts(config),
    )
    text: str = entity.to_string().decode("utf-8")
    return text.encode("utf-8")


def _role(config: SamlConfig, acs_url: str) -> Any:
    own = pairs(config.secret)
    signing = [_key(pair, "signing") for pair in own]
    encryption = [_key(pair, "encryption") for pair in own]
    return md.SPSSODescriptor(
        protocol_support_enumeration=PROTOCOL,
        authn_requests_signed="true",
        want_assertions_signed="true" if config.requires_signed_assertion else "false",
        extensions=_shown(config),
        key_descriptor=signing + encryption,
        assertion_consumer_service=[
            md.AssertionConsumerService(binding=POST, location=acs_url, index="0", is_default="true")
        ],
    )


def _key(pair: Pair, use: str) -> Any:
    data = xmldsig.X509Data(x509_certificate=xmldsig.X509Certificate(text=pair.certificate_text))
    methods = [*sorted(GCM, reverse=True), OAEP_MGF1P] if use == "encryption" else []
    return md.KeyDescriptor(
        use=use,
        key_info=xmldsig.KeyInfo(x509_data=[data]),
        encryption_method=[md.EncryptionMethod(algorithm=one) for one in methods],
    )


def _categories(categories: tuple[str, ...]) -> Any:
    if not categories:
        return None
    values = [saml.AttributeValue(text=one) for one in categories]
    attribute = saml.Attribute(name=CATEGORY, name_format=URI, attribute_value=values)
    return _extensions(mdattr.EntityAttributes(attribute=[attribute]))


def _shown(config: SamlConfig) -> Any:
    names = [mdui.DisplayName(text=config.display_name, lang=language) for language in ("sv", "en")]
    return _extensions(mdui.UIInfo(display_name=names))


def _extensions(thing: Any) -> Any:
    extensions = md.Extensions()
    extensions.add_extension_element(thing)
    return extensions


def _organisation(config: SamlConfig) -> Any:
    if not config.organisation_name:
        return None
    name = config.organisation_name
    return md.Organization(
        organization_name=[md.OrganizationName(text=name, lang="sv")],
        organization_display_name=[md.OrganizationDisplayName(text=name, lang="sv")],
        organization_url=[md.OrganizationURL(text=config.sp_entity_id, lang="sv")],
    )


def _contacts(config: SamlConfig) -> list[Any]:
    if not config.contact_email:
        return []
    address = md.EmailAddress(text=f"mailto:{config.contact_email}")
    return [md.ContactPerson(contact_type=kind, email_address=[address]) for kind in ("technical", "support")]
