"""A school system that tells by SS 12000:2020 (REST), with a made-up municipality of any size."""
