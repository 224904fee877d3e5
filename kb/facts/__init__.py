"""Outcome figures: what a report says was saved, put in or changed, with its quotation."""
