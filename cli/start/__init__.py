"""What `./linka up` makes ready before the processes start, one file a part."""
