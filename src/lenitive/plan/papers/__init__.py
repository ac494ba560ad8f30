"""Papers to print and send: accessible PDFs, set from data by templates of our own."""

from lenitive.plan.papers.make import Asked, paper, paper_pdf
from lenitive.plan.papers.press import KINDS, Kind, page_count, pdf, png

__all__ = ["KINDS", "Asked", "Kind", "page_count", "paper", "paper_pdf", "pdf", "png"]
