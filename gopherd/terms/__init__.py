"""Words as a search sees them: text to terms, and what a reader types to a query. Without I/O, without a database.

``analysis`` makes the terms, the same for every store and for questions as for texts; ``stopwords`` are the words that
say nothing; ``query`` reads what a reader has typed; ``nearness`` tells how far two terms are from each other.
"""
