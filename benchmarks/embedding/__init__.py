"""Training and measuring the embedded model, ``vectorstore/models/yiju-static-zh``."""
