"""The OpenAPI 3.1 document, made from the same surfaces as the addresses it describes."""
