# Sourced by 'control-plane' and 'node': processes that outlive the script. Their logs and process ids lie beside each other in $state.

fail() { echo "${0##*/}: $*" >&2; exit 1; }

# start NAME COMMAND...
start() {
    local name=$1; shift
    setsid "$@" > "$state/$name.log" 2>&1 < /dev/null &
    echo $! > "$state/$name.pid"
}

# end NAME...: one after the other, each when the one before is gone; one that was never started is left out
end() {
    local name pid
    for name in "$@"; do
        pid=$(cat "$state/$name.pid" 2> /dev/null) || continue
        kill "$pid" 2> /dev/null || true
        tail --pid="$pid" -f /dev/null 2> /dev/null || true
    done
}
