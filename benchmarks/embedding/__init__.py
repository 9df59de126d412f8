"""Making and measuring the models under ``vectorstore/models``: the static one and the encoder."""
