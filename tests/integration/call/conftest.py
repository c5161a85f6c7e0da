from tests.support.houses import ear, house, town_line

__all__ = ["ear", "house", "town_line"]
