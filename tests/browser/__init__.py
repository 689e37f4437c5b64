"""What only a browser can tell: real Chromium on the real content, in four languages."""
