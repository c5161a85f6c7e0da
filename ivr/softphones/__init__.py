"""The operators' telephones in the browser: made known to Asterisk, and whether they are there."""
