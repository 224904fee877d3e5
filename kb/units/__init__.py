"""Pages come in; tagged units and the facts they report go out."""
