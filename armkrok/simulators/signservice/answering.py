"""Building a SignResponse: the truth, an error, or the lie that was asked for."""

from __future__ import annotations

import base64
import copy
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives import serialization
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner

from armkrok.simulators.signservice.asked import NS, PERSONAL_NUMBER, PROFILE, Asked
from armkrok.simulators.signservice.authority import Authority, Pair
from armkrok.simulators.signservice.behaviour import Error, Lie
from armkrok.simulators.signservice.elements import maker
from armkrok.simulators.signservice.person import STRANGER, Person
from armkrok.simulators.signservice.signing import Made, signatures

DSS: Final = maker("dss")
CSIG: Final = maker("csig")
SAML: Final = maker("saml")
ENTITY: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
SUCCESS: Final = "urn:oasis:names:tc:dss:1.0:resultmajor:Success"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser posts back."""

    binding: str
    relay_state: str
    response: bytes

    def form(self) -> Mapping[str, str]:
        """The fields."""
        return {
            "Binding": self.binding,
            "RelayState": self.relay_state,
            "EidSignResponse": base64.b64encode(self.response).decode("ascii"),
        }


def answer(authority: Authority, asked: Asked, person: Person, action: Error | Lie | None) -> Answer:
    """The answer to a request, by the person who used the e-ID."""
    lie = action if isinstance(action, Lie) else None
    root = _skeleton(asked, lie)
    if isinstance(action, Error):
        _result(root, action.major, action.minor)
        _extension(root, asked, lie)
    else:
        _result(root, SUCCESS, "")
        made = signatures(authority, asked, person, lie)
        extension = _extension(root, asked, lie)
        _assertion(extension, asked, person, lie)
        _chain(extension, made, lie)
        _tasks(root, made, lie)
    return Answer(
        binding="GET/XML/1.0" if lie is Lie.OTHER_BINDING else "POST/XML/1.0",
        relay_state="_" + secrets.token_hex(20) if lie is Lie.OTHER_RELAY_STATE else asked.request_id,
        response=_finished(authority, root, lie),
    )


def _skeleton(asked: Asked, lie: Lie | None) -> etree._Element:
    other = "_" + secrets.token_hex(20)
    root = DSS("SignRequest" if lie is Lie.OTHER_MESSAGE else "SignResponse")
    root.set("RequestID", other if lie is Lie.OTHER_REQUEST else asked.request_id)
    root.set("Profile", PROFILE + "/other" if lie is Lie.OTHER_PROFILE else PROFILE)
    return root


def _result(root: etree._Element, major: str, minor: str) -> None:
    result = DSS("Result", DSS("ResultMajor", major))
    if minor:
        result.append(DSS("ResultMinor", minor))
        result.append(DSS("ResultMessage", "Simulated"))
    root.append(result)


def _extension(root: etree._Element, asked: Asked, lie: Lie | None) -> etree._Element:
    shift = {Lie.OLD: timedelta(minutes=-10), Lie.FROM_THE_FUTURE: timedelta(minutes=10)}
    now = datetime.now(UTC) + (shift.get(lie, timedelta()) if lie else timedelta())
    extension = CSIG("SignResponseExtension", CSIG("ResponseTime", _written(now)))
    extension.set("Version", "1.1" if lie is Lie.OTHER_VERSION else asked.version)
    if lie is Lie.REPEATS_OTHER_REQUEST:
        extension.append(CSIG("Request", base64.b64encode(asked.xml + b" ").decode("ascii")))
    root.append(DSS("OptionalOutputs", extension))
    return extension


def _assertion(extension: etree._Element, asked: Asked, person: Person, lie: Lie | None) -> None:
    """How and as whom the signer was identified."""
    if lie is Lie.NO_ASSERTION:
        return
    earlier = timedelta(hours=1) if lie is Lie.OLD_AUTHENTICATION else timedelta()
    provider = asked.identity_provider + ("/other" if lie is Lie.OTHER_PROVIDER else "")
    level = asked.level.replace("loa3", "loa2") if lie is Lie.LOW_LEVEL else asked.level
    context = CSIG(
        "ContextInfo",
        CSIG("IdentityProvider", provider, Format=ENTITY),
        CSIG("AuthenticationInstant", _written(datetime.now(UTC) - earlier)),
        SAML("AuthnContextClassRef", level),
        CSIG("AssertionRef", "_" + secrets.token_hex(16)),
    )
    shown = STRANGER if lie is Lie.OTHER_PERSON else person
    values = [
        (PERSONAL_NUMBER, shown.personal_number),
        ("urn:oid:2.5.4.42", shown.given_name),
        ("urn:oid:2.5.4.4", shown.surname),
        ("urn:oid:2.16.840.1.113730.3.1.241", shown.name),
    ]
    if lie is Lie.TWO_PERSONS:
        values.append((PERSONAL_NUMBER, STRANGER.personal_number))
    statement = SAML("AttributeStatement")
    for name, value in values:
        statement.append(SAML("Attribute", SAML("AttributeValue", value), Name=name))
    extension.append(CSIG("SignerAssertionInfo", context, statement))


def _chain(extension: etree._Element, made: Made, lie: Lie | None) -> None:
    if lie is Lie.NO_CHAIN:
        return
    holder = CSIG("SignatureCertificateChain")
    for certificate in made.chain:
        encoded = certificate.public_bytes(serialization.Encoding.DER)
        holder.append(CSIG("X509Certificate", base64.b64encode(encoded).decode("ascii")))
    extension.append(holder)


def _tasks(root: etree._Element, made: Made, lie: Lie | None) -> None:
    algorithm = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-"
    algorithm += "sha1" if lie is Lie.OTHER_ALGORITHM else "sha256"
    tasks = CSIG("SignTasks")
    for one in made.tasks:
        data = CSIG(
            "SignTaskData",
            CSIG("ToBeSignedBytes", base64.b64encode(one.attributes).decode("ascii")),
            CSIG("Base64Signature", base64.b64encode(one.value).decode("ascii"), Type=algorithm),
        )
        data.set("SignTaskId", one.task_id)
        data.set("SigType", "PDF")
        data.set("AdESType", "BES")
        tasks.append(data)
    root.append(DSS("SignatureObject", DSS("Other", tasks)))


def _finished(authority: Authority, root: etree._Element, lie: Lie | None) -> bytes:
    """Sign the message, or do to its signature what the lie says."""
    if lie is Lie.GARBAGE:
        return b"<html>Bad gateway</html>"
    if lie is Lie.UNSIGNED:
        return etree.tostring(root)
    pair = authority.stranger if lie is Lie.OTHER_KEY else authority.message
    reference = None
    if lie is Lie.SIGNED_PART_ONLY:
        reference = ["#part"]
        _only(root, "dss:Result").set("Id", "part")
    signed = _signed(root, pair, reference)
    return _tampered(signed, lie)


def _signed(root: etree._Element, pair: Pair, reference: Sequence[str] | None) -> etree._Element:
    outputs = _only(root, "dss:OptionalOutputs")
    etree.SubElement(outputs, f"{{{NS['ds']}}}Signature", Id="placeholder")
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    uris = list(reference) if reference else None
    return signer.sign(root, key=pair.key, cert=[pair.certificate], reference_uri=uris)


def _tampered(root: etree._Element, lie: Lie | None) -> bytes:
    """What a thief on the way could try."""
    if lie is Lie.ALTERED:
        _only(root, "dss:Result/dss:ResultMajor").text = SUCCESS + " "
    if lie is Lie.TWO_SIGNATURES:
        signature = _only(root, "dss:OptionalOutputs/ds:Signature")
        _only(root, "dss:OptionalOutputs").insert(0, copy.deepcopy(signature))
    if lie is Lie.WRAPPED:
        return _wrapped(root)
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    if lie is Lie.ENTITY:
        name = etree.QName(root).localname
        doctype = f'<!DOCTYPE {name} [<!ENTITY e SYSTEM "file:///etc/hostname">]>'.encode("ascii")
        return content.replace(b"?>", b"?>" + doctype, 1)
    return content


def _wrapped(root: etree._Element) -> bytes:
    """The signed message inside another one that says something else (signature wrapping)."""
    outer = copy.deepcopy(root)
    for one in outer.findall(".//ds:Signature", NS):
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)
    signature = copy.deepcopy(_only(root, "dss:OptionalOutputs/ds:Signature"))
    outputs = _only(outer, "dss:OptionalOutputs")
    outputs.append(CSIG("OtherResponseInfo", copy.deepcopy(root)))
    outputs.append(signature)
    return etree.tostring(outer, encoding="UTF-8", xml_declaration=True)


def _only(root: etree._Element, path: str) -> etree._Element:
    found = root.find(path, NS)
    if found is None:
        raise LookupError(path)
    return found


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
