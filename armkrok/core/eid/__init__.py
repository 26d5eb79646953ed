"""Log-in and signing with an e-ID: the order, its pages and its messages."""
