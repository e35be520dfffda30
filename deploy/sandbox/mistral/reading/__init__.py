"""What is really in a document or a picture: pages of text, tables and pictures, read by an OCR engine on this machine.

Nothing here knows of HTTP. `reader.Reader` is the door.
"""
