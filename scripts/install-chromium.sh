#!/usr/bin/env bash
# Makes sure that a Chromium is here for the tests that play in a browser; says how if it cannot.
set -euo pipefail

for browser in chromium chromium-browser google-chrome; do
    if command -v "$browser" >/dev/null; then exit 0; fi
done

if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then
        as_root=()
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        as_root=(false)
    fi
    if [ "${as_root[*]-}" != false ]; then
        echo "Installing Chromium for the tests that play in a browser ..."
        if "${as_root[@]}" apt-get update -q </dev/null \
            && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install -q -y --no-install-recommends \
                chromium fonts-dejavu-core fonts-noto-color-emoji </dev/null
        then
            exit 0
        fi
    fi
fi

echo "The tests need Chromium. Install it (Debian: sudo apt-get install chromium;" \
    "macOS: brew install --cask chromium) so that 'chromium' is on your PATH." >&2
exit 1
