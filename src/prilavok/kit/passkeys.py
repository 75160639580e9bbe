"""Passkeys by W3C Web Authentication, level 3: what a browser is asked, and what of its answer is believed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _

CHALLENGE_BYTES = 32
_LONGEST = 20_000  # characters of an answer; one with an attestation has some thousand
_MINUTES = 5


class PasskeyUnfit(Refused):
    """The device's answer is not what was asked for, or is not signed by the key that is known."""

    def __init__(self) -> None:
        super().__init__(
            "passkey.unfit", _("The device's answer does not fit. Nothing was changed: try again, or use a code.")
        )


@dataclass(frozen=True, slots=True)
class Site:
    """Where keys are used. host: without port, what a key is bound to. origin: scheme, host and port."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that a device made: its id there, the public half (COSE), and how often it says it has signed."""

    credential: bytes
    public_key: bytes
    signed: int


def asked_to_make(site: Site, *, who: bytes, label: str, challenge: bytes, known: Sequence[bytes]) -> dict[str, Any]:
    """Options for `navigator.credentials.create`: a key that is found without a name and opened by finger, face or PIN.

    who: random bytes that name the person on the device, not an id of ours. known: keys not to be made again.
    """
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=who,
        user_name=label,
        user_display_name=label,
        challenge=challenge,
        timeout=_MINUTES * 60_000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return dict(json.loads(options_to_json(options)))


def asked_to_sign(site: Site, challenge: bytes) -> dict[str, Any]:
    """Options for `navigator.credentials.get`; no key is named, so nobody learns who is known."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=_MINUTES * 60_000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def read_answer(text: str) -> tuple[bytes, bytes, Mapping[str, Any]]:
    """The key's id, the challenge it says it answers, and the whole answer. Believe none of it yet. PasskeyUnfit."""
    if len(text) > _LONGEST:
        raise PasskeyUnfit
    try:
        answer = json.loads(text)
        told = parse_client_data_json(base64url_to_bytes(answer["response"]["clientDataJSON"]))
        return base64url_to_bytes(answer["rawId"]), told.challenge, answer
    except Exception as trouble:  # whatever a stranger sent; the library raises of many kinds
        raise PasskeyUnfit from trouble


def made_key(site: Site, answer: Mapping[str, Any], challenge: bytes) -> MadeKey:
    """The key that was made for this challenge on this site. Raises PasskeyUnfit."""
    try:
        made = verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as trouble:  # parsing errors of the library are of many kinds; none of them is a bug of ours
        raise PasskeyUnfit from trouble
    return MadeKey(made.credential_id, made.credential_public_key, made.sign_count)


def signed_by(site: Site, answer: Mapping[str, Any], challenge: bytes, key: MadeKey) -> int:
    """How often the key has signed now. Raises PasskeyUnfit, also for a count that went back (a copied key)."""
    try:
        signed = verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.signed,
            require_user_verification=True,
        )
    except Exception as trouble:  # as above
        raise PasskeyUnfit from trouble
    return signed.new_sign_count
