"""A real sentence model of a few words: each is a direction of its own, so cosines are plain."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

WORDS = ("averaging", "reduces", "the", "variance", "of", "spread", "shrinks", "bias", "not")


def made(folder: Path, *extra: str, rank: int = 3) -> Path:
    """The model's file, its tokenizer beside it; it also wants inputs named `extra`."""
    words = {"[UNK]": 0} | {word: n for n, word in enumerate(WORDS, 1)}
    tokenizer = Tokenizer(WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    path = folder / "model.onnx"
    onnx.save(_model(len(words), extra, rank), str(path))
    return path


def _model(size: int, extra: tuple[str, ...], rank: int) -> onnx.ModelProto:
    eye = [float(row == column and row > 0) for row in range(size) for column in range(size)]
    table = helper.make_tensor("table", TensorProto.FLOAT, [size, size], eye)
    names = ("input_ids", "attention_mask", *extra)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in names
    ]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["states"])]
    if rank == 2:
        nodes.append(helper.make_node("ReduceMax", ["states"], ["pooled"], axes=[1], keepdims=0))
    name = "states" if rank == 3 else "pooled"
    shape: list[str | int | None] = ["batch", "tokens", size] if rank == 3 else ["batch", size]
    output = helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "tiny", inputs, [output], [table])
    opset = helper.make_opsetid("", 17)
    return helper.make_model(graph, opset_imports=[opset], ir_version=10)
