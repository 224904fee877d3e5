"""Citat-tjek: is what someone wrote word for word in the collection?"""
