"""Names compare as RFC 5280 section 7.1 says, also when the answer is remembered."""

from __future__ import annotations

from asn1crypto import x509

from armkrok.services.signing.engine import asn1_names


def named(name: str, country: str = "SE") -> x509.Name:
    built = x509.Name.build({"common_name": name, "country_name": country})
    return x509.Name.load(built.dump())


def test_names_compare_as_before() -> None:
    asn1_names.apply()
    for _ in range(2):
        assert named("Sundby CA") == named("Sundby CA")
        assert named("Sundby  ca") == named("Sundby CA")
        assert named("Sundby CA") != named("Granvik CA")
        assert named("Sundby CA") != named("Sundby CA", "NO")
        assert named("Sundby CA").chosen != "Sundby CA"
