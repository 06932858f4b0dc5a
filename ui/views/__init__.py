"""The page's views: which components each tab holds, and which work of the desk each button does."""
