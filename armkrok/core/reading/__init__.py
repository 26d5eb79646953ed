"""The read log: who has read whose data, chained by hash per organisation and open to those it is about."""
