"""Events become messages: SMS and e-mail."""
