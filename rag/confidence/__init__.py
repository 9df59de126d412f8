"""How sure a drafted answer is: learnt from labelled questions, so that what is not sure claims nothing."""
