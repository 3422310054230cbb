#!/bin/sh
# Runs real_server_test.py with the server that scripts/setup-ollama has made;
# exit code 77 when there is none.
#
#   real_server.sh PYTHON CALLCHAIN
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scripts=$here/../../scripts
"$scripts/setup-ollama" --print >/dev/null || { echo "there is no server: scripts/setup-ollama makes one"; exit 77; }
exec "$scripts/with-ollama" "$1" -B "$here/real_server_test.py" "$2"
