"""What was said in a stretch of talk, in short: each point with the messages it comes from, each of them checked."""
