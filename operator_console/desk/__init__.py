"""The operator's place: what there is to do today."""
