"""A population register to ask: as Navet's personpostXML, with people and faults of one's own choice."""
