"""Websites and help centres by their sitemap."""

from knowledge.crawl.crawl import MOST_PAGES, CrawlReport, crawl
from knowledge.crawl.fetch import Fetcher

__all__ = ["MOST_PAGES", "CrawlReport", "Fetcher", "crawl"]
