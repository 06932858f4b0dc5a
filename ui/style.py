"""The page's look: system fonts, contrast of at least 4.5:1 in light and dark, no foreign resource."""

from __future__ import annotations

THEME_FONT = "system-ui"

CSS = """
.gradio-container { max-width: 62rem !important; margin: 0 auto !important; font-size: 1.0625rem; }
.mm-quotes ol { padding-left: 2rem; }
.mm-quotes li { margin-bottom: 1.25rem; }
.mm-quotes li:target { outline: 3px solid #1d4ed8; outline-offset: 4px; }
.mm-quotes blockquote { margin: 0 0 .4rem; padding: .3rem .9rem; border-left: 4px solid #1d4ed8; }
.mm-place, .mm-note, .mm-label { font-size: .95rem; opacity: .95; margin: .2rem 0; }
.mm-tag { border: 1px solid currentColor; border-radius: 4px; padding: 0 .4rem; font-weight: 600; }
.mm-source { padding: .6rem .9rem; border: 1px solid var(--border-color-primary);
  max-height: 24rem; overflow: auto; }
.mm-source mark { background: #fde68a; color: #111827; }
.mm-answer h2, .mm-quotes h2 { font-size: 1.25rem; margin: .8rem 0 .4rem; }
.mm-answer p { line-height: 1.55; }
.mm-cite { font-weight: 600; text-decoration: underline; }
.mm-standing { font-weight: 600; }
.mm-unsupported { border-left: 4px solid #b45309; padding-left: .8rem; }
.mm-error { border-left: 4px solid #b91c1c; padding-left: .8rem; font-weight: 600; }
.mm-table { overflow-x: auto; }
.mm-table table { border-collapse: collapse; width: 100%; }
.mm-table th, .mm-table td { text-align: left; vertical-align: top; padding: .4rem .6rem;
  border-bottom: 1px solid var(--border-color-primary); }
.mm-table caption { text-align: left; font-weight: 600; padding: .4rem 0; }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible,
[tabindex]:focus-visible { outline: 3px solid #1d4ed8 !important; outline-offset: 2px; }
"""

# The framework picks its own words by the browser's language, and has no live region for our status line.
HEAD = """
<script>
Object.defineProperty(navigator, "language", { get: () => "sv" });
Object.defineProperty(navigator, "languages", { get: () => ["sv"] });
new MutationObserver((_, watcher) => {
  const status = document.getElementById("mm-status");
  if (!status) return;
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  watcher.disconnect();
}).observe(document, { childList: true, subtree: true });
</script>
"""
