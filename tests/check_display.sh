#!/usr/bin/env bash
# The window on a real display (Xvfb), driven as its user would (xdotool): the start point of eight runs of 2,000 steps is
# dragged across the map, every run follows to the pixel, the wheel zooms a plot, a key lays an overlay on the map, names come and go
# by the clipboard, and the program ends well when it is asked to.
set -euo pipefail
slalom=$1
. tests/display.sh
command -v xclip >/dev/null || { echo "xclip is not installed" && exit 77; }

{
    echo 'surface = "rosenbrock"; steps = 2000; runs = ('
    separator=""
    for optimizer in gd momentum nesterov rmsprop adam adamw nadam adagrad; do
        echo "$separator { name = \"$optimizer\"; optimizer = \"$optimizer\"; start = [-0.5, 2.0]; }"
        separator=","
    done
    echo ');'
} >"$folder/eight.scene"

window_open "$folder/eight.scene" --paused --size 1280x720 --times

# Where the map's axes put (x, y), as a script's window of the same size tells it.
echo "wait 1" >"$folder/wait.script"
"$slalom" view "$folder/eight.scene" --size 1280x720 --script "$folder/wait.script" --dump-state >"$folder/layout"
pixel() {
    awk -v x="$1" -v y="$2" '$1 == "view.x.low" { x0 = $3 } $1 == "view.x.high" { x1 = $3 } $1 == "view.y.low" { y0 = $3 }
        $1 == "view.y.high" { y1 = $3 } $1 == "widget.map" { left = $3; top = $4; w = $5; h = $6 }
        END { printf "%.0f %.0f\n", left + (x - x0) / (x1 - x0) * w, top + (y1 - y) / (y1 - y0) * h }' "$folder/layout"
}
read -r from_x from_y < <(pixel -0.5 2)
read -r to_x to_y < <(pixel 1 0.5)
commands=(mousemove --window "$id" "$from_x" "$from_y" sleep 0.05 mousedown 1 sleep 0.05)
for i in $(seq 1 30); do
    commands+=(mousemove --window "$id" $((from_x + (to_x - from_x) * i / 30)) $((from_y + (to_y - from_y) * i / 30)) sleep 0.02)
done
xdotool "${commands[@]}" mouseup 1

# The wheel over the middle of the left plot zooms its steps in there; G lays the gradient field over the map.
read -r plot_x plot_y < <(awk '$1 == "widget.plot.left" { printf "%.0f %.0f\n", $3 + $5 / 2, $4 + $6 / 2 }' "$folder/layout")
xdotool windowfocus "$id" mousemove --window "$id" "$plot_x" "$plot_y" sleep 0.1 click --repeat 3 --delay 50 4 sleep 0.1 key g sleep 0.3

# A run is renamed in letters beyond ASCII, which go to the clipboard and come back from another program.
clipboard_is() {
    for _ in $(seq 100); do
        [ "$(timeout 5 xclip -o -selection clipboard -t UTF8_STRING 2>/dev/null)" = "$1" ] && return
        sleep 0.1
    done
    echo "the clipboard never held $1" && exit 1
}
read -r card_x card_y < <(awk '$1 == "widget.run.1.lr" { printf "%.0f %.0f\n", $3 + $5 / 2, $4 + $6 / 2 }' "$folder/layout")
xdotool mousemove --window "$id" "$card_x" "$card_y" sleep 0.2 key F2 sleep 0.4 key ctrl+a sleep 0.1 type --delay 40 "Größe Ω"
xdotool sleep 0.2 key ctrl+a key ctrl+c
clipboard_is "Größe Ω"
printf 'Überlauf' | xclip -i -selection clipboard
clipboard_is "Überlauf"
xdotool key ctrl+a key ctrl+v sleep 0.3 key Return

# A step is typed into the counter; Tab takes the keyboard on; the window is made larger.
read -r step_x step_y < <(awk '$1 == "widget.transport.step" { printf "%.0f %.0f\n", $3 + $5 / 2, $4 + $6 / 2 }' "$folder/layout")
xdotool mousemove --window "$id" "$step_x" "$step_y" sleep 0.1 click 1 sleep 0.1 key ctrl+a type --delay 30 "1003"
xdotool sleep 0.1 key Return sleep 0.1 key Tab sleep 0.2 windowsize --sync "$id" 1400 800 sleep 0.3

window_close
awk '/^run\.[0-9]+\.start\.x/ { xs += ($3 - 1 > -0.01 && $3 - 1 < 0.01) }
    /^run\.[0-9]+\.start\.y/ { ys += ($3 - 0.5 > -0.01 && $3 - 0.5 < 0.01) }
    END { print xs + 0, ys + 0 " of 8 runs start where the pointer let go"; exit !(xs == 8 && ys == 8) }' "$folder/state" ||
    { grep 'start\.' "$folder/state" && exit 1; }
awk '$1 == "plots.low" { low = $3 } $1 == "plots.high" { high = $3 } $1 == "show.gradient" { field = $3 }
    END { print "the plots show steps " low " to " high; exit !(low > 100 && high < 1900 && low + high > 1960 && low + high < 2040 && field == "yes") }' \
    "$folder/state"
awk '$1 == "step" { step = $3 } $1 == "window.width" { w = $3 } $1 == "window.height" { h = $3 }
    END { print "step " step ", " w " x " h; exit !(step == 1003 && w == 1400 && h == 800) }' "$folder/state"
grep -x 'run.1.name = Überlauf' "$folder/state" || { grep '^run.1.name' "$folder/state" && exit 1; }
grep -E 'median|frames' "$folder/state"
