"""The darkroom: pictures made smaller, and pictures as text for terminals.

``desk`` answers what is asked of it; ``developing`` opens a picture file safely, ``reducing`` and ``drawing`` make of
it what is wanted, and ``prints`` keeps what was made. Pillow is an extra (``images``): what needs it is imported only
when a picture is worked on, which happens in the back room, so that nobody else pays for it.
"""
