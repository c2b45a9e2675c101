#!/usr/bin/env bash
# Runs a systemd of its own, a user's manager, in namespaces of its own, and there every line that comes on standard input, each answered by
# "=> " and its exit code. All of it ends with the input. Where that is not possible it says "refused: " and why.
# Usage: user-systemd.sh FOLDER    (where unit files lie in FOLDER/units)
set -uo pipefail
folder=$1

refuse() {
    echo "refused: $1"
    exit 77
}

if [[ ${2:-} != inside ]]; then
    [[ $EUID -eq 0 ]] || refuse "it takes root to give systemd a /run of its own"
    if [[ ! -x /lib/systemd/systemd ]] || ! command -v unshare >/dev/null; then
        { timeout 120 apt-get update && timeout 240 apt-get install --yes --no-install-recommends systemd util-linux; } >/dev/null 2>&1 ||
            refuse "systemd is missing and apt does not offer it here"
    fi
    said=$(unshare --mount --pid --fork --kill-child --mount-proc true 2>&1) || refuse "namespaces are not permitted here ($said)"
    exec unshare --mount --pid --fork --kill-child --mount-proc bash "$0" "$folder" inside
fi

export XDG_RUNTIME_DIR=/run/vahta SYSTEMD_UNIT_PATH=$folder/units:/usr/lib/systemd/user
{ mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system && mkdir -m 700 "$XDG_RUNTIME_DIR"; } || refuse "/run cannot be mounted here"

/lib/systemd/systemd --user --unit=basic.target >"$folder/manager.log" 2>&1 </dev/null &
manager=$!
for _ in {1..300}; do
    [[ -S $XDG_RUNTIME_DIR/systemd/private ]] && break
    kill -0 "$manager" 2>/dev/null || refuse "systemd ended at once: $(tail -n 3 "$folder/manager.log")"
    sleep 0.1
done
[[ -S $XDG_RUNTIME_DIR/systemd/private ]] || refuse "systemd did not come up within 30 s"
echo "up"

while IFS= read -r command; do
    eval "$command" </dev/null 2>&1
    echo "=> $?"
done
kill -TERM "$manager"
wait "$manager"
