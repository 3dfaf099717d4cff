"""What is kept of the systems that Atrium talks with."""
