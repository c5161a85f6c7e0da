"""A counter closes: everyone concerned is rebooked or asked, with an outcome for each."""
