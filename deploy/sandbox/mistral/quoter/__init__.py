"""The sandbox's model: it quotes and repeats what it was given, calls tools that fit, and never pretends to think.

The same request gives the same answer. `answer.answer` tries its habits in order: state tool results, call a tool,
repeat a text as a whole, pick sentences for a summary, quote the message that shares most words with the question.
"""
