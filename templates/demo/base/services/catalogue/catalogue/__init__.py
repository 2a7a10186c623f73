"""The tools that can be borrowed, and what a day costs."""
