"""The demo's own examples: schools, classes, suppliers, titles and orders, in Sundby."""


def load() -> None:
    """Every example, once; what exists is left alone."""
