// Nothing happens here.
