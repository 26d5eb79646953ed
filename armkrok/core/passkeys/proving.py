"""What an authenticator is asked for, and whether its answer is believed (WebAuthn level 3, section 7)."""

import binascii
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
    parse_attestation_object,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from armkrok.core.passkeys.errors import KeyRefused
from armkrok.core.passkeys.party import Party, party

LONGEST_ANSWER = 16_384
LONGEST_ID = 1023
PATIENCE_MS = 300_000
SMALLEST_RSA = 2048
ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
# We ask for no attestation; browsers then send none, or the key's own signature. The other formats carry
# chains of certificates that we would not trust anyway, so they are not read.
FORMATS = {AttestationFormat.NONE, AttestationFormat.PACKED}
# Whatever a made-up answer brings the library to raise.
UNREADABLE = (
    WebAuthnException, InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError, TypeError,
    LookupError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """An authenticator's answer, read but not yet believed."""

    credential: dict[str, Any]
    challenge: bytes
    credential_id: bytes
    user_handle: bytes


@dataclass(frozen=True)
class NewKey:
    """A credential that has proved itself."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    is_syncable: bool
    is_backed_up: bool


@dataclass(frozen=True)
class Use:
    """A proved use of a credential."""

    sign_count: int
    is_backed_up: bool


def handle(organisation_id: UUID, person_id: UUID) -> bytes:
    """What the authenticator keeps of its owner: whose key and where, in ids that mean nothing elsewhere."""
    return organisation_id.bytes + person_id.bytes


def owner_in(user_handle: bytes) -> tuple[UUID, UUID]:
    """Organisation and person of a handle(); raises KeyRefused."""
    if len(user_handle) != 32:
        raise KeyRefused("handle")
    return UUID(bytes=user_handle[:16]), UUID(bytes=user_handle[16:])


def to_log_in(challenge: bytes) -> dict[str, Any]:
    """Options for navigator.credentials.get(): any key of ours, whoever's it is, with PIN or biometrics."""
    options = generate_authentication_options(
        rp_id=_party().id, challenge=challenge, timeout=PATIENCE_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return options_to_json_dict(options)


def to_add(
    challenge: bytes, user_handle: bytes, user_name: str, place: str, known: list[bytes]
) -> dict[str, Any]:
    """Options for navigator.credentials.create(). `known` are the person's keys here: no two on one device.

    The key must be discoverable: at the door nobody says who she is, so another kind could never be used.
    """
    options = generate_registration_options(
        rp_id=_party().id, rp_name="Armkrok", user_id=user_handle, user_name=user_name,
        user_display_name=f"{user_name} ({place})", challenge=challenge, timeout=PATIENCE_MS,
        supported_pub_key_algs=ALGORITHMS,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )  # fmt: skip
    return options_to_json_dict(options)


def read(text: str) -> Answer:
    """The answer that the browser sent, as JSON; raises KeyRefused when it is none."""
    if len(text) > LONGEST_ANSWER:
        raise KeyRefused("unreadable", "too long")
    try:
        credential = json.loads(text)
        response = credential["response"]
        said = json.loads(base64url_to_bytes(response["clientDataJSON"]))
        if said.get("crossOrigin") or said.get("topOrigin"):
            raise KeyRefused("embedded")
        user_handle = response.get("userHandle")
        return Answer(
            credential=credential,
            challenge=base64url_to_bytes(said["challenge"]),
            credential_id=base64url_to_bytes(credential["rawId"]),
            user_handle=base64url_to_bytes(user_handle) if user_handle else b"",
        )
    except UNREADABLE as error:
        raise KeyRefused("unreadable", type(error).__name__) from error


def proved_new(answer: Answer, challenge: bytes) -> NewKey:
    """The new credential, when every step of section 7.1 has passed; raises KeyRefused."""
    here = _party()
    try:
        parsed = parse_registration_credential_json(answer.credential)
        if parse_attestation_object(parsed.response.attestation_object).fmt not in FORMATS:
            raise KeyRefused("attestation")
        done = verify_registration_response(
            credential=parsed, expected_challenge=challenge, expected_rp_id=here.id,
            expected_origin=here.origin, require_user_verification=True, supported_pub_key_algs=ALGORITHMS,
        )  # fmt: skip
        _demand_usable(done.credential_public_key)
    except UNREADABLE as error:
        raise KeyRefused("answer", str(error)[:200]) from error
    if len(done.credential_id) > LONGEST_ID:
        raise KeyRefused("answer", "the credential's id is too long")
    return NewKey(
        credential_id=done.credential_id,
        public_key=done.credential_public_key,
        sign_count=done.sign_count,
        transports=[one.value for one in parsed.response.transports or []],
        is_syncable=done.credential_device_type.value == "multi_device",
        is_backed_up=done.credential_backed_up,
    )


def proved_use(answer: Answer, challenge: bytes, public_key: bytes) -> Use:
    """What the use of a known key proved, when every step of section 7.2 but one has passed; else KeyRefused.

    The counter is left to the caller: the library would judge it before the signature, so that anybody could
    have a key taken for a copy.
    """
    here = _party()
    try:
        done = verify_authentication_response(
            credential=answer.credential, expected_challenge=challenge, expected_rp_id=here.id,
            expected_origin=here.origin, credential_public_key=public_key, credential_current_sign_count=0,
            require_user_verification=True,
        )  # fmt: skip
    except UNREADABLE as error:
        raise KeyRefused("answer", str(error)[:200]) from error
    return Use(done.new_sign_count, done.credential_backed_up)


def _demand_usable(public_key: bytes) -> None:
    """A key that can verify something, and no small RSA key (NIST SP 800-131A rev. 2, table 2)."""
    key = decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    if isinstance(key, RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise KeyRefused("answer", "the RSA key is too small")


def _party() -> Party:
    found = party()
    if found is None:
        raise KeyRefused("place", "the platform's address is no domain")
    return found
