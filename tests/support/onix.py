"""ONIX messages in our own words, with reference names or short tags."""

import re

from armkrok.services.school.importing.onix_tags import SHORT

REFERENCE = "http://ns.editeur.org/onix/3.0/reference"
SHORTS = "http://ns.editeur.org/onix/3.0/short"

PRODUCT = """<Product><RecordReference>linden-1</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>01</ProductIDType><IDValue>L-8</IDValue></ProductIdentifier>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789170001505</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>EC</ProductForm>
<ProductFormFeature><ProductFormFeatureType>09</ProductFormFeatureType>
<ProductFormFeatureValue>52</ProductFormFeatureValue></ProductFormFeature>
<ProductFormFeature><ProductFormFeatureType>09</ProductFormFeatureType>
<ProductFormFeatureValue>20</ProductFormFeatureValue></ProductFormFeature>
<EpubUsageConstraint><EpubUsageType>07</EpubUsageType><EpubUsageStatus>02</EpubUsageStatus>
<EpubUsageLimit><Quantity>12</Quantity><EpubUsageUnit>29</EpubUsageUnit></EpubUsageLimit>
</EpubUsageConstraint>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitlePrefix>Den</TitlePrefix><TitleWithoutPrefix>stora räkneboken</TitleWithoutPrefix>
<Subtitle>Åk 8</Subtitle></TitleElement></TitleDetail>
<EditionStatement>Andra upplagan</EditionStatement>
<Language><LanguageRole>01</LanguageRole><LanguageCode>swe</LanguageCode></Language>
<Language><LanguageRole>01</LanguageRole><LanguageCode>ara</LanguageCode></Language>
<Subject><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>YPMF</SubjectCode></Subject>
<Subject><SubjectSchemeIdentifier>24</SubjectSchemeIdentifier>
<SubjectSchemeName>Skolverket</SubjectSchemeName>
<SubjectCode>GRGRMAT01</SubjectCode></Subject>
<AudienceRange><AudienceRangeQualifier>17</AudienceRangeQualifier>
<AudienceRangePrecision>03</AudienceRangePrecision><AudienceRangeValue>13</AudienceRangeValue>
<AudienceRangePrecision>04</AudienceRangePrecision><AudienceRangeValue>15</AudienceRangeValue></AudienceRange>
</DescriptiveDetail>
<CollateralDetail><TextContent><TextType>03</TextType><ContentAudience>00</ContentAudience>
<Text textformat="05"><p>Räkna <b>mer</b> &amp; bättre.</p></Text></TextContent></CollateralDetail>
<PublishingDetail><Publisher><PublishingRole>01</PublishingRole>
<PublisherName>Förlaget Linden</PublisherName></Publisher>
<PublishingStatus>04</PublishingStatus><PublishingDate><PublishingDateRole>01</PublishingDateRole>
<Date dateformat="00">20260815</Date></PublishingDate></PublishingDetail>
<ProductSupply><SupplyDetail>
<Price><PriceType>02</PriceType><PriceAmount>999.00</PriceAmount><CurrencyCode>EUR</CurrencyCode></Price>
<Price><PriceType>02</PriceType><PriceAmount>155.00</PriceAmount>
<Tax><TaxType>01</TaxType><TaxRatePercent>25</TaxRatePercent></Tax><CurrencyCode>SEK</CurrencyCode></Price>
</SupplyDetail></ProductSupply></Product>"""


def message(*products: str, short: bool = False, head: str = "", release: str = "3.0") -> bytes:
    """A whole message of products written with reference names."""
    space, root = (SHORTS, "ONIXmessage") if short else (REFERENCE, "ONIXMessage")
    header = "<Header><Sender><SenderName>Linden</SenderName></Sender></Header>"
    body = "".join((header, *products))
    if short:
        body = re.sub(r"<(/?)([A-Z]\w+)", lambda tag: f"<{tag[1]}{SHORT.get(tag[2], tag[2].lower())}", body)
    start = f'<?xml version="1.0" encoding="UTF-8"?>{head}<{root} release="{release}" xmlns="{space}">'
    return f"{start}{body}</{root}>".encode()


def product(number: int, price: str = "100.00") -> str:
    """A product like PRODUCT, with another number and price."""
    changed = PRODUCT.replace("<IDValue>L-8<", f"<IDValue>L-{number}<").replace("155.00", price)
    return re.sub(
        r"<ProductIdentifier><ProductIDType>15.*?</ProductIdentifier>", "", changed, flags=re.DOTALL
    )
