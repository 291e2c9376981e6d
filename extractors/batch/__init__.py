"""Batches: many inputs, in parallel, every one of them accounted for, and resumable.

    Job -> inputs -> (journal: what is new) -> workers -> outputs -> journal -> summary

`run_local` in `local.py` is the table of contents.
"""
