"""What a person looks for in the directory again and again, and wants to be told of."""
