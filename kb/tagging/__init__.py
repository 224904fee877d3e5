"""Units -> tagged units: municipalities, types of intervention, laws, programmes, target groups."""
