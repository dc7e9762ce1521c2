"""The reactor is made when it is first needed, and not by importing what may need it."""

import subprocess
import sys

from gopherd.edge.reactor import the_reactor


def test_it_is_the_one_of_the_process():
    from twisted.internet import reactor

    assert the_reactor() is reactor


def test_nothing_makes_it_before_it_is_needed():
    script = "import sys, gopherd.cli, gopherd.bootstrap; sys.exit('twisted.internet.reactor' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
