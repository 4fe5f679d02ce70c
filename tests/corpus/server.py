"""A server of one folder that knows ranges: `python server.py FOLDER` prints its port."""

import http.server
import sys
from pathlib import Path


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        content = (Path(sys.argv[1]) / Path(self.path).name).read_bytes()
        stated = self.headers.get("Range")
        first, _, last = (stated or "bytes=0-").removeprefix("bytes=").partition("-")
        end = min(int(last) + 1 if last else len(content), len(content))
        self.send_response(206 if stated else 200)
        self.send_header("Content-Length", str(end - int(first)))
        self.send_header("Accept-Ranges", "bytes")
        if stated:
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{len(content)}")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content[int(first) : end])

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
