"""The command line: `armkrok demo | run | worker | migrate | check | verify | audit | keys | backup`
and `restore`.

Every command is imported when it is asked for, so that `armkrok verify` starts without Django.
"""
