"""Ways beside Telegram by which the clinic hears that something happened to a case: e-mail and a signed webhook.

What goes out says that there is something to read in the staff group, and never what.
"""
