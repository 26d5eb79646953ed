"""Work that waits or recurs. Each area has a module with its SCHEDULES."""
