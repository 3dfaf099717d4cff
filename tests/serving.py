"""The pages on a server of this process, for tests that look at them in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test.testcases import LiveServerThread


class KeepingHandler(StaticFilesHandler):
    """Browsers keep styles and scripts, as they do those of a release, and ask for them once."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        response = super().serve(request)
        response["Cache-Control"] = "max-age=3600"
        return response


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that sees what is committed."""
    server = LiveServerThread("localhost", KeepingHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://localhost:{server.port}"
    server.terminate()
