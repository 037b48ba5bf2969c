"""What the front door looks up, on the standard library and a driver alone."""
