"""What Informationsutbyte can refuse."""
