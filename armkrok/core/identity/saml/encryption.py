"""Take the assertion out of its encryption.

Only forms that need nothing fetched are taken, and only algorithms that hold: AES in GCM, the key by
RSA-OAEP. AES in CBC is taken where the settings allow it (AD FS and Entra ID have nothing better), since it
can be altered without being noticed; the signatures then stand alone. RSA PKCS #1 v1.5 is never taken
(Bleichenbacher's attack). Source: XML Encryption 1.1; Sweden Connect's Deployment Profile clause 8.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from armkrok.core.identity.proof import NotProved
from armkrok.core.identity.saml import xmlsec
from armkrok.core.identity.saml.config import SamlConfig
from armkrok.core.identity.saml.documents import DS, SAML, XENC, alone, only, parse
from armkrok.core.identity.saml.errors import Check
from armkrok.core.identity.saml.keys import pairs

_OLD: Final = "http://www.w3.org/2001/04/xmlenc#"
_NEW: Final = "http://www.w3.org/2009/xmlenc11#"
OAEP_MGF1P: Final = f"{_OLD}rsa-oaep-mgf1p"
OAEP: Final = frozenset({OAEP_MGF1P, f"{_NEW}rsa-oaep"})
GCM: Final = frozenset({f"{_NEW}aes128-gcm", f"{_NEW}aes192-gcm", f"{_NEW}aes256-gcm"})
CBC: Final = frozenset({f"{_OLD}aes128-cbc", f"{_OLD}aes192-cbc", f"{_OLD}aes256-cbc"})
_FORM: Final = Check.ENCRYPTION_FORM


def decrypted(encrypted: etree._Element, config: SamlConfig) -> etree._Element:
    """The assertion within an EncryptedAssertion, as the root of a document; raises NotProved."""
    holder = _judged(encrypted, GCM | CBC if config.allows_cbc else GCM)
    document = etree.tostring(holder, encoding="unicode")
    for pair in pairs(config.secret):
        if (plain := xmlsec.decrypted(document, pair.key_pem)) is not None:
            return alone(only(parse(plain), f"{SAML}Assertion", Check.DECRYPTION))
    raise NotProved(Check.DECRYPTION)


def _judged(encrypted: etree._Element, ciphers: frozenset[str]) -> etree._Element:
    """A document with the EncryptedData alone, its key within it, nothing that points elsewhere."""
    holder = alone(encrypted)
    data = only(holder, f"{XENC}EncryptedData", _FORM)
    keys = list(holder.iter(f"{XENC}EncryptedKey"))
    if len(keys) != 1 or any(True for _ in holder.iter(f"{XENC}CipherReference")):
        raise NotProved(_FORM)
    if _algorithm(data) not in ciphers or _algorithm(keys[0]) not in OAEP:
        raise NotProved(Check.ENCRYPTION_ALGORITHM)
    info = only(data, f"{DS}KeyInfo", _FORM) if data.find(f"{DS}KeyInfo") is not None else _new_info(data)
    for child in list(info):
        info.remove(child)
    for told in list(keys[0].findall(f"{DS}KeyInfo")):  # whose key it is; ours are tried in turn
        keys[0].remove(told)
    info.append(keys[0])
    return holder


def _algorithm(element: etree._Element) -> str:
    return only(element, f"{XENC}EncryptionMethod", _FORM).get("Algorithm", "")


def _new_info(data: etree._Element) -> etree._Element:
    """A KeyInfo where the schema has it: after EncryptionMethod."""
    info = etree.Element(f"{DS}KeyInfo")
    data.insert(1, info)
    return info
