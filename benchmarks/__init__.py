"""Speed and memory on this machine, beside plain sentence-transformers: `python -m benchmarks`.

Nothing of the product imports this package.
"""
