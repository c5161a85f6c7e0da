"""Free slots, holds and visits."""
