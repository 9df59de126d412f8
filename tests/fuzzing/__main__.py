"""Coverage-guided fuzzing of everything that reads what others wrote.

``python -m tests.fuzzing --seconds 60`` fuzzes every target for a minute, ``python -m tests.fuzzing
html pdf`` only those; ``--together`` all of them in one process, and ``--runs`` bounds it by
executions. What it finds lies in ``.run/fuzzing/TARGET/``, and ``python -m tests.fuzzing TARGET
FILE`` tries one find again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest", "markdown_it", "docx", "protego"]):
    # What is imported only when needed would come too late to be watched.
    import ingest.loaders.fetching
    import ingest.loaders.html
    import ingest.loaders.markdown
    import ingest.loaders.pdf
    import ingest.loaders.word  # noqa: F401
    from tests.fuzzing.targets import TARGETS, Target, run_any

from tests.fuzzing.seeds import seeds, words

_HANG_SECONDS = 20
_MEMORY_MB = 2048
_TOGETHER = "together"


def main() -> int:
    """Fuzzes what the command line names; the exit status is that of the first find."""
    arguments = _arguments()
    if len(arguments.targets) == 2 and Path(arguments.targets[1]).is_file():
        TARGETS[arguments.targets[0]](Path(arguments.targets[1]).read_bytes())
        return 0
    names = [_TOGETHER] if arguments.together else arguments.targets or list(TARGETS)
    if len(names) == 1:
        _fuzz(names[0], arguments)
        return 0
    passed_on = [f"--seconds={arguments.seconds}", f"--runs={arguments.runs}"]
    command = [sys.executable, "-m", "tests.fuzzing", f"--seed={arguments.seed}", *passed_on]
    statuses = [subprocess.run([*command, name], check=False).returncode for name in names]
    return next(filter(None, statuses), 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.fuzzing", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=30, help="for each target")
    parser.add_argument(
        "--runs", type=int, default=-1, help="executions of each; -1 for any number"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="of the mutations; 0 for another each time"
    )
    parser.add_argument("--together", action="store_true", help="all targets in one process")
    return parser.parse_args()


def _fuzz(name: str, arguments: argparse.Namespace) -> None:
    """Fuzzes one target; libFuzzer ends the process."""
    target: Target = run_any if name == _TOGETHER else TARGETS[name]
    finds = Path(".run", "fuzzing", name)
    finds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yiju-fuzz-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, seed in enumerate(_seeds(name)):
            (corpus / str(number)).write_bytes(seed)
        dictionary = Path(folder, "words")
        dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words()))
        options = (
            f"-max_total_time={arguments.seconds}",
            f"-runs={arguments.runs}",
            f"-seed={arguments.seed}",
            f"-timeout={_HANG_SECONDS}",
            f"-rss_limit_mb={_MEMORY_MB}",
            f"-artifact_prefix={finds}/",
            f"-dict={dictionary}",
            "-max_len=20000",
            "-len_control=0",
            "-print_final_stats=1",
        )
        atheris.Setup([sys.argv[0], *options, str(corpus)], target)
        atheris.Fuzz()


def _seeds(name: str) -> list[bytes]:
    if name != _TOGETHER:
        return seeds()[name]
    order = list(TARGETS)
    return [
        bytes([order.index(target)]) + seed for target, each in seeds().items() for seed in each
    ]


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
