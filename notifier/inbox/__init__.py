"""The demo's inbox: stands where the SMS gateway and the mail server would be, and shows all."""
