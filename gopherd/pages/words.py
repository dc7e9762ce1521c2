"""The words on the screen, in one language; a language is a file in ``gopherd/catalogue``."""

from collections.abc import Mapping

from attrs import frozen


@frozen
class Words:
    """Every word that is ours and not an article's; ``{…}`` is filled in."""

    stopwords: tuple[str, ...]
    """The commonest words of the language, lower case: they tell it in articles that do not name theirs."""
    image: str
    links: str
    authors: str
    tags: str
    related: str
    updated: str
    correction: str
    correction_undated: str
    rights: str
    picture_credit: str
    pictures: str
    picture_width: str
    picture_drawn: str
    picture_drawn_light: str
    picture_not_equipped: str
    picture_too_large: str
    picture_broken: str
    original: str
    older: str
    newer: str
    older_articles: str
    newer_articles: str
    more: str
    back: str
    as_text: str
    list_as_text: str
    day_as_text: str
    this_article: str
    articles_of: str
    all_articles: str
    all_sections: str
    all_tags: str
    all_authors: str
    all_series: str
    by_size: str
    by_name: str
    calendar: str
    front_page: str
    editions: str
    editions_what: str
    edition_utf8: str
    edition_latin1: str
    edition_ascii: str
    edition_narrow_ascii: str
    edition_narrow: str
    edition_wide: str
    editions_how: str
    elsewhere: str
    series: str
    series_before: str
    series_next: str
    changed: str
    longest: str
    reading_time: str
    most_linked: str
    links_to_it: str
    further_articles: str
    articles_before: str
    today: str
    same_day: str
    nothing_that_day: str
    random: str
    random_again: str
    not_found: str
    not_found_near: str
    not_found_number: str
    not_found_way: str
    too_long: str
    not_utf8: str
    control_character: str
    not_tls: str
    failed: str
    busy: str
    broken_off: str
    too_late: str
    file_missing: str
    being_indexed: str
    being_counted: str
    unavailable: str
    empty: str
    empty_how: str
    external: str
    external_go: str
    external_refused: str
    about: str
    about_articles: str
    about_years: str
    about_admin: str
    about_sitemap: str
    about_reading: str
    about_selectors: str
    about_software: str
    feed: str
    new_since: str
    withdrawn: str
    withdrawn_on: str
    moved: str
    is_gopher: str
    clients: str
    on_the_web: str
    search: str
    search_here: str
    search_for: str
    search_title: str
    search_of: str
    hits: str
    one_hit: str
    hits_cut: str
    hits_by_date: str
    hits_corrected: str
    hits_within: str
    hits_everywhere: str
    hits_partial: str
    hits_not_all: str
    hits_parts: str
    hits_none: str
    hits_next: str
    hits_previous: str
    narrow: str
    narrow_counted: str
    how_to_search: str
    search_help_words: str
    search_help_signs: str
    search_help_fields: str
    search_help_dates: str
    more_like_this: str
    like: str
    like_none: str
    hits_late: str
    years: str


def words_of(catalogues: Mapping[str, Words], language: str) -> Words:
    """The words of a language, English where nobody has given them."""
    return catalogues.get(language) or catalogues["en"]
