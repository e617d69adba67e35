# A real display for shell tests (Xvfb), on which the window is driven as its user would (xdotool): sourced by them, after
# slalom=PROGRAM. Where the machine lacks the tools they end with 77.
[ "${SLALOM_SCREEN:-1}" = 1 ] || exit 0
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "$tool is not installed" && exit 77; }
done
folder=$(mktemp -d)
export XDG_CONFIG_HOME=$folder/config # not the settings of whoever runs this
window=0 server=0
cleanup() {
    [ $window = 0 ] || kill -KILL $window 2>/dev/null || true
    [ $server = 0 ] || kill $server 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT

# The server says on descriptor 3 which display it has taken.
mkfifo "$folder/display"
Xvfb -displayfd 3 -screen 0 1600x900x24 -nolisten tcp 3>"$folder/display" 2>"$folder/server.log" &
server=$!
read -r number <"$folder/display"
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
# D-Bus and the graphics driver keep memory to the end; check_window.c looks for leaks of the window itself.
export ASAN_OPTIONS=detect_leaks=0

# window_open ARGUMENTS...: a window, which says in $folder/state what it believes when it ends; `id` is X's name for it.
window_open() {
    "$slalom" view "$@" --dump-state >"$folder/state" 2>"$folder/errors" &
    window=$!
    id=$(timeout 60 xdotool search --sync --onlyvisible --name Slalom | head -n 1 || true)
    [ -n "$id" ] || { cat "$folder/errors" && exit 1; }
}

# To SDL the same as the close button of a window.
window_close() {
    local code=0
    kill -TERM $window
    wait $window || code=$?
    window=0
    [ $code = 0 ] || { echo "the window ended with $code" && cat "$folder/errors" && exit 1; }
}
