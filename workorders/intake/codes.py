"""QR codes as drawings of our own: one path, black on white, sharp at any size."""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# Modules of white around the code, without which phones do not find it.
QUIET = 4


def qr_modules(text: str) -> list[list[bool]]:
    """The code's rows of dark and light, without the white around them."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def qr_path(text: str) -> tuple[int, str]:
    """Width of the square with its white border, and the path of the dark parts: one stroke for each run of a row."""
    rows = qr_modules(text)
    strokes = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                strokes.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
                start = None
    return len(rows) + 2 * QUIET, "".join(strokes)


def qr_svg(text: str) -> str:
    """The code as a file of its own."""
    width, path = qr_path(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}" shape-rendering="crispEdges">'
        f'<rect width="{width}" height="{width}" fill="#fff"/><path d="{path}"/></svg>'
    )
