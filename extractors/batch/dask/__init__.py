"""Batches on a Dask cluster: units of inputs to its workers, shards of records back."""
