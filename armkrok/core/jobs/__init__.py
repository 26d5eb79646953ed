"""Work that is done later: the queue and the clock. Only this package knows the queue library.

A job is deferred in the same transaction as the data it is about, runs at least once, and must therefore
be harmless to run twice. It gets ids as text, opens its own tenants.scope(), and may be killed at any time.
"""

from armkrok.core.jobs.queue import Job, cancel, every, job

__all__ = ["Job", "cancel", "every", "job"]
