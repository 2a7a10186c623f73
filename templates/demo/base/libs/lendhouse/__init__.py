"""What every Python service of the house needs: flags, retries, signals."""
