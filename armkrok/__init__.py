"""Armkrok: the shared digital platform on which Swedish municipalities link arms."""

__version__ = "0.1.0"
