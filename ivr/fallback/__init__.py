"""What the plain dialplan leaves behind for us when it has served a caller without us.

Imports nothing: the dialplan's script pays for each import while a caller waits.
"""
