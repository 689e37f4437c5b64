"""HTTP furniture shared by every slice: rendering, permissions, middleware, error pages, files and assets."""
