"""THE SHARING LOOP and what is built on it; imports catalog and portal."""
