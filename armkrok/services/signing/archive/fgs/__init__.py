"""FGS Paketstruktur 2.0 (E-ARK CSIP and SIP 2.1.0) with FGS Ärendehantering 2.0 (E-ARK CITS ERMS 2.1)."""
