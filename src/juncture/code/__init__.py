"""What source code does with the world outside it: calls, topics, environment, signals, flags."""
