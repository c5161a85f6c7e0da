"""The wording of messages: texts by language, dates in writing, characters of an SMS."""
