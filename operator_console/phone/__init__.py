"""The operator's telephone: what its page asks, and its bar on the desk."""
