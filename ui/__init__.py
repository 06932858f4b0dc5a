"""The page around the assistant: HTML made from values, the web server's rules. No Gradio here."""
