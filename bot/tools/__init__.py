"""The functions the model may call."""
