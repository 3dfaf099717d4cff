"""The yardstick: the same rows by Django REST framework as its tutorial writes it, on the same server and tables."""
