"""FAISS over the passages' vectors. Derived from the store: it can always be made again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

import faiss
import numpy as np

from index.encoder import Vectors


class Stamp(NamedTuple):
    """Whose vectors a saved index holds; `revision` is the store's when it was saved."""

    archive: str
    encoder: str
    dim: int
    revision: int

    def fits(self, other: Stamp) -> bool:
        """Tell whether both are of one archive and encoder; the revision may differ."""
        return self[:3] == other[:3]


class VectorIndex:
    """Exact inner-product search; an entry's id is the store's passage id."""

    def __init__(self, dim: int) -> None:
        """Start empty, for vectors of `dim` numbers."""
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def ids(self) -> list[int]:
        """Passage ids in the order they were added."""
        return [int(id_) for id_ in faiss.vector_to_array(self._index.id_map)]

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add unit vectors, (len(ids), dim) float32, under ids that are not there yet."""
        self._index.add_with_ids(vectors, np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Forget these ids; the others keep their order."""
        self._index.remove_ids(_selector(ids))

    def search(
        self, vector: Vectors, limit: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `limit` (id, cosine), nearest first; `vector` is (dim,) float32.

        `among` are the only ids looked at, or None for all.
        """
        limit = min(limit, len(self))
        if not limit:
            return []
        parameters = faiss.SearchParameters()
        if among is not None:
            # A name of its own keeps the selector alive for as long as FAISS looks at it.
            parameters.sel = selector = _selector(among)  # noqa: F841
        scores, ids = self._index.search(vector[np.newaxis], limit, params=parameters)
        found = zip(ids[0], scores[0], strict=True)
        # FAISS fills up with -1 where fewer than `limit` were looked at.
        return [(int(id_), float(score)) for id_, score in found if id_ >= 0]

    def save(self, path: Path, stamp: Stamp) -> None:
        """Write to a file beside `path` and rename it: a reader sees the old or the new whole.

        The file is one line of JSON (stamp and the data's SHA-256), then FAISS's own bytes.
        """
        data = faiss.serialize_index(self._index).tobytes()
        header = stamp._asdict() | {"sha256": hashlib.sha256(data).hexdigest()}
        descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(json.dumps(header).encode() + b"\n" + data)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise

    @classmethod
    def load(cls, path: Path, wanted: Stamp) -> tuple[VectorIndex, int] | None:
        """Return a saved index and the revision it is of.

        None when it is missing, damaged, or of another archive or encoder than `wanted`.
        """
        try:
            line, data = path.read_bytes().split(b"\n", 1)
            header = json.loads(line)
            checksum = header.pop("sha256")
            stamp = Stamp(**header)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        # FAISS may crash on damaged bytes, so they are proved whole before it sees them.
        if not stamp.fits(wanted) or hashlib.sha256(data).hexdigest() != checksum:
            return None
        vectors = cls(stamp.dim)
        loaded = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        vectors._index = cast(faiss.IndexIDMap2, loaded)
        return vectors, stamp.revision


def _selector(ids: Sequence[int]) -> faiss.IDSelectorBatch:
    return faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64))
