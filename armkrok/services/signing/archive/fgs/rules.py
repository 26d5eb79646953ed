"""E-ARK's own Schematron rules for METS.xml, as the package eark-validator carries them.

Its program is not used: on import it fetches vocabularies from the web. The same vocabularies lie in the
package, and lxml runs the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from lxml import etree
from lxml.isoschematron import Schematron  # type: ignore[import-not-found]  # no stubs for it

from armkrok.services.signing.archive.fgs.schemas import SchemaMissing

# These contradict each other, or the specification. CSIP 2.1.0 wants one CREATOR that is the software and SIP
# 2.1.0 one more that is the sender, but the rules hold each demand against every CREATOR; SIP14 looks for an
# attribute without its namespace. `judging` makes the same demands of the right agents.
_MISTAKEN = frozenset({"CSIP12", "CSIP13", "CSIP15", "CSIP16", "SIP14"})
# CSIP63 demands of every group of files what the specification demands of those with an own content type, and
# CSIP103 of every package what it demands of those without representations (CSIP101).
_TOO_WIDE = frozenset({"CSIP63", "CSIP103"})
_VOCABULARIES = {
    "@TYPE_vocabulary_test": ("@TYPE", "CSIPVocabularyContentCategory.xml"),
    "@csip:CONTENTINFORMATIONTYPE_vocabulary_test": (
        "@csip:CONTENTINFORMATIONTYPE",
        "CSIPVocabularyContentInformationType.xml",
    ),
    "@csip:OAISPACKAGETYPE_vocabulary_test": ("@csip:OAISPACKAGETYPE", "CSIPVocabularyOAISPackageType.xml"),
    "@STATUS_vocabulary_test": ("@STATUS", "CSIPVocabularyStatus.xml"),
}
_MIME, _TYPES = "@MIMETYPE_IANA_test", "IANA.txt"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def broken_rules(mets: bytes) -> tuple[str, ...]:
    """The rules of CSIP and SIP 2.1.0 of role ERROR that a root METS.xml breaks. Raises SchemaMissing."""
    root = etree.fromstring(mets, etree.XMLParser(resolve_entities=False, no_network=True))
    return tuple(problem for rules in _compiled() for problem in _broken(rules, root))


def _broken(rules: Schematron, root: etree._Element) -> Iterator[str]:
    if rules.validate(etree.ElementTree(root)):
        return
    for failed in rules.validation_report.iter(f"{_SVRL}failed-assert"):
        number = str(failed.get("id", "")).split("_")[0]
        if failed.get("role") == "ERROR" and number not in _MISTAKEN | _TOO_WIDE:
            yield f"{number}: {(failed.findtext(f'{_SVRL}text') or '').strip()}"


@lru_cache(maxsize=1)
def _compiled() -> tuple[Schematron, ...]:
    """Every rule file of both specifications; compiling them takes a second."""
    resources = _resources()
    words = _words(resources / "vocabs")
    paths = sorted(resources.glob("schematron/V2.1.0/[CS]*IP/*.xml"))
    if not paths:
        raise SchemaMissing("schematron")
    return tuple(
        Schematron(etree=etree.fromstring(_filled(path.read_text(), words).encode()), store_report=True)
        for path in paths
        if "<assert" in path.read_text()
    )


def _filled(rules: str, words: dict[str, str]) -> str:
    for placeholder, test in words.items():
        rules = rules.replace(placeholder, test)
    return rules


def _words(folder: Path) -> dict[str, str]:
    """What stands for a vocabulary in the rules, as a test of its terms."""
    tests = {}
    for placeholder, (attribute, name) in _VOCABULARIES.items():
        terms = re.findall(r"<Term[^>]*>([^<]*)</Term>", (folder / name).read_text())
        tests[placeholder] = _one_of(attribute, terms)
    tests[_MIME] = _one_of("@MIMETYPE", (folder / _TYPES).read_text().split())
    return tests


def _one_of(attribute: str, terms: list[str]) -> str:
    return "(" + " or ".join(f"{attribute} = '{term}'" for term in terms) + ")"


def _resources() -> Path:
    try:
        found = distribution("eark-validator")
    except PackageNotFoundError as error:
        raise SchemaMissing("eark-validator") from error
    return Path(str(found.locate_file("eark_validator/ipxml/resources")))
