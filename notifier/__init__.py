"""Events become messages: SMS, e-mail, calls and tasks; and what citizens write is answered."""
