from attrs import evolve

from gopherd.model.site import DEFAULT_WIDTH, TAZ_WIDTH, Site, Style


def test_a_site_needs_no_more_than_a_name():
    site = Site("Paper")
    assert (site.style, site.width, site.language, site.timezone) == (Style.DEFAULT, DEFAULT_WIDTH, "en", "UTC")
    assert (DEFAULT_WIDTH, TAZ_WIDTH) == (67, 75)


def test_sites_do_not_share_their_numbers():
    assert evolve(Site("a"), numbers={}) == Site("b", numbers={}).__class__("a")
    assert Site("a").numbers is not Site("b").numbers
