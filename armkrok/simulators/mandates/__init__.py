"""A register of powers of attorney, in the shape of Bolagsverket's Mina ombud."""
