"""Which of the tokenizer's 250,002 pieces are kept, and the tokenizer made of them.

Kept are the pieces that Chinese text is cut into (news and reports, read with all pieces), every
piece with a Chinese character, and every piece of ASCII alone: English needs them all
("Shanghai", "revenue", "urban" fall apart without). Others become ``<unk>`` or shorter pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from kitoken import Kitoken
from numpy.typing import NDArray

SPECIAL = 4
"""``<s>``, ``<pad>``, ``</s>``, ``<unk>`` are the first pieces."""
_UNKNOWN = 3
_BLANK = "\u2581"
_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def kept_pieces(pieces: Sequence[str], tokenizer: Kitoken, texts: Iterable[str]) -> list[int]:
    """Numbers of the pieces to keep, ascending.

    Args:
        pieces: All pieces.
        tokenizer: With all of them.
        texts: What has to be cut up as before.
    """
    seen = np.zeros(len(pieces), bool)
    seen[:SPECIAL] = True
    for text in texts:
        seen[tokenizer.encode(text)] = True
    return [at for at, piece in enumerate(pieces) if seen[at] or _chinese_or_ascii(piece)]


def _chinese_or_ascii(piece: str) -> bool:
    if piece == "<mask>":  # never in a text
        return False
    return bool(_HAN.search(piece)) or piece.replace(_BLANK, "").isascii()


def make_tokenizer(pieces: Sequence[str], scores: NDArray[np.float32]) -> Kitoken:
    """The tokenizer of these pieces."""
    return Kitoken.from_sentencepiece(sentencepiece_model(pieces, scores))


def sentencepiece_model(pieces: Sequence[str], scores: NDArray[np.float32]) -> bytes:
    """A SentencePiece unigram model (Kudo 2018) with the normalisation ``nmt_nfkc``.

    The first four pieces are control pieces: a text cannot spell them.
    """
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    # Its classes are made when it is imported, unseen by type checkers.
    classes: Any = sentencepiece_model_pb2
    model = classes.ModelProto()
    rules = sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    model.ParseFromString(rules)
    kinds = classes.ModelProto.SentencePiece
    for at, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        kind = kinds.NORMAL if at >= SPECIAL else kinds.CONTROL
        if at == _UNKNOWN:
            kind = kinds.UNKNOWN
        model.pieces.add(piece=piece, score=float(score), type=kind)
    model.trainer_spec.model_type = classes.TrainerSpec.UNIGRAM
    model.trainer_spec.bos_id = 0
    model.trainer_spec.pad_id = 1
    model.trainer_spec.eos_id = 2
    model.trainer_spec.unk_id = _UNKNOWN
    serialized: bytes = model.SerializeToString()
    return serialized
