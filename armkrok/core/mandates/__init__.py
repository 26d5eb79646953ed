"""Acting for another: by what right, from which register, and until when."""
