"""Administrative divisions 行政区划: effective-dated, by parent link."""
