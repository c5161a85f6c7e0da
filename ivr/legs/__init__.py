"""The legs to operators' telephones: made true to the rows, again and again."""
