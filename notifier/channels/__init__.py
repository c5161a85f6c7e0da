"""The ways out: SMS through Twilio's interface, e-mail through SMTP, and a fake of both."""
