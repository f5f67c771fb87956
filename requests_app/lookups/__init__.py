"""Who received data about a person or organisation, told to an authorised officer (Art. 37)."""
