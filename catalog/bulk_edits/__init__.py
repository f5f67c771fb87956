"""Several entries of one department changed at one go, each as if typed by hand."""
