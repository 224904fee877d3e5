"""Requests come in from the network; they are admitted, bounded, masked, counted and protected."""
