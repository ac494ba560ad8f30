"""Papers to print and send: accessible PDFs, set from data by templates of our own."""

from lenitive.plan.papers.make import Asked, paper, paper_pdf
from lenitive.plan.papers.note import Earlier, LetterPaper, NotePaper, PaperSection, Signature
from lenitive.plan.papers.press import KINDS, Kind, page_count, pdf, png

__all__ = [
    "KINDS",
    "Asked",
    "Earlier",
    "Kind",
    "LetterPaper",
    "NotePaper",
    "PaperSection",
    "Signature",
    "page_count",
    "paper",
    "paper_pdf",
    "pdf",
    "png",
]
