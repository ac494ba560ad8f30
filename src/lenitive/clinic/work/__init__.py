"""Work lists: what records ask for, what staff said to it, and how both are kept and stay true."""
