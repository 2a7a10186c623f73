"""Records as a notebook shows them: views, forms, and the names a cell calls."""
